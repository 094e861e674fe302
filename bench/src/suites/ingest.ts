import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@lepton/core";
import { openWarehouse } from "@lepton/warehouse";
import type { Figure, Suite } from "../figure.ts";
import { startLepton } from "../lepton.ts";
import { load } from "../load.ts";

type Measured = Omit<Figure, "suite" | "ok">;

const rows = 100;
/** Batches come from a few servers, single events from many browsers. */
const connections = { batches: 56, singles: 256 };
const warmUpSeconds = 3;
const uuidHead = "00000000-0000-4000-8000-";

/** Events as a web product sends them: about 350 bytes, seven properties, 20,000 people. */
function eventMaker(seed: number) {
  const { next } = random(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  return (now: number) => ({
    event: pick(["$pageview", "signed up", "search", "added to cart", "purchase"]),
    distinct_id: `person-${Math.floor(next() * 20_000)}`,
    uuid: `${uuidHead}000000000000`,
    timestamp: new Date(now - Math.floor(next() * 60_000)).toISOString(),
    properties: {
      $browser: pick(["Chrome", "Safari", "Firefox"]),
      $current_url: `https://example.com/products/${Math.floor(next() * 500)}`,
      $lib: "bench",
      plan: pick(["free", "pro", "team"]),
      revenue: Math.round(next() * 10_000) / 100,
      items: Math.floor(next() * 9),
      beta: next() < 0.1,
    },
  });
}

interface Template {
  bytes: Buffer;
  /** Where each event's uuid starts; its last twelve digits are written anew for every request. */
  uuids: number[];
}

/** Bodies made before the clock runs: the generator shares the two cores with what it measures. */
function bodies(make: ReturnType<typeof eventMaker>, key: string, events: number): Template[] {
  return Array.from({ length: 200 }, () => {
    const now = Date.now();
    const batch = Array.from({ length: events }, () => make(now));
    const bytes = Buffer.from(JSON.stringify({ api_key: key, sent_at: new Date(now).toISOString(), batch }));
    const uuids: number[] = [];
    for (let at = bytes.indexOf(uuidHead); at >= 0; at = bytes.indexOf(uuidHead, at + 1)) uuids.push(at);
    return { bytes, uuids };
  });
}

async function* overHttp(seconds: number, bare: number): AsyncIterable<Measured> {
  const lepton = await startLepton();
  try {
    const project = lepton.command("project", "create", "bench", "--plain");
    const key = lepton.command("key", "create", "--project", project, "--kind", "write", "--plain");
    const make = eventMaker(7);
    let serial = 0;
    const measure = async (events: number, connections: number) => {
      const templates = bodies(make, key, events);
      const report = await load({
        url: lepton.url,
        path: "/batch/",
        connections,
        seconds,
        warmUpSeconds,
        body: (n) => {
          const { bytes, uuids } = templates[n % templates.length] as Template;
          const body = Buffer.from(bytes);
          for (const at of uuids) body.write((serial++).toString(16).padStart(12, "0"), at + 24, "latin1");
          return body;
        },
      });
      if (report.refused > 0)
        throw new Error(`${report.refused} of ${report.requests} requests were refused.`);
      return report;
    };

    const batches = await measure(rows, connections.batches);
    const rate = (batches.requests * rows) / batches.seconds;
    const plain = { peer: null, ratio: null };
    yield { name: `events in batches of ${rows}`, ours: rate, unit: "events/s", ...plain, bar: ">= 50000" };
    yield {
      name: "the same beside a bare insert",
      ours: rate,
      unit: "events/s",
      peer: bare,
      ratio: rate / bare,
      bar: "ratio >= 0.4",
    };
    yield {
      name: "acknowledgement of a batch, p99",
      ours: batches.p99Ms,
      unit: "ms",
      ...plain,
      bar: "< 250",
    };
    await settle();
    const singles = await measure(1, connections.singles);
    yield {
      name: "requests with one event",
      ours: singles.requests / singles.seconds,
      unit: "requests/s",
      ...plain,
      bar: ">= 3000",
    };
    yield {
      name: "acknowledgement of one event, p99",
      ours: singles.p99Ms,
      unit: "ms",
      ...plain,
      bar: "< 250",
    };
  } finally {
    await lepton.stop();
  }
}

/**
 * Waits until the disk has done what earlier steps left it: deleting thousands of files on a disk that discards
 * freed blocks was measured to double the time of the inserts that follow.
 */
async function settle(): Promise<void> {
  execFileSync("sync");
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

/** Rows per second of the engine alone: ready-made JSON rows, 20,000 at a time, into the same table. */
async function bareInsert(directory: string, blocks: number): Promise<number> {
  const warehouse = await openWarehouse({ directory });
  try {
    const make = eventMaker(11);
    const size = 20_000;
    const now = Date.now();
    const seconds = (now / 1000).toFixed(3);
    let best = 0;
    for (let block = 0; block < blocks; block++) {
      const values = Array.from({ length: size }, () => {
        const { event, distinct_id, properties } = make(now);
        return {
          project: "bare",
          event,
          ts: seconds,
          distinct_id,
          session_id: "",
          uuid: randomUUID(),
          received_at: seconds,
          properties,
        };
      });
      const started = performance.now();
      await warehouse.insert("events", values);
      best = Math.max(best, size / ((performance.now() - started) / 1000));
    }
    return best;
  } finally {
    await warehouse.close();
  }
}

export const suite: Suite = {
  name: "ingest",
  about:
    "Durable acknowledgements over HTTP, load generator included; the peer is a bare insert into the same engine.",
  async *run({ quick }) {
    const directory = mkdtempSync(join(tmpdir(), "lepton-bare-"));
    try {
      await settle();
      const bare = await bareInsert(directory, quick ? 5 : 20);
      await settle();
      yield* overHttp(quick ? 6 : 20, bare);
    } finally {
      // Last, so that no deletion runs beside a measurement.
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
