import type { ClickHouseClient } from "@clickhouse/client";
import { LeptonError } from "@lepton/core";
import { asLeptonError, isInDoubt } from "../errors.ts";
import type { CapturedEvent, WriteOptions, WriteReceipt } from "../types.ts";
import { RecentKeys } from "./dedupe.ts";
import { applyGroups } from "./groups.ts";
import { eventColumns, type Item, itemOf, type Job, problemOf } from "./item.ts";
import { concernsPeople, People } from "./ledger.ts";
import { Rows } from "./rows.ts";
import { insertReadable } from "./sink.ts";
import { loadRecent, storedAmong } from "./stored.ts";

export interface WriterSetup {
  client: ClickHouseClient;
  /** Resolves when the engine takes statements. */
  ready(): Promise<void>;
  /** Latest events whose keys are known without a look at the table; default 4 million (64 MB when full). */
  recentEvents?: number;
  /** Bytes that may wait; default 64 MiB. More are refused with "busy". */
  queueBytes?: number;
}

const groupRows = 100_000;
const groupBytes = 32 * 2 ** 20;
/**
 * An insert costs the engine about 8 ms of processor time however small it is and 10 µs a row: below so many rows
 * a larger group is cheaper, above it the engine should not stand idle.
 */
const worthWaitingRows = 800;
/** How often a batch is tried when the engine goes away under it. */
const tries = 3;

/**
 * Group commit: one insert is in flight at a time, what arrives meanwhile makes up the next. Small groups wait for
 * the senders just answered to come back, so that those do not fall into two halves of which each pays for an insert.
 * A batch is acknowledged when its insert has returned (fsync), and an event whose key was seen before is not stored again:
 * within a batch, across concurrent calls, across retries and restarts for the latest events, and for all events
 * with `exact`. When the engine dies under a batch, the table is asked which of its events are there.
 */
export class Writer {
  readonly #setup: WriterSetup;
  readonly #people: People;
  readonly #capacity: number;
  #recent: Promise<RecentKeys> | undefined;
  /** Keys of batches that failed: parts of them may be stored. */
  #doubtful: RecentKeys | undefined;
  readonly #rows = new Rows();
  #queue: Job[] = [];
  #queuedBytes = 0;
  #queuedRows = 0;
  /** Called at each arrival while a group waits for company. */
  #arrived: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  readonly #lags: { at: number; ms: number }[] = [];

  constructor(setup: WriterSetup) {
    this.#setup = setup;
    this.#people = new People(setup.client);
    this.#capacity = setup.recentEvents ?? 4_000_000;
  }

  /** Milliseconds of the slowest commit of the last minute. */
  get lagMs(): number {
    const since = Date.now() - 60_000;
    while (this.#lags[0] && this.#lags[0].at < since) this.#lags.shift();
    return this.#lags.reduce((most, { ms }) => Math.max(most, ms), 0);
  }

  write(events: readonly CapturedEvent[], options: WriteOptions = {}): Promise<WriteReceipt> {
    const receipt: WriteReceipt = { accepted: 0, duplicates: 0, refusedMerges: [], refused: [] };
    if (this.#isClosed) return Promise.reject(busy("The warehouse is closing."));
    return new Promise((resolve, reject) => {
      const { exact = false, peopleOnly = false } = options;
      const job: Job = { items: [], bytes: 0, exact, peopleOnly, receipt, resolve, reject };
      for (const [index, event] of events.entries()) {
        const problem = problemOf(event);
        if (problem) {
          receipt.refused.push({ index, code: "EVENT_INVALID", reason: problem });
          continue;
        }
        const item = itemOf(event, index, job, this.#rows);
        job.bytes += item.to - item.from;
        job.items.push(item);
      }
      if (job.items.length === 0) return resolve(receipt);
      if (this.#queuedBytes > 0 && this.#queuedBytes + job.bytes > (this.#setup.queueBytes ?? 64 * 2 ** 20))
        return reject(busy("More events arrive than can be stored."));
      this.#queue.push(job);
      this.#queuedBytes += job.bytes;
      this.#queuedRows += job.items.length;
      this.#arrived?.();
      this.#running ??= this.#work();
    });
  }

  /** Stores what waits, then takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#arrived?.();
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      const started = Date.now();
      const group = this.#takeGroup();
      try {
        await this.#commit(group);
        for (const job of group) job.resolve(job.receipt);
      } catch (error) {
        for (const job of group) job.reject(asLeptonError(error));
      }
      const ms = Date.now() - started;
      this.#lags.push({ at: Date.now(), ms });
      if (this.#lags.length > 10_000) this.#lags.splice(0, 5_000);
      await this.#company(group.length + this.#queue.length, ms);
    }
    this.#running = undefined;
  }

  /** Waits until so many jobs are queued, or rows enough; never longer than the insert that this may save. */
  #company(jobs: number, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const isEnough = () =>
        this.#isClosed || this.#queue.length >= jobs || this.#queuedRows >= worthWaitingRows;
      const go = () => {
        clearTimeout(late);
        this.#arrived = undefined;
        resolve();
      };
      const late = setTimeout(go, mostMs);
      this.#arrived = () => {
        if (isEnough()) go();
      };
      this.#arrived();
    });
  }

