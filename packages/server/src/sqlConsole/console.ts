import { LeptonError } from "@lepton/core";
import type { Warehouse } from "@lepton/warehouse";
import type { SqlReply } from "../contract/sql.ts";
import { checkTree } from "./check.ts";
import { rewriteTables } from "./rewrite.ts";
import { type Token, tokenize } from "./tokens.ts";
import { type AstNode, parseTree } from "./tree.ts";
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
    const tokens = tokenize(sql);
    checkBeginning(tokens[0]);
    const rewritten = rewriteTables(tokens);
    const wrapped = `SELECT * FROM (\n${rewritten}\n)`;
    try {
      const explained = await warehouse.query<{ explain: string }>(
        `EXPLAIN AST ${wrapped}`,
        {},
        { signal, maxSeconds: 5, readOnly: true },
      );
      checkTree(withoutEnd(parseTree(explained.map((row) => row.explain))), await realTables());

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
        truncated: rows.length > limit,
      };
    } catch (error) {
      throw inMembersWords(error);
    }
  };
}

/**
 * The warehouse ends what it sends with its own SETTINGS and FORMAT, the root's last children.
 * A member's own stand below the brackets around their text, and are refused there.
 */
function withoutEnd(root: AstNode): AstNode {
  const own = root.children.findIndex((child) => child.kind === "Set" || child.name === "JSONEachRow");
  return own < 0 ? root : { ...root, children: root.children.slice(0, own) };
}

async function tablesOf(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const rows = await warehouse.query<{ name: string }>(
    "SELECT lower(name) AS name FROM system.tables WHERE database = currentDatabase()",
  );
  return new Set(rows.map((row) => row.name));
}

/** Says at once that only reading is possible, where the syntax tree would only say "unexpected". */
function checkBeginning(first: Token | undefined): void {
  if (first === undefined) throw empty();
  if (first.source === "(" || /^(select|with|from)$/i.test(first.source)) return;
  throw new LeptonError("SQL_NOT_ALLOWED", {
    problem: "The console runs one SELECT.",
    received: first.source,
    next: "Begin with SELECT or WITH.",
    field: "sql",
  });
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
