import { gini, topShare } from "@lepton/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../../answer.ts";
import { openWorld, type Row, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const source = { event: "pay" };
const question = {
  kind: "revenue",
  range: { from: "2026-01-01", to: "2026-03-31" },
  source,
  ltvPeriods: 3,
} as const;
const now = new Date("2026-04-01T00:00:00Z");
const pays = (at: string, person: string, revenue: number | string, more = {}): Row => [
  person,
  "pay",
  at,
  { revenue, ...more },
];

test("revenue, payers, orders, ARPU and average order by hand", async () => {
  const context = await world.project(
    [
      pays("2026-01-05", "A", 100),
      pays("2026-01-20", "A", "20.5"),
      pays("2026-01-25", "A", -20.5),
      pays("2026-01-31T23:59:59.999", "B", 60),
      ["C", "look", "2026-01-10"],
      pays("2026-02-01", "B", 90),
    ],
    { now },
  );
  const { result } = await ask(context, question);
  expect(result.periods[0]).toMatchObject({
    revenue: 160,
    payers: 2,
    orders: 3,
    arppu: 80,
    averageOrder: 180.5 / 3,
    new: 160,
  });
  expect(result.periods[0]?.arpu).toBeCloseTo(160 / 3, 9); // three people were active
  expect(result.periods[1]).toMatchObject({
    revenue: 90,
    retained: 60,
    expansion: 30,
    churned: 100,
    mrr: 90,
  });
  // Nobody pays in March: no revenue per head, not zero per head.
  expect(result.periods[2]).toMatchObject({
    revenue: 0,
    payers: 0,
    arpu: null,
    averageOrder: null,
    churned: 90,
  });
  const paying = await peopleBehind(
    context,
    question,
    { kind: "revenue", bucket: "2026-01-01", status: "paying" },
    { limit: 9 },
  );
  expect(paying.total).toBe(result.periods[0]?.payers);
});

test("lifetime value is cumulative per initial payer; months to come are null", async () => {
  const context = await world.project(
    [
      pays("2025-12-05", "old", 10),
      pays("2026-01-05", "old", 10),
      pays("2026-01-05", "A", 100),
      pays("2026-01-06", "B", 50),
      pays("2026-02-06", "B", 30),
      pays("2026-03-06", "B", -20),
      pays("2026-03-06", "D", 40),
    ],
    { now },
  );
  const { result } = await ask(context, question);
  expect(result.ltv.map(({ size, values }) => [size, values])).toEqual([
    [2, [75, 90, 80]],
    [0, [null, null, null]],
    [1, [40, null, null]],
  ]);
});

test("concentration agrees with core's Gini and top shares", async () => {
  const amounts = Array.from({ length: 37 }, (_, i) => ((i * 37) % 101) + 1);
  const context = await world.project(
    amounts.map((v, i) => pays("2026-02-02", `p${i}`, v)),
    { now },
  );
  const { result } = await ask(context, question);
  expect(result.concentration.payers).toBe(37);
  expect(result.concentration.gini).toBeCloseTo(gini(amounts) ?? Number.NaN, 12);
  expect(result.concentration.top1Share).toBeCloseTo(topShare(amounts, 0.01) ?? Number.NaN, 12);
  expect(result.concentration.top10Share).toBeCloseTo(topShare(amounts, 0.1) ?? Number.NaN, 12);
});

test("other currencies do not add up: left out and told", async () => {
  const context = await world.project(
    [
      pays("2026-02-02", "A", 10, { currency: "usd" }),
      pays("2026-02-02", "B", 1000, { currency: "JPY" }),
      pays("2026-02-03", "C", 5),
    ],
    { now },
  );
  const { result, warnings } = await ask(context, question);
  expect(result.periods[1]?.revenue).toBe(15);
  expect(warnings[0]?.text).toBe("Left out, not in USD: 1 events in JPY.");
});

test("a week's revenue is brought to a month, a quarter's divided by three; no payment gives no concentration", async () => {
  const context = await world.project([pays("2026-01-14", "A", 84)], { now });
  const quarter = await ask(context, { ...question, interval: "quarter" });
  expect(quarter.result.periods[0]).toMatchObject({ start: "2026-01-01", mrr: 28, complete: true });
  const week = await ask(context, { ...question, interval: "week" });
  expect(week.result.periods.find((p) => p.revenue > 0)?.mrr).toBeCloseTo(84 * 4.348, 1); // 365.25 / 12 / 7 weeks
  const none = await ask(await world.project([], { now }), question);
  expect(none.result.concentration).toEqual({ top1Share: null, top10Share: null, gini: null, payers: 0 });
});
