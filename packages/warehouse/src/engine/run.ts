import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Lane, Pool, PooledSession } from "./pool.ts";
import type { EngineRequest } from "./request.ts";
import { literal, readInsert, readStatement, type Statement } from "./statement.ts";

/** What a statement answered: bytes at hand, or a file to stream and delete. */
export interface Answer {
  bytes: Uint8Array;
  spool: string | undefined;
  format: string;
  readRows: number;
  readBytes: number;
  writtenRows: number;
  elapsedSeconds: number;
}

/** ClickHouse's own refusal, made here for what the library does not check. */
export class EngineException extends Error {
  readonly clickhouseCode: number;
  constructor(code: number, name: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message} (${name})`);
    this.clickhouseCode = code;
  }
}

const rawFormats = new Set([
  "JSONEachRow",
  "JSONCompactEachRow",
  "TSV",
  "TabSeparated",
  "CSV",
  "CSVWithNames",
]);
const named = /^[A-Za-z_]\w*$/;

/** A setting's value as SQL; numbers stay bare. */
const settingText = (value: string) => (/^-?\d+(\.\d+)?$/.test(value) ? value : literal(value));

function checkNames(request: EngineRequest): void {
  for (const name of [...request.params.keys(), ...request.settings.keys()])
    if (!named.test(name)) throw new EngineException(115, "UNKNOWN_SETTING", `Bad parameter name '${name}'`);
}

export function laneOf(request: EngineRequest, statement: Statement): Lane {
  if (request.lane === "control" || request.lane === "write" || request.lane === "read") return request.lane;
  return statement.kind === "INSERT" && request.data.length > 0 ? "write" : "read";
}

const clean = "clean";

/**
 * Empties a session after a failed statement. chdb 3.4 keeps the rows that were written before the failure and
 * puts them in front of the next answer: seen with a result over its size limit, whose rows came back to
 * an unrelated DESCRIBE.
 */
async function cleanse({ session }: PooledSession): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const answer = await session
      .queryAsync(`SELECT '${clean}'`, { format: "TabSeparated" })
      .then((result) => (result.bytes().byteLength < 100 ? result.text().trim() : ""))
      .catch(() => "");
    if (answer === clean) return;
  }
  // A session that cannot be cleaned must not answer anybody again; the parent starts a new engine.
  process.kill(process.pid, "SIGKILL");
}

/** Runs statements on sessions, and stops them again. */
export class Runner {
  constructor(
    private readonly pool: Pool,
    private readonly baseline: Record<string, string>,
    private readonly spoolFolder: string,
  ) {}

  /** Runs a request; `onStart` receives the function that cancels it, waiting or running. */
  async run(request: EngineRequest, onStart: (cancel: () => void) => void): Promise<Answer> {
    checkNames(request);
    const statement = readStatement(request.sql);
    let isCancelled = false;
    let leaveQueue = () => {};
    let stop = () => {};
    onStart(() => {
      isCancelled = true;
      leaveQueue();
      stop();
    });
    const pooled = await this.pool.take(laneOf(request, statement), (leave) => {
      leaveQueue = leave;
    });
    const tag = `lepton:${randomUUID()}`;
    let isSettled = false;
    stop = () => void this.#kill(tag, () => isSettled);
    try {
      if (isCancelled) throw new EngineException(394, "QUERY_WAS_CANCELLED", "Query was cancelled.");
      return request.data.length > 0
        ? await this.#insert(pooled, request)
        : await this.#query(pooled, request, statement, tag);
    } catch (error) {
      await cleanse(pooled);
      throw error;
    } finally {
      isSettled = true;
      this.pool.give(pooled);
    }
  }

  async #insert({ session }: PooledSession, request: EngineRequest): Promise<Answer> {
    const target = readInsert(request.sql);
    const answer = { bytes: new Uint8Array(), spool: undefined, format: "", readRows: 0, readBytes: 0 };
    if (target && rawFormats.has(target.format)) {
      const done = await session.insert({
        ...target,
        format: target.format as "TSV",
        values: request.data,
        settings: Object.fromEntries(request.settings),
      });
      return { ...answer, writtenRows: done.rowsWritten, elapsedSeconds: done.elapsed };
    }
    const settings = [...request.settings].map(([name, value]) => `${name}=${settingText(value)}`).join(", ");
    const sql = settings ? request.sql.replace(/\bFORMAT\b/i, `SETTINGS ${settings} FORMAT`) : request.sql;
    const done = await session.queryAsync(`${sql}\n${request.data.toString("utf8")}`);
    return { ...answer, writtenRows: 0, elapsedSeconds: done.elapsed };
  }

  async #query(
    pooled: PooledSession,
    request: EngineRequest,
    statement: Statement,
    tag: string,
  ): Promise<Answer> {
    if (statement.isMultiple)
      throw new EngineException(62, "SYNTAX_ERROR", "Syntax error: Multi-statements are not allowed");
    // A value left in the session by an earlier statement must not stand in for a missing one.
    for (const name of statement.placeholders)
      if (!request.params.has(name) && pooled.known.has(name))
        throw new EngineException(456, "UNKNOWN_QUERY_PARAMETER", `Substitution \`${name}\` is not set.`);
    const isReadOnly = Number(request.settings.get("readonly") ?? 0) > 0;
    if (!statement.hasOutput && isReadOnly)
      // SET readonly could not be taken back, so the session would never write again.
      throw new EngineException(164, "READONLY", "Cannot execute query in readonly mode.");
    const format = statement.format ?? request.defaultFormat;
    const isSpooled =
      request.waitsForEnd &&
      !statement.endsInSettings &&
      (statement.kind === "SELECT" || statement.kind === "WITH");
    const spool = isSpooled ? join(this.spoolFolder, `${randomUUID()}.rows`) : undefined;
    const settings = [...request.settings].map(([name, value]) => `${name}=${settingText(value)}`);
    const sets = [...request.params].map(([name, value]) => `SET param_${name}=${literal(value)};`);
    let text = request.sql.replace(/[\s;]+$/, "");
    // The tag stands behind the text where it can, so that positions in error messages are the caller's. It is a
    // setting as well: a statement with parameters is written anew from its syntax tree, and comments are lost.
    if (statement.hasOutput) settings.push(`log_comment=${literal(tag)}`);
    if (!statement.hasOutput) {
      text = `/* ${tag} */ ${text}`;
      for (const setting of settings) sets.push(`SET ${setting};`);
    } else if (statement.endsInSettings) text += [`\n/* ${tag} */`, ...settings].join(", ");
    else {
      // INTO OUTFILE stands in front of FORMAT, so that clause is written anew.
      text = `${text.slice(0, statement.formatAt ?? text.length)}\n/* ${tag} */`;
      if (spool) text += ` INTO OUTFILE ${literal(spool)}`;
      text += ` FORMAT ${format}`;
      if (settings.length > 0) text += ` SETTINGS ${settings.join(", ")}`;
    }
    for (const name of request.params.keys()) pooled.known.add(name);
    try {
      const result = await pooled.session.queryAsync(sets.join("") + text, { format });
      const bytes = result.bytes();
      const most = Number(request.settings.get("max_result_bytes") ?? 0);
      // The embedded engine does not enforce this one itself.
      if (most > 0 && bytes.byteLength > most)
        throw new EngineException(
          396,
          "TOO_MANY_ROWS_OR_BYTES",
          `Limit for result exceeded, max bytes: ${most}.`,
        );
      return {
        bytes,
        spool,
        format,
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        writtenRows: 0,
        elapsedSeconds: result.elapsed,
      };
    } finally {
      if (!statement.hasOutput && request.settings.size > 0) await this.#restore(pooled, request.settings);
    }
  }

  /** Puts a session's settings back after a statement that could not carry them itself. */
  async #restore({ session }: PooledSession, settings: Map<string, string>): Promise<void> {
    const resets = [...settings.keys()].map((name) => `SET ${name}=${this.baseline[name] ?? "DEFAULT"}`);
    for (const reset of resets) await session.queryAsync(reset).catch(() => undefined);
  }

  /** KILL QUERY until the statement has ended; it may not be in the process list yet when its client leaves. */
  async #kill(tag: string, isSettled: () => boolean): Promise<void> {
    for (let wait = 10; !isSettled(); wait = Math.min(wait * 2, 1000)) {
      const control = await this.pool.take("control");
      try {
        await control.session.queryAsync(
          `KILL QUERY WHERE query LIKE '%${tag}%' AND query NOT LIKE 'KILL%' ASYNC`,
        );
      } catch {
        // It ended between the look and the kill.
      } finally {
        this.pool.give(control);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
