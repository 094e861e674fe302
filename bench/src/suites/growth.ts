import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, type QuestionContext } from "@lepton/growth";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import type { Suite } from "../figure.ts";
import { type Case, cases } from "../growth/cases.ts";
import { clickHouseInsert, days, firstMs, postgresInsert, postgresTable } from "../growth/data.ts";
import { openPostgres, type Postgres } from "../growth/postgres.ts";

const project = "bench";

export const suite: Suite = {
  name: "growth",
  about:
    "Questions over 10 million events (1 million with --quick): against the bare ClickHouse query of the same counts, and PostgreSQL 15. Seconds, best of interleaved turns; answers are compared first.",
  async *run({ quick }) {
    const count = quick ? 1_000_000 : 10_000_000;
    const directory = mkdtempSync(join(tmpdir(), "lepton-bench-"));
    const warehouse = await openWarehouse({ directory });
    const postgres = await openPostgres();
    try {
      await fill(warehouse, postgres, count);
      const context: QuestionContext = {
        warehouse,
        project,
        timezone: "UTC",
        weekStart: "monday",
        currency: "USD",
        now: new Date(firstMs + (days + 1) * 86_400_000),
        cohort: () => Promise.reject(new Error("no cohorts here")),
      };
      let memory = 0;
      for (const one of cases(project)) {
        const { ours, bare, peer } = await measure(context, postgres, one, quick ? 4 : 6);
        memory = Math.max(memory, (await warehouse.health()).memoryBytes);
        const seconds = { ours, unit: "s" };
        yield {
          name: `${one.name}, bare ClickHouse`,
          ...seconds,
          peer: bare,
          ratio: ours / bare,
          bar: "ratio <= 1.5",
        };
        yield {
          name: `${one.name}, PostgreSQL 15`,
          ...seconds,
          peer,
          ratio: peer === null ? null : ours / peer,
          bar: "ratio <= 0.1",
        };
      }
      const { memoryCapBytes } = await warehouse.health();
      yield {
        name: "engine memory, its cap",
        ours: memory / 2 ** 20,
        unit: "MiB",
        peer: memoryCapBytes / 2 ** 20,
        ratio: memory / memoryCapBytes,
        bar: "ratio <= 1",
      };
    } finally {
      await postgres?.close();
      await warehouse.close();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

async function fill(warehouse: Warehouse, postgres: Postgres | null, count: number): Promise<void> {
  await warehouse.command(clickHouseInsert(project, count), {}, { maxSeconds: 600 });
  // As after a day of background merges; the numbers are then the same in every run.
  await warehouse.command("OPTIMIZE TABLE events FINAL", {}, { maxSeconds: 600 });
  if (!postgres) return;
  await postgres.query(postgresTable);
  await postgres.query(postgresInsert(count));
  await postgres.query("CREATE INDEX ON events (event, ts)");
  await postgres.query("VACUUM ANALYZE events");
}

/** Seconds of each side: the best of the turns, taken one after another so that a busy moment hits all alike. */
async function measure(context: QuestionContext, postgres: Postgres | null, one: Case, turns: number) {
  const best = {
    ours: Number.POSITIVE_INFINITY,
    bare: Number.POSITIVE_INFINITY,
    peer: Number.POSITIVE_INFINITY,
  };
  const timed = async <T>(side: keyof typeof best, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const value = await work();
    best[side] = Math.min(best[side], (performance.now() - started) / 1000);
    return value;
  };
  for (let turn = 0; turn < turns; turn++) {
    const { result } = await timed("ours", () => ask(context, one.question));
    const rows = await timed("bare", () =>
      context.warehouse.query<{ key: string; n: string }>(one.clickHouse),
    );
    const counts = one.ours(result);
    const answer = textOf(counts);
    assertSame(one.name, "ClickHouse", answer, textOf(rows.map(({ key, n }) => [key, Number(n)])));
    if (!postgres || turn > 1) continue;
    const peers = await timed("peer", () => postgres.query<{ key: string; n: string }>(one.postgres));
    assertSame(
      one.name,
      "PostgreSQL",
      textOf([...counts, ...(one.oursWithTimes?.(result) ?? [])]),
      textOf(peers.map(({ key, n }) => [key, Number(n)])),
    );
  }
  return { ...best, peer: postgres ? best.peer : null };
}

const textOf = (pairs: [string, number][]) =>
  pairs
    .map(([key, n]) => `${key} ${n}`)
    .sort()
    .join("\n");

function assertSame(name: string, engine: string, ours: string, theirs: string): void {
  if (ours === theirs) return;
  const [left, right] = [ours.split("\n"), theirs.split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  throw new Error(
    `${name}: our answer and ${engine}'s differ: ${left[at] ?? "nothing"} against ${right[at] ?? "nothing"}.`,
  );
}
