import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { tables } from "./schema.ts";
import type { CapturedEvent, Warehouse } from "./types.ts";

/** Opens the embedded warehouse in `directory`. */
export async function openWarehouse({ directory }: { directory: string }): Promise<Warehouse> {
  mkdirSync(directory, { recursive: true });
  const socketPath = join(tmpdir(), `lepton-${randomUUID().slice(0, 8)}.sock`);
  const source = import.meta.url.endsWith(".ts");
  const child = fork(
    fileURLToPath(new URL(source ? "./engine/main.ts" : "./engine/main.js", import.meta.url)),
    [directory, socketPath],
    {
      execArgv: source ? ["--conditions=lepton-source", "--import", "tsx"] : [],
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`engine exited with ${code}`)));
  });
  const client = createClient({
    url: "http://localhost",
    http_agent: new Agent({ socketPath, keepAlive: true }),
  });
  for (const ddl of Object.values(tables)) await client.command({ query: ddl });
  return warehouseOver(client, () => child.disconnect());
}

function warehouseOver(client: ClickHouseClient, stop: () => void): Warehouse {
  const query: Warehouse["query"] = async <Row>(sql: string, params: Record<string, unknown> = {}) => {
    const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
    return result.json<Row>();
  };
  return {
    query,
    async *stream<Row>(sql: string, params = {}) {
      yield await query<Row>(sql, params);
    },
    async command(sql, params = {}) {
      await client.command({ query: sql, query_params: params });
    },
    async insert(table, rows) {
      if (rows.length > 0) await client.insert({ table, values: rows as unknown[], format: "JSONEachRow" });
    },
    async write(events: readonly CapturedEvent[]) {
      const now = Date.now();
      await client.insert({
        table: "events",
        format: "JSONEachRow",
        values: events.map((e) => ({
          project: e.project,
          event: e.event,
          ts: (e.ts / 1000).toFixed(3),
          distinct_id: e.distinctId,
          session_id: e.sessionId ?? "",
          uuid: randomUUID(),
          received_at: (e.receivedAt / 1000).toFixed(3),
          properties: e.properties,
        })),
      });
      const identities = events
        .filter((e) => e.merge)
        .map((e) => ({
          project: e.project,
          distinct_id: e.merge!.otherId,
          person_id: e.distinctId,
          version: now,
        }));
      if (identities.length > 0)
        await client.insert({ table: "identities", format: "JSONEachRow", values: identities });
      const people = events
        .filter((e) => e.set)
        .map((e) => ({
          project: e.project,
          person_id: e.distinctId,
          identified: true,
          created_at: (e.ts / 1000).toFixed(3),
          properties: e.set,
          version: now,
        }));
      if (people.length > 0) await client.insert({ table: "people", format: "JSONEachRow", values: people });
      return { accepted: events.length, duplicates: 0, refusedMerges: [] };
    },
    async reject() {},
    async health() {
      return {
        ok: true,
        version: "",
        restarts: 0,
        memoryBytes: 0,
        memoryCapBytes: 0,
        diskFreeBytes: 0,
        dataBytes: 0,
        writeLagMs: 0,
      };
    },
    async close() {
      await client.close();
      stop();
    },
  };
}
