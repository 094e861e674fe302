import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CapturedEvent } from "@lepton/warehouse";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import fastify, { type FastifyInstance } from "fastify";
import { type CaptureContext, type CaptureProject, capturePlugin } from "../index.ts";

/** A server with capture alone, over a real warehouse in a folder of its own. */
export interface CaptureApp {
  app: FastifyInstance;
  warehouse: Warehouse;
  url: string;
  published: CapturedEvent[];
  /** Rows of the events table. */
  events(where?: string): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

export interface StoredEvent {
  event: string;
  distinct_id: string;
  session_id: string;
  ts: string;
  properties: Record<string, unknown>;
}

export const writeKey = "lw_test";
const defaultKeys: Record<string, CaptureProject> = { [writeKey]: { projectId: "p" } };

export async function openCaptureApp({
  keys = defaultKeys,
  now,
  setup,
  wrap = (warehouse) => warehouse,
  eventsPerSecond,
}: {
  keys?: Record<string, CaptureProject>;
  now?: () => number;
  setup?: (app: FastifyInstance) => void;
  wrap?: (warehouse: Warehouse) => CaptureContext["warehouse"];
  eventsPerSecond?: number;
} = {}): Promise<CaptureApp> {
  const directory = mkdtempSync(join(tmpdir(), "lepton-capture-"));
  const warehouse = await openWarehouse({ directory });
  const published: CapturedEvent[] = [];
  const context: CaptureContext = {
    warehouse: wrap(warehouse),
    keys: { resolveWriteKey: async (token) => keys[token] ?? null },
    live: { publish: (events) => published.push(...events) },
    config: { bodyBytes: 20 * 1024 * 1024 },
  };
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } });
  setup?.(app);
  await app.register(capturePlugin, { context, now, eventsPerSecond });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    app,
    warehouse,
    url,
    published,
    events: (where = "1") =>
      warehouse.query<StoredEvent>(
        `SELECT event, distinct_id, session_id, toString(toUnixTimestamp64Milli(ts)) AS ts, properties
         FROM events FINAL WHERE project = 'p' AND ${where} ORDER BY events.ts, uuid`,
      ),
    async close() {
      await app.close();
      await warehouse.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
