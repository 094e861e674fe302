import type { CapturedEvent, WriteReceipt } from "../types.ts";
import { type Key, keyOf, uuidOf } from "./dedupe.ts";
import type { Row, Rows } from "./rows.ts";
import { clock, field, jsonField } from "./text.ts";

/** Columns of an event's row, in order. */
export const eventColumns = "project, event, ts, distinct_id, session_id, uuid, received_at, properties";

/** An event made ready when it arrives, so that a commit only looks its key up and passes its row on. */
export interface Item extends Key, Row {
  event: CapturedEvent;
  index: number;
  uuid: string;
  job: Job;
}

/** One call of `write`: its events, and whom to answer. */
export interface Job {
  items: Item[];
  bytes: number;
  exact: boolean;
  peopleOnly: boolean;
  receipt: WriteReceipt;
  resolve(receipt: WriteReceipt): void;
  reject(error: unknown): void;
}

/** Times ClickHouse's DateTime64 holds: 1900 to 2262. */
const firstMs = -2_208_988_800_000;
const lastMs = 9_214_646_400_000;

/** Why an event cannot be stored at all. */
export function problemOf(event: CapturedEvent): string | undefined {
  if (!event.project || !event.event || !event.distinctId)
    return "project, event and distinctId must not be empty.";
  if (!(event.ts >= firstMs && event.ts <= lastMs)) return `ts ${event.ts} lies outside 1900 to 2261.`;
  if (!(event.receivedAt >= firstMs && event.receivedAt <= lastMs)) return "receivedAt is no time.";
  return undefined;
}

function lineOf(event: CapturedEvent, uuid: string): string {
  return `${field(event.project)}\t${field(event.event)}\t${clock(event.ts)}\t${field(event.distinctId)}\t${field(event.sessionId ?? "")}\t${uuid}\t${clock(event.receivedAt)}\t${jsonField(event.properties)}\n`;
}

/** Writes an event's row behind the others and works its key out. */
export function itemOf(event: CapturedEvent, index: number, job: Job, rows: Rows): Item {
  const uuid = uuidOf(event.dedupeKey);
  const { slab, from, to } = rows.add(lineOf(event, uuid));
  const { high, low } = keyOf(event.project, uuid);
  return { event, index, uuid, job, high, low, slab, from, to };
}
