import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../../answer.ts";
import { openWorld, type Row, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const range = { from: "2026-01-01", to: "2026-03-31" };
const april = new Date("2026-04-01T00:00:00Z");
const people = { kind: "growthAccounting", range, of: { type: "people" } } as const;
const revenue = {
  kind: "growthAccounting",
  range,
  of: { type: "revenue", source: { event: "pay" } },
} as const;
const active = (month: string, who: string): Row[] => [...who].map((p) => [p, "use", `2026-${month}-10`]);
const pays = (month: string, person: string, amount: number): Row => [
  person,
  "pay",
  `2026-${month}-10`,
  { revenue: amount },
];

test("users: Jan {A,B,C,D}, Feb {A,B,E}, Mar {A,C,E,F,G}, the worked example of the contract", async () => {
  const context = await world.project(
    [...active("01", "ABCD"), ...active("02", "ABE"), ...active("03", "ACEFG")],
    { now: april },
  );
  const { result } = await ask(context, people);
  const [jan, feb, mar] = result.periods;
  expect(jan).toMatchObject({ new: 4, total: 4, quickRatio: null, grossRetention: null });
  expect(feb).toMatchObject({
    new: 1,
    retained: 2,
    resurrected: 0,
    churned: 2,
    quickRatio: 0.5,
    grossRetention: 0.5,
  });
  expect(mar).toMatchObject({ new: 2, retained: 2, resurrected: 1, churned: 1, quickRatio: 3, total: 5 });
  expect(mar?.grossRetention).toBeCloseTo(2 / 3, 12);
  const who = await peopleBehind(
    context,
    people,
    { kind: "growthAccounting", bucket: "2026-03-01", status: "resurrected" },
    { limit: 5 },
  );
  expect(who.people.map((p) => p.personId)).toEqual(["C"]);
});

test("money: Jan A100 B50 C50, Feb A130 B20 D40, the worked example of the contract", async () => {
  const context = await world.project(
    [
      pays("01", "A", 100),
      pays("01", "B", 50),
      pays("01", "C", 50),
      pays("02", "A", 130),
      pays("02", "B", 20),
      pays("02", "D", 40),
    ],
    { now: april },
  );
  const { result } = await ask(context, revenue);
  expect(result.periods[1]).toMatchObject({
    new: 40,
    expansion: 30,
    contraction: 30,
    churned: 50,
    retained: 120,
    total: 190,
    grossRetention: 0.6,
    netRetention: 0.75,
    netChurn: 0.25,
    quickRatio: 0.875,
  });
});

test("refunds are netted per person and period first; a period of net ≤ 0 is inactive", async () => {
  const context = await world.project(
    [
      pays("01", "A", 100),
      pays("02", "A", 80),
      pays("02", "A", -80),
      pays("03", "A", 60),
      pays("03", "A", -10),
    ],
    { now: april },
  );
  const { result } = await ask(context, revenue);
  expect(result.periods.map((p) => [p.new, p.churned, p.resurrected])).toEqual([
    [100, 0, 0],
    [0, 100, 0],
    [0, 0, 50],
  ]);
});

test("history before the range tells the new from the resurrected", async () => {
  const rows = [...active("01", "A"), ...active("03", "AB")];
  const context = await world.project(rows, { now: april });
  const { result } = await ask(context, { ...people, range: { from: "2026-03-01", to: "2026-03-31" } });
  expect(result.periods).toHaveLength(1);
  expect(result.periods[0]).toMatchObject({ new: 1, resurrected: 1, churned: 0 });
  const weekly = await ask(context, {
    ...people,
    interval: "week",
    range: { from: "2026-03-02", to: "2026-03-22" },
  });
  expect(weekly.result.periods.map((p) => [p.new, p.resurrected, p.churned])).toEqual([
    [0, 0, 0],
    [1, 1, 0],
    [0, 0, 2],
  ]);
});

test("v(t) = v(t−1) + new + resurrected + expansion − contraction − churned, whatever the payments and their order", async () => {
  const payment = fc.tuple(
    fc.constantFrom("01", "02", "03"),
    fc.constantFrom("A", "B", "C"),
    fc.integer({ min: -60, max: 100 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { minLength: 1, maxLength: 20 }), async (payments) => {
      const rows = payments.map(([month, person, amount]) => pays(month, person, amount));
      const { result } = await ask(await world.project(rows, { now: april }), revenue);
      const again = await ask(await world.project(rows.toReversed(), { now: april }), revenue);
      expect(again.result).toEqual(result);
      const net = new Map<string, number>();
      for (const [month, person, amount] of payments)
        net.set(month + person, (net.get(month + person) ?? 0) + amount);
      let before = 0;
      for (const [i, p] of result.periods.entries()) {
        const value = ["A", "B", "C"].reduce(
          (sum, person) => sum + Math.max(0, net.get(`0${i + 1}${person}`) ?? 0),
          0,
        );
        expect(p.total).toBeCloseTo(value, 9);
        expect(before + p.new + p.resurrected + p.expansion - p.contraction - p.churned).toBeCloseTo(
          value,
          9,
        );
        before = value;
      }
    }),
    { numRuns: 12 },
  );
});
