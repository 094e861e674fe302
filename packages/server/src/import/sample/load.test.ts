import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { simulateAnswers } from "./answers.ts";
import { loadSampleCompany, type SampleSummary } from "./load.ts";
import { readPurchases, shiftDays, shifted } from "./purchases.ts";

const now = Date.UTC(2026, 10, 23, 15);
const directory = mkdtempSync(join(tmpdir(), "lepton-sample-"));
let warehouse: Warehouse;
let summary: SampleSummary;
const progress: number[] = [];
beforeAll(async () => {
  warehouse = await openWarehouse({ directory });
  summary = await loadSampleCompany({
    project: "p",
    warehouse,
    now,
    onProgress: ({ done, total }) => {
      progress.push(done / total);
    },
  });
});
afterAll(async () => {
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

const numbers = async () =>
  (
    await warehouse.query<Record<string, string | number>>(
      `SELECT countIf(event = 'purchase') AS purchases, uniqExactIf(distinct_id, event = 'purchase') AS people,
              round(sum(toFloat64OrZero(toString(properties.revenue))), 2) AS revenue,
              countIf(event = 'survey sent') AS answers, toString(max(toDate(ts))) AS last,
              countIf(event = 'survey sent' AND getSubcolumn(properties, '$simulated') != true) AS unmarked
       FROM events FINAL WHERE project = 'p'`,
    )
  )[0];

test("the real purchases are all there: 69,659 of 23,570 people, summing to the file's $2,500,315.63", async () => {
  // Counted in the source file with awk: rows, distinct customers, sum of dollars.
  const found = await numbers();
  expect([Number(found?.purchases), Number(found?.people), found?.revenue]).toEqual([
    69_659, 23_570, 2_500_315.63,
  ]);
  expect(summary).toMatchObject({ purchases: 69_659, people: 23_570 });
});

test("the last purchases lie on the day before, whatever the hour", async () => {
  for (const at of [now, Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 23, 23, 59, 59)])
    expect(new Date(shifted("1998-06-30", shiftDays(at))).toISOString()).toBe("2026-11-22T12:00:00.000Z");
  expect(summary.lastDay).toEqual({ real: "1998-06-30", shown: "2026-11-22" });
  expect((await numbers())?.last).toBe("2026-11-22");
});

test("several hundred answers of each survey, all marked as simulated, happier with more purchases", async () => {
  expect(Number((await numbers())?.unmarked)).toBe(0);
  const rows = await warehouse.query<{ kind: string; n: string }>(
    "SELECT toString(getSubcolumn(properties, '$survey_kind')) AS kind, count() AS n FROM events FINAL WHERE project = 'p' AND event = 'survey sent' GROUP BY kind ORDER BY kind",
  );
  expect(rows.map((row) => row.kind)).toEqual(["nps", "pmf"]);
  for (const row of rows) expect(Number(row.n)).toBeGreaterThan(500);
  const answers = simulateAnswers(await readPurchases());
  const share = (persona: string) => {
    const of = answers.filter((answer) => answer.properties.$survey_response_persona === persona);
    return of.filter((answer) => answer.properties.$survey_response === "very").length / of.length;
  };
  expect(share("Collectors")).toBeGreaterThan(share("Parents"));
});

test("progress only grows and ends at the whole", () => {
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress.at(-1)).toBeGreaterThan(0.99);
});

test("the market says what is made up", async () => {
  const rows = await warehouse.query<{ player: string; source: string }>(
    "SELECT DISTINCT player, source FROM market_sizes FINAL WHERE project = 'p' ORDER BY player",
  );
  for (const { player, source } of rows) expect(source.startsWith("Simulated")).toBe(player !== "own");
  expect(rows).toHaveLength(4);
  // 18 months to 22 November 2026: the quarters of the first and the last day are cut.
  const quarters = await warehouse.query<{ period: string }>(
    "SELECT DISTINCT toString(period) AS period FROM market_sizes FINAL WHERE project = 'p' ORDER BY period",
  );
  expect(quarters.map(({ period }) => period)).toEqual([
    "2025-07-01",
    "2025-10-01",
    "2026-01-01",
    "2026-04-01",
    "2026-07-01",
  ]);
});
