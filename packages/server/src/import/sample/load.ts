import { randomUUID } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { CapturedEvent, Warehouse } from "@lepton/warehouse";
import { type Answer, simulateAnswers } from "./answers.ts";
import { marketRows } from "./market.ts";
import {
  endOf,
  lastDay,
  type Purchase,
  personPrefix,
  readPurchases,
  shiftDays,
  shifted,
} from "./purchases.ts";

export interface SampleOptions {
  project: string;
  warehouse: Warehouse;
  onProgress?(progress: { done: number; total: number; message: string }): void | Promise<void>;
  /** Default: `samples/cdnow/purchases.csv.gz` of this installation. */
  file?: string;
  now?: number;
}

/** What was loaded; the screen says it. */
export interface SampleSummary {
  purchases: number;
  people: number;
  /** Made-up survey answers. */
  simulatedAnswers: number;
  /** Days by which the real purchases were moved. */
  shiftDays: number;
  /** Real last day, and the day it was moved to. */
  lastDay: { real: string; shown: string };
}

const batchEvents = 4000;
const hourMs = 3_600_000;

/**
 * Loads the sample company: CDNOW's 69,659 real purchases, moved in time by whole days, with simulated
 * survey answers and a simulated market beside them. Loading again adds nothing; after `removeSample` it
 * starts anew. Every event carries `$sample: true`, made-up ones `$simulated: true` as well.
 */
export async function loadSampleCompany(options: SampleOptions): Promise<SampleSummary> {
  const { project, warehouse, now = Date.now() } = options;
  const purchases = await readPurchases(options.file);
  const before = await loadedBefore(warehouse, project);
  const load = before ?? { key: randomUUID().slice(0, 8), shift: shiftDays(now) };
  // A new key has been on no event: only a load that goes on needs to look each one up.
  const exact = before !== undefined;
  const answers = simulateAnswers(purchases);
  const base = { project, receivedAt: now };
  const total = purchases.length + answers.length;
  let done = 0;
  let batch: CapturedEvent[] = [];
  const flush = async () => {
    await warehouse.write(batch, { exact });
    done += batch.length;
    batch = [];
    const message = done <= purchases.length ? "Loading 69,659 real purchases" : "Adding simulated answers";
    await options.onProgress?.({ done, total, message });
    await breathe();
  };
  const people = new Set<string>();
  for (const [index, purchase] of purchases.entries()) {
    const event = purchaseEvent(purchase, `sample:${load.key}:${index}`, load);
    if (!people.has(purchase.person)) Object.assign(event, firstSeen(purchase, load.shift));
    people.add(purchase.person);
    batch.push({ ...base, ...event });
    if (batch.length >= batchEvents) await flush();
  }
  for (const [index, answer] of answers.entries()) {
    const event = answerEvent(answer, `sample:${load.key}:answer:${index}`, load);
    // Whoever bought at the very end answers after the data's last day: those few answers are left out, also when
    // the same data is loaded again later.
    if (event.ts < endOf(load.shift)) batch.push({ ...base, ...event });
    if (batch.length >= batchEvents) await flush();
  }
  await flush();
  await warehouse.insert("market_sizes", marketRows(purchases, { project, days: load.shift, version: now }));
  return {
    purchases: purchases.length,
    people: people.size,
    simulatedAnswers: done - purchases.length,
    shiftDays: load.shift,
    lastDay: { real: iso(lastDay), shown: iso(lastDay + load.shift * 24 * hourMs) },
  };
}

/** Removes what loading brought, people included. */
export async function removeSampleCompany(warehouse: Warehouse, project: string): Promise<void> {
  const params = { project, prefix: personPrefix };
  await warehouse.command(
    "DELETE FROM events WHERE project = {project:String} AND getSubcolumn(properties, '$sample') = true",
    params,
  );
  for (const [table, id] of Object.entries({ people: "person_id", identities: "person_id" }))
    await warehouse.command(
      `DELETE FROM ${table} WHERE project = {project:String} AND startsWith(${id}, {prefix:String})`,
      params,
    );
  await warehouse.command(
    "DELETE FROM market_sizes WHERE project = {project:String} AND (startsWith(source, 'Simulated for the sample') OR startsWith(source, 'CDNOW purchases'))",
    params,
  );
}

type Load = { key: string; shift: number };
type Event = Omit<CapturedEvent, "project" | "receivedAt">;

/** Key and shift of a sample that is loaded already, so that loading on another day adds nothing either. */
async function loadedBefore(warehouse: Warehouse, project: string): Promise<Load | undefined> {
  const [row] = await warehouse.query<{ key: string; shift: number }>(
    `SELECT toString(getSubcolumn(properties, '$sample_load')) AS key,
            toInt32OrZero(toString(getSubcolumn(properties, '$sample_shift_days'))) AS shift
     FROM events WHERE project = {project:String} AND event = 'purchase'
       AND getSubcolumn(properties, '$sample') = true LIMIT 1`,
    { project },
  );
  return row ? { key: row.key, shift: Number(row.shift) } : undefined;
}

function purchaseEvent({ person, date, quantity, revenue }: Purchase, dedupeKey: string, load: Load): Event {
  return {
    event: "purchase",
    distinctId: person,
    ts: shifted(date, load.shift),
    dedupeKey,
    properties: { quantity, revenue, currency: "USD", ...marks(load) },
  };
}

/** Person properties that follow from the real data. */
function firstSeen({ date }: Purchase, shift: number): Partial<Event> {
  const month = iso(shifted(date, shift)).slice(0, 7);
  const set = { first_purchase_month: month, cohort: `CDNOW ${date.slice(0, 7)}`, $sample: true };
  return { set, identified: true };
}

function answerEvent({ person, date, hours, properties }: Answer, dedupeKey: string, load: Load): Event {
  return {
    event: "survey sent",
    distinctId: person,
    ts: shifted(date, load.shift) + hours * hourMs,
    dedupeKey,
    properties: { ...properties, $simulated: true, ...marks(load) },
  };
}

const marks = ({ key, shift }: Load) => ({ $sample: true, $sample_load: key, $sample_shift_days: shift });
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
