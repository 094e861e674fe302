import type { Client, InValue } from "@libsql/client";
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

/**
 * Kysely over `@libsql/client`. Statements run one by one; what must hold together goes through
 * `Store.atomically`, because an interactive transaction would lock every other request out of SQLite.
 */
export function libsqlDialect(client: Client): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const result = await client.execute({ sql, args: parameters as InValue[] });
      return {
        insertId: result.lastInsertRowid,
        numAffectedRows: BigInt(result.rowsAffected),
        rows: result.rows,
      } as QueryResult<Row>;
    },
    streamQuery() {
      throw new Error("The metadata store reads whole results.");
    },
  };
  const noTransactions = async () => {
    throw new Error("Use Store.atomically.");
  };
  const driver: Driver = {
    async init() {},
    acquireConnection: async () => connection,
    beginTransaction: noTransactions,
    commitTransaction: noTransactions,
    rollbackTransaction: noTransactions,
    async releaseConnection() {},
    async destroy() {},
  };
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
