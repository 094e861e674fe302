import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { backUp } from "./backup.ts";
import { migrate } from "./migrate.ts";
import { Engine } from "./supervise/engine.ts";
import { lockFolder } from "./supervise/lock.ts";
import type { Warehouse } from "./types.ts";
import { warehouseOver } from "./warehouse.ts";

const tuning = {
  /** Latest events whose keys are known without a look at the table; default 4 million. */
  recentEvents: z.int().min(1000).optional(),
  /** Bytes of events that may wait to be stored; default 64 MiB. */
  queueBytes: z.int().min(1).optional(),
};

/** Where the warehouse is: a folder for the embedded engine, or a ClickHouse server's address. */
export const openOptions = z.union([
  z.strictObject({
    directory: z.string().min(1),
    /** Bytes the engine may use; default half of the machine's (or container's) memory. */
    memoryBytes: z
      .int()
      .min(256 * 2 ** 20)
      .optional(),
    /** Analytical queries that run side by side; default 4. */
    readers: z.int().min(1).max(64).optional(),
    ...tuning,
  }),
  z.strictObject({
    url: z.url(),
    username: z.string().optional(),
    password: z.string().optional(),
    database: z.string().optional(),
    ...tuning,
  }),
]);
export type OpenOptions = z.input<typeof openOptions>;

/** Longest a statement's answer is waited for, ms; statements have their own limits. */
const requestTimeoutMs = 3_600_000;

/** The client that talks to an engine. */
export function clientOf(engine: Engine): ClickHouseClient {
  return createClient({
    url: "http://lepton",
    username: "lepton",
    password: engine.secret,
    http_agent: engine.agent,
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: requestTimeoutMs,
  });
}

/** Opens the warehouse and brings its tables to the newest form. */
export async function openWarehouse(options: OpenOptions): Promise<Warehouse> {
  const parsed = openOptions.safeParse(options);
  if (!parsed.success)
    throw new LeptonError("WAREHOUSE_OPTIONS", {
      problem: "The warehouse's options are wrong.",
      received: parsed.error.issues[0]?.message ?? "",
      next: "Give { directory } or { url, username, password, database }.",
    });
  return "directory" in parsed.data ? openEmbedded(parsed.data) : openServer(parsed.data);
}

type Embedded = Extract<z.output<typeof openOptions>, { directory: string }>;
type Server = Extract<z.output<typeof openOptions>, { url: string }>;

async function openEmbedded(options: Embedded): Promise<Warehouse> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const unlock = lockFolder(directory);
  const engine = new Engine({
    store: join(directory, "store"),
    ...(options.memoryBytes === undefined ? {} : { memoryBytes: options.memoryBytes }),
    ...(options.readers === undefined ? {} : { readers: options.readers }),
  });
  const close = async () => {
    await engine.close();
    unlock();
  };
  try {
    await engine.start();
    const client = clientOf(engine);
    await migrate(client, async (from) => {
      const stamp = new Date().toISOString().replace(/[:.]/g, "-");
      await backUp(client, join(directory, "backups", `before-migration-from-${from}-${stamp}`));
    });
    return warehouseOver(client, {
      ready: () => engine.ready(),
      restarts: () => engine.restarts,
      memoryBytes: () => engine.residentBytes,
      memoryCapBytes: engine.memoryBytes,
      directory,
      ...(options.recentEvents === undefined ? {} : { recentEvents: options.recentEvents }),
      ...(options.queueBytes === undefined ? {} : { queueBytes: options.queueBytes }),
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

/** A server has its own backups, so a migration there is not preceded by one of ours. */
async function openServer({ url, username, password, database, ...rest }: Server): Promise<Warehouse> {
  const client = createClient({
    url,
    request_timeout: requestTimeoutMs,
    log: { level: ClickHouseLogLevel.OFF },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    clickhouse_settings: {
      input_format_try_infer_dates: 0,
      input_format_try_infer_datetimes: 0,
      type_json_skip_duplicated_paths: 1,
      optimize_on_insert: 0,
      max_partitions_per_insert_block: "0",
    },
  });
  try {
    await migrate(client, async () => undefined);
  } catch (error) {
    await client.close();
    throw error;
  }
  return warehouseOver(client, {
    ready: async () => undefined,
    restarts: () => 0,
    memoryBytes: () => 0,
    memoryCapBytes: 0,
    directory: undefined,
    ...(rest.recentEvents === undefined ? {} : { recentEvents: rest.recentEvents }),
    ...(rest.queueBytes === undefined ? {} : { queueBytes: rest.queueBytes }),
    close: async () => undefined,
  });
}
