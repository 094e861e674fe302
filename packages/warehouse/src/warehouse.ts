import { statfsSync } from "node:fs";
import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import { backUp } from "./backup.ts";
import { asLeptonError, isInDoubt, isUnsent } from "./errors.ts";
import type { QueryOptions, SqlParams, Warehouse } from "./types.ts";
import { clock } from "./write/text.ts";
import { Writer } from "./write/writer.ts";

/** What the address behind the client can tell about itself. */
export interface Host {
  /** Resolves when statements can be sent. */
  ready(): Promise<void>;
  restarts(): number;
  memoryBytes(): number;
  memoryCapBytes: number;
  /** Folder whose disk holds the data; undefined on a server. */
  directory: string | undefined;
  recentEvents?: number;
  queueBytes?: number;
  close(): Promise<void>;
}

/** Rows of one block of a stream. */
const blockRows = 1_000;
/** A result that is returned whole may hold this many bytes; larger ones are streamed. */
const resultBytes = 128 * 2 ** 20;

/** Limits of a statement, as ClickHouse settings. */
function limits(options: QueryOptions): ClickHouseSettings {
  const settings: ClickHouseSettings = { max_execution_time: options.maxSeconds ?? 60 };
  if (options.maxMemoryBytes !== undefined) settings.max_memory_usage = String(options.maxMemoryBytes);
  if (options.readOnly) settings.readonly = "2";
  settings.output_format_json_quote_64bit_integers = options.integers === "number" ? 0 : 1;
  return settings;
}

/** The warehouse over a client; the same code for the embedded engine and for a server. */
export function warehouseOver(client: ClickHouseClient, host: Host): Warehouse {
  const writer = new Writer({
    client,
    ready: host.ready,
    ...(host.recentEvents === undefined ? {} : { recentEvents: host.recentEvents }),
    ...(host.queueBytes === undefined ? {} : { queueBytes: host.queueBytes }),
  });
  const translated = async <T>(act: () => Promise<T>, isRead = false): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      await host.ready();
      const started = Date.now();
      try {
        return await act();
      } catch (error) {
        const known = asLeptonError(error);
        // The engine has just ended and nobody has told us yet: nobody listens, or a kept connection breaks at
        // once. A query that ran for a while is not repeated; it may be what ended the engine.
        const isBroken = isRead && attempt === 1 && isInDoubt(known) && Date.now() - started < 500;
        if ((!isUnsent(known) && !isBroken) || attempt === 20) throw known;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const request = (sql: string, params: SqlParams, options: QueryOptions) => ({
    query: sql,
    query_params: params,
    ...(options.signal ? { abort_signal: options.signal } : {}),
  });
  const insert: Warehouse["insert"] = async (table, rows) => {
    if (rows.length > 0)
      await translated(() => client.insert({ table, values: rows as unknown[], format: "JSONEachRow" }));
  };
  return {
    query: <Row>(sql: string, params: SqlParams = {}, options: QueryOptions = {}) =>
      translated(async () => {
        const result = await client.query({
          ...request(sql, params, options),
          format: "JSONEachRow",
          clickhouse_settings: {
            ...limits(options),
            max_result_bytes: String(resultBytes),
            result_overflow_mode: "throw",
          },
        });
        return result.json<Row>();
      }, true),
    async *stream<Row>(sql: string, params: SqlParams = {}, options: QueryOptions = {}) {
      const result = await translated(
        () =>
          client.query({
            ...request(sql, params, options),
            format: "JSONEachRow",
            // The engine spools the rows to disk, so that a slow reader holds neither memory nor a session.
            clickhouse_settings: { ...limits(options), wait_end_of_query: 1 },
          }),
        true,
      );
      let block: Row[] = [];
      try {
        for await (const rows of result.stream<Row>()) {
          for (const row of rows) block.push(row.json());
          if (block.length >= blockRows) {
            yield block;
            block = [];
          }
        }
      } catch (error) {
        throw asLeptonError(error);
      }
      if (block.length > 0) yield block;
    },
    command: (sql, params = {}, options = {}) =>
      translated(async () => {
        await client.command({
          ...request(sql, params, options),
          clickhouse_settings: {
            ...(options.maxSeconds === undefined ? {} : { max_execution_time: options.maxSeconds }),
            ...(options.readOnly ? { readonly: "2" } : {}),
          },
        });
      }),
    insert,
    write: (events, options) => writer.write(events, options),
    reject: (rows) =>
      insert(
        "rejects",
        rows.map((row) => ({
          project: row.project,
          received_at: clock(row.receivedAt),
          source: row.source,
          code: row.code,
          field: row.field ?? "",
          reason: row.reason,
          raw: row.raw.slice(0, 4096),
        })),
      ),
    async health() {
      const disk = host.directory ? statfsSync(host.directory) : undefined;
      const known = {
        restarts: host.restarts(),
        memoryBytes: host.memoryBytes(),
        memoryCapBytes: host.memoryCapBytes,
        diskFreeBytes: disk ? disk.bavail * disk.bsize : 0,
        writeLagMs: writer.lagMs,
      };
      try {
        const result = await client.query({
          query: `SELECT version() AS version, toString(sum(bytes_on_disk)) AS bytes
            FROM system.parts WHERE active AND database = currentDatabase()`,
          format: "JSONEachRow",
          http_headers: { "x-lepton-lane": "control" },
        });
        const [row] = await result.json<{ version: string; bytes: string }>();
        return { ok: true, version: row?.version ?? "", dataBytes: Number(row?.bytes ?? 0), ...known };
      } catch {
        return { ok: false, version: "", dataBytes: 0, ...known };
      }
    },
    backup: (path) => translated(() => backUp(client, path)),
    async close() {
      await writer.close();
      await client.close();
      await host.close();
    },
  };
}