  #takeGroup(): Job[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const job of this.#queue) {
      if (count > 0 && (rows + job.items.length > groupRows || bytes + job.bytes > groupBytes)) break;
      rows += job.items.length;
      bytes += job.bytes;
      count++;
    }
    this.#queuedBytes -= bytes;
    this.#queuedRows -= rows;
    return this.#queue.splice(0, count);
  }

  async #commit(group: Job[]): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        await this.#setup.ready();
        return await this.#store(group, attempt > 1);
      } catch (error) {
        this.#people.forget();
        const known = asLeptonError(error);
        if (!isInDoubt(known) || attempt === tries) {
          this.#doubtful ??= new RecentKeys(2_000_000);
          for (const { items } of group) for (const item of items) this.#doubtful.add(item);
          throw known;
        }
        // The engine's end is noticed a little after its connections break.
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
      }
  }

  /** Stores a group; `isRetry`: an earlier try of the same group may have stored part of it. */
  async #store(group: Job[], isRetry: boolean): Promise<void> {
    const recent = await this.#known();
    const seen = new RecentKeys(2 * group.reduce((sum, { items }) => sum + items.length, 1));
    const fresh: Item[] = [];
    const unsure: Item[] = [];
    for (const job of group) {
      job.receipt.accepted = 0;
      job.receipt.duplicates = 0;
      job.receipt.refused = job.receipt.refused.filter(({ code }) => code === "EVENT_INVALID");
      for (const item of job.peopleOnly ? [] : job.items) {
        if (recent.has(item) || seen.has(item)) {
          job.receipt.duplicates++;
          continue;
        }
        seen.add(item);
        fresh.push(item);
        if (isRetry || job.exact || this.#doubtful?.has(item)) unsure.push(item);
      }
    }
    const stored = unsure.length > 0 ? await storedAmong(this.#setup.client, unsure) : new Set<string>();
    const isStored = ({ event, uuid }: Item) => stored.has(`${event.project}\0${uuid}`);
    const items = stored.size > 0 ? fresh.filter((item) => !isStored(item)) : fresh;
    // Who people are goes first: a crash in between leaves a batch unacknowledged, whose retry completes it.
    await this.#storePeople(group);
    const refused = await insertReadable(this.#setup.client, "events", eventColumns, items);
    for (const [at, item] of items.entries()) {
      const { index, job } = item;
      const reason = refused.get(at);
      if (reason !== undefined) {
        job.receipt.refused.push({ index, code: "EVENT_UNREADABLE", reason });
        continue;
      }
      job.receipt.accepted++;
      recent.add(item);
    }
    if (stored.size > 0)
      for (const item of fresh)
        if (isStored(item)) {
          // On a retry it is this very batch that stored it.
          if (isRetry) item.job.receipt.accepted++;
          else item.job.receipt.duplicates++;
          recent.add(item);
        }
  }

  async #storePeople(group: Job[]): Promise<void> {
    for (const { receipt } of group) receipt.refusedMerges = [];
    // Indexes run over the whole group, so that one pass keeps the order between its batches.
    const all: Item[] = [];
    for (const { items } of group) for (const item of items) if (concernsPeople(item.event)) all.push(item);
    if (all.length === 0) return;
    const batch = all.map(({ event }, index) => ({ event, index }));
    const { refusals, unreadable } = await this.#people.apply(batch);
    for (const [at, reason] of await applyGroups(this.#setup.client, batch)) unreadable.set(at, reason);
    for (const [at, refusal] of refusals) {
      const { job, index } = all[at] as Item;
      job.receipt.refusedMerges.push({ index, ...refusal });
    }
    for (const [at, reason] of unreadable) {
      const { job, index } = all[at] as Item;
      job.receipt.refused.push({ index, code: "PROPERTIES_UNREADABLE", reason });
    }
  }

  #known(): Promise<RecentKeys> {
    this.#recent ??= loadRecent(this.#setup.client, this.#capacity);
    this.#recent.catch(() => {
      this.#recent = undefined;
    });
    return this.#recent;
  }
}

const busy = (problem: string) =>
  new LeptonError("WAREHOUSE_BUSY", {
    problem,
    next: "Send the same batch again in a few seconds; duplicates count once.",
    status: 503,
  });
