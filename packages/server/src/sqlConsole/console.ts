import { LeptonError } from "@lepton/core";
import type { Warehouse } from "@lepton/warehouse";
import type { SqlReply } from "../contract/sql.ts";
import { checkTree } from "./check.ts";
import { rewriteTables } from "./rewrite.ts";
import { tokenize } from "./tokens.ts";
import { parseTree } from "./tree.ts";
import { bind, viewPrefix } from "./views.ts";

/** One query may take this much. */
const limits = { maxSeconds: 30, maxMemoryBytes: 1024 ** 3, readOnly: true };

export type SqlConsole = (
  project: string,
  sql: string,
  limit: number,
  signal: AbortSignal,
) => Promise<SqlReply>;

/**
 * Runs a member's SELECT over one project's data. What may run is decided before it runs:
 * tokens we read as ClickHouse does, then ClickHouse's own syntax tree against a list of what
 * is allowed. The tables it sees are bound to the project by a parameter outside its text.
 */
export function sqlConsoleOf(warehouse: Warehouse): SqlConsole {
  let tables: Promise<ReadonlySet<string>> | null = null;
  const realTables = () => {
    // Tables come by migrations, before anybody can ask.
    tables ??= tablesOf(warehouse).catch((error: unknown) => {
      tables = null;
      throw error;
    });
    return tables;
  };
  return async (project, sql, limit, signal) => {
    const rewritten = rewriteTables(tokenize(sql));
    if (rewritten === "") throw empty();
    const wrapped = `SELECT * FROM (\n${rewritten}\n)`;
    try {
      const explained = await warehouse.query<{ explain: string }>(
        `EXPLAIN AST ${wrapped}`,
        {},
        { signal, maxSeconds: 5, readOnly: true },
      );
      checkTree(withoutFormat(parseTree(explained.map((row) => row.explain))), await realTables());

      const query = bind(rewritten);
      const params = { lepton_project: project, lepton_limit: limit + 1 };
      const options = { ...limits, signal };
      const columns = await warehouse.query<{ name: string; type: string }>(
        `DESCRIBE TABLE (${query})`,
        params,
        options,
      );
      const started = performance.now();
      const rows = await warehouse.query<Record<string, unknown>>(query, params, options);
      return {
        columns: columns.map(({ name, type }) => ({ name, type })),
        rows: rows.slice(0, limit).map((row) => columns.map(({ name }) => row[name] ?? null)),
        elapsedMs: Math.round(performance.now() - started),
        rowsRead: null,
        truncated: rows.length > limit,
      };
    } catch (error) {
      throw inMembersWords(error);
    }
  };
}

/** The client adds FORMAT to what it sends; the tree shows it as a last child of the root. */
function withoutFormat(root: ReturnType<typeof parseTree>): ReturnType<typeof parseTree> {
  const last = root.children.at(-1);
  if (last?.kind !== "Identifier" || last.name !== "JSONEachRow") return root;
  return { ...root, children: root.children.slice(0, -1) };
}

async function tablesOf(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const rows = await warehouse.query<{ name: string }>(
    "SELECT lower(name) AS name FROM system.tables WHERE database = currentDatabase()",
  );
  return new Set(rows.map((row) => row.name));
}

/** ClickHouse's complaint without our names in it, and as the member's mistake, not the server's. */
function inMembersWords(error: unknown): unknown {
  if (!(error instanceof LeptonError) || error.code === "SQL_NOT_ALLOWED" || error.status === 503)
    return error;
  const clean = (text: string) => text.replaceAll(viewPrefix, "");
  return new LeptonError(
    error.code,
    {
      problem: clean(error.problem),
      received: error.received === undefined ? undefined : clean(error.received),
      next: error.next,
      field: "sql",
      status: 400,
    },
    { cause: error },
  );
}

function empty(): LeptonError {
  return new LeptonError("SQL_EMPTY", {
    problem: "There is no query in this text.",
    next: "Write one, e.g. SELECT event, count() FROM events GROUP BY event.",
    field: "sql",
  });
}
