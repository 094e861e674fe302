/**
 * JSON as events carry it. What comes back equals what was sent, but: a `null` member is dropped, a key `a.b`
 * and a member `b` of `a` are one path, 1.0 is 1, half a surrogate pair becomes U+FFFD.
 */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Properties = { [key: string]: Json };

/** Values for `{name:Type}` placeholders; they never enter the SQL text. */
export type SqlParams = Record<string, string | number | boolean | null | readonly (string | number)[]>;

export interface QueryOptions {
  /** Cancels the query in the engine (KILL QUERY), not only the promise. */
  signal?: AbortSignal;
  /** Seconds of execution allowed; default 60. */
  maxSeconds?: number;
  /** Bytes of memory allowed; default a share of the engine's cap. */
  maxMemoryBytes?: number;
  /** Refuse anything but reads (ClickHouse's readonly=2). SQL written by people needs the server's allow-list too. */
  readOnly?: boolean;
  /**
   * How 64-bit integers arrive: `text` (default; exact, quoted) or `number`. Choose `number` to read `properties`
   * back with the types they were sent with (`{"price": 1}`, not `{"price": "1"}`); integers past 2^53 then round,
   * as they do in any JSON reader of JavaScript.
   */
  integers?: "text" | "number";
}

/** How a batch is written. */
export interface WriteOptions {
  /**
   * Look every event up in the table before storing it. Without it the keys of the latest events (4 million) are
   * known, which covers retries; with it a file imported a second time adds nothing, however old.
   */
  exact?: boolean;
  /**
   * Store what the events say about their people and nothing else: no row in `events`. For what Lepton itself works
   * out about people (scores), which nobody did.
   */
  peopleOnly?: boolean;
}

/** How one id of a person is joined to another. */
export interface IdentityMerge {
  /** The other distinct id that is the same person. */
  otherId: string;
  /** `identify`: an anonymous id becomes known; `alias`: two names of one person; `force`: merge even two known people. */
  kind: "identify" | "alias" | "force";
}

/** One fact, normalised from any wire format, ready to be stored. */
export interface CapturedEvent {
  project: string;
  event: string;
  distinctId: string;
  /** UTC milliseconds, skew-corrected. */
  ts: number;
  /** UTC milliseconds of arrival. */
  receivedAt: number;
  /** Deduplication key of the sender (`uuid`, `messageId`, `$insert_id`); any non-empty string. Absent: made here. */
  dedupeKey?: string;
  sessionId?: string;
  properties: Properties;
  /** Person properties to overwrite, to set when missing, to remove. */
  set?: Properties;
  setOnce?: Properties;
  unset?: string[];
  merge?: IdentityMerge;
  /** The sender declares this distinct id a known (not anonymous) person. */
  identified?: boolean;
  /** Group properties to overwrite. */
  group?: { type: string; key: string; set: Properties };
}

/** A row that was refused, kept so that people can see why. */
export interface RejectedRow {
  project: string;
  receivedAt: number;
  /** Wire format or file, e.g. `posthog`, `segment`, `import:orders.csv`. */
  source: string;
  code: string;
  field?: string;
  reason: string;
  /** The row as received, cut to 4 kB. */
  raw: string;
}

export interface WriteReceipt {
  /** Events stored now. */
  accepted: number;
  /** Events seen before (same dedupe key), not stored again. */
  duplicates: number;
  /** Identity merges refused, index into the written batch. */
  refusedMerges: { index: number; code: string; reason: string }[];
  /** Events (or their person's properties) that cannot be stored as they are; their neighbours are. */
  refused: { index: number; code: string; reason: string }[];
}

/** What a backup holds. */
export interface BackupReceipt {
  path: string;
  bytes: number;
  events: number;
}

/**
 * The events store. One interface whether ClickHouse is embedded or a server.
 * Every method rejects with a `LeptonError`; codes are listed in `errors.ts`.
 */
export interface Warehouse {
  /** Rows of a SELECT, as objects keyed by column. 64-bit integers arrive as strings unless cast in SQL. */
  query<Row>(sql: string, params?: SqlParams, options?: QueryOptions): Promise<Row[]>;
  /** Streams rows in blocks; memory stays bounded. */
  stream<Row>(sql: string, params?: SqlParams, options?: QueryOptions): AsyncIterable<Row[]>;
  /** DDL and other statements without rows. */
  command(sql: string, params?: SqlParams, options?: QueryOptions): Promise<void>;
  /** Plain rows into a table (market sizes, cohort members …), durable when it returns. */
  insert(table: string, rows: readonly Record<string, Json>[]): Promise<void>;
  /**
   * Stores events through group commit; resolves when they are on disk. Duplicates count once per project.
   * Rejects with 503 `WAREHOUSE_BUSY` when too much waits: nothing of the batch is stored then.
   */
  write(events: readonly CapturedEvent[], options?: WriteOptions): Promise<WriteReceipt>;
  /** Records refused rows. */
  reject(rows: readonly RejectedRow[]): Promise<void>;
  health(): Promise<WarehouseHealth>;
  /** Backs everything up while running: into a new folder, or one file if the path ends in `.tar`. */
  backup(path: string): Promise<BackupReceipt>;
  close(): Promise<void>;
}

export interface WarehouseHealth {
  ok: boolean;
  version: string;
  /** Times the embedded engine was restarted since start. */
  restarts: number;
  memoryBytes: number;
  memoryCapBytes: number;
  diskFreeBytes: number;
  dataBytes: number;
  /** Milliseconds of the slowest commit of the last minute. */
  writeLagMs: number;
}
