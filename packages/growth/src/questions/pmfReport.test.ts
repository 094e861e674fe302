import type { Warehouse } from "@lepton/warehouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../answer.ts";
import { pmfReportResult } from "../schema/result.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const now = new Date("2026-07-01T00:00:00Z");
const report = { kind: "pmfReport", coreEvent: "use", revenue: { event: "pay" } } as const;
const month = (m: number, day = 10) => `2026-${String(m).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
const measureOf = (result: { measures: { id: string }[] }, id: string) => {
  const found = result.measures.find((m) => m.id === id);
  expect(found).toBeDefined();
  return found as ReturnType<typeof pmfReportResult.parse>["measures"][number];
};

/** Forty people who start in January and come every month; every second one leaves after the first. */
function product(): Row[] {
  const rows: Row[] = [];
  for (let p = 0; p < 80; p++) {
    const stays = p % 2 === 0;
    for (let m = 1; m <= (stays ? 6 : 1); m++) {
      rows.push([`p${p}`, "use", month(m)], [`p${p}`, "use", month(m, 11)]);
      if (stays) rows.push([`p${p}`, "pay", month(m), { revenue: 10 + m }]);
    }
    if (!stays) continue;
    const said = p < 40 ? "very" : "somewhat";
    const words = {
      $survey_response_persona: "Writers",
      $survey_response_benefit: "speed",
      $survey_response_improve: "mobile app",
    };
    rows.push([
      `p${p}`,
      "survey sent",
      month(6, 12),
      { $survey_kind: "pmf", $survey_response: said, ...words },
    ]);
    rows.push([
      `p${p}`,
      "survey sent",
      month(6, 12),
      { $survey_kind: "nps", $survey_response: p < 60 ? 10 : 8 },
    ]);
  }
  return rows;
}

async function withMarket(shares: [period: string, own: number, total: number][]) {
  const context = await world.project(product(), { now });
  await world.warehouse.insert(
    "market_sizes",
    shares.flatMap(([period, own, total]) =>
      (["own", "market"] as const).map((player) => ({
        project: context.project,
        segment: "",
        period,
        player,
        value: player === "own" ? own : total,
        low: null,
        high: null,
        unit: "USD",
        source: "report",
        as_of: "2026-06-01",
        version: 1,
      })),
    ),
  );
  return context;
}

test("each measure comes with its value, interval, sample, bar and verdict, worked by hand", async () => {
  const context = await withMarket([
    ["2025-01-01", 10, 100],
    ["2026-01-01", 20, 100],
  ]);
  const { result, sql } = await ask(context, report);
  expect(() => pmfReportResult.parse(result)).not.toThrow();
  // 20 very of 40 qualified.
  expect(measureOf(result, "ellis")).toMatchObject({
    value: { value: 0.5, n: 40 },
    verdict: "reachedUncertain",
    need: 30,
  });
  // 30 promoters and 10 passives of 40.
  expect(measureOf(result, "nps")).toMatchObject({ value: { value: 75 }, verdict: "reached" });
  // Half of January's 80 people are there in every later month: flat at 50 %.
  expect(measureOf(result, "retention")).toMatchObject({
    value: { value: 0.5, n: 80 },
    verdict: "reached",
    details: { flattens: true, firstReturn: 0.5 },
  });
  // Nobody came or left from April to June.
  expect(measureOf(result, "growth")).toMatchObject({
    value: { value: null, n: 0 },
    details: { gained: 0, lost: 0, grossRetention: 1 },
  });
  // 440, 480 … 640 a month: slope 40 on a mean of 540.
  const revenue = measureOf(result, "revenue");
  expect(revenue.value.value).toBeCloseTo(40 / 540, 9);
  expect(revenue).toMatchObject({ verdict: "reached", have: 6 });
  expect(measureOf(result, "marketShare")).toMatchObject({
    value: { value: 0.2 },
    threshold: { value: 0.1 },
    verdict: "reachedUncertain",
  });
  expect(result).toMatchObject({ reached: 5, judged: 5 });
  expect(result.segments).toMatchObject({
    winningBenefit: "speed",
    blockers: [{ theme: "mobile app", count: 20 }],
  });
  expect(result.next).toMatchObject({
    code: "fixBlocker",
    values: { blocker: "mobile app", people: 20, scoreNow: 0.5, scoreIfWon: 1 },
  });
  expect(sql.length).toBeGreaterThan(6);
});

test("an empty project has six measures without data, and is told to ask", async () => {
  const { result, warnings } = await ask(await world.project([], { now }), { kind: "pmfReport" });
  expect(result.measures.map((m) => m.verdict)).toEqual(Array(6).fill("noData"));
  expect(result).toMatchObject({
    reached: 0,
    judged: 0,
    segments: null,
    next: { code: "askMorePeople", values: { have: 0, need: 30 } },
  });
  expect(result.later?.map((n) => n.code)).toEqual(["fillMarket"]);
  expect(warnings.map((w) => w.code)).toEqual(["PMF_NO_REVENUE"]);
});

test("twelve answers are not enough, and the report says so instead of a score", async () => {
  const context = await world.project(
    product().filter(([p, e]) => e !== "survey sent" || Number(p.slice(1)) < 24),
    { now },
  );
  const { result } = await ask(context, report);
  expect(measureOf(result, "ellis")).toMatchObject({ verdict: "notEnoughData", have: 12, need: 30 });
  expect(result.next).toEqual({ code: "askMorePeople", values: { have: 12, need: 30 } });
});

test("the event that is worth money is found when the project does not name it", async () => {
  const { result } = await ask(await world.project(product(), { now }), {
    kind: "pmfReport",
    coreEvent: "use",
  });
  expect(measureOf(result, "revenue")).toMatchObject({
    verdict: "reached",
    question: { source: { event: "pay" } },
  });
});

test("one part that fails has no data and a warning; the others stand", async () => {
  const context = await world.project(product(), { now });
  const broken: Warehouse = {
    ...context.warehouse,
    query: (sql, ...rest) =>
      sql.includes("market_sizes")
        ? Promise.reject(new Error("disk on fire"))
        : context.warehouse.query(sql, ...rest),
  };
  const { result, warnings } = await ask({ ...context, warehouse: broken }, report);
  expect(measureOf(result, "marketShare").verdict).toBe("noData");
  expect(measureOf(result, "ellis").verdict).toBe("reachedUncertain");
  expect(warnings.map((w) => w.code)).toEqual(["PMF_PART_FAILED_MARKETSHARE"]);
  expect(JSON.stringify(warnings)).not.toContain("disk on fire");
});

test("a falling curve is not retention, whatever its level", async () => {
  // 60 people in January; each month eight fewer come back.
  const rows: Row[] = [];
  for (let p = 0; p < 60; p++)
    for (let m = 1; m <= 6; m++) if (p < 60 - 8 * (m - 1)) rows.push([`p${p}`, "use", month(m)]);
  const { result } = await ask(await world.project(rows, { now }), report);
  const retention = measureOf(result, "retention");
  expect(retention.value.value).toBeGreaterThan(0.25);
  expect(retention).toMatchObject({ verdict: "notReached", details: { flattens: false } });
  expect(result.later?.map((n) => n.code)).toContain("improveWeek1Retention");
});
