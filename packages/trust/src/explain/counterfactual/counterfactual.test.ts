import fc from "fast-check";
import { expect, test } from "vitest";
import type { Predict, Row } from "../predict.ts";
import { counterfactual } from "./counterfactual.ts";

/** contract, months, price, age */
const data: Row[] = Array.from({ length: 200 }, (_, i) => [
  ["monthly", "yearly", "two years"][i % 3],
  i % 60,
  10 + ((i * 37) % 90),
  20 + ((i * 13) % 50),
]);
const risk: Predict = (rows) =>
  rows.map(([contract, months, price, age]) => {
    const score =
      (contract === "monthly" ? 1.5 : 0) -
      0.05 * (months as number) +
      0.02 * (price as number) -
      0.01 * (age as number);
    return 1 / (1 + Math.exp(-score));
  });
const person: Row = ["monthly", 3, 60, 40];

test("several different answers, cheapest first, each reaches the range and keeps to the rules", async () => {
  const got = await counterfactual(risk, person, data, {
    wanted: { high: 0.5 },
    rules: { 1: { direction: "up" }, 2: { direction: "down", low: 20 }, 3: { isFixed: true } },
  });
  if (got.kind !== "found") throw new Error(got.kind);
  expect(got.answers.length).toBeGreaterThan(1);
  const sets = got.answers.map(({ changes }) => changes.map(({ feature }) => feature));
  expect(new Set(sets.map(String)).size).toBe(sets.length);
  for (const [i, { row, prediction, changes, cost }] of got.answers.entries()) {
    expect(prediction).toBeLessThanOrEqual(0.5);
    expect((await risk([row]))[0]).toBe(prediction);
    expect(cost).toBeGreaterThanOrEqual(got.answers[i - 1]?.cost ?? 0);
    expect(row[3]).toBe(40);
    expect(row[1]).toBeGreaterThanOrEqual(3);
    expect(row[2]).toBeLessThanOrEqual(60);
    expect(row[2]).toBeGreaterThanOrEqual(20);
    expect(changes.every(({ feature, to }) => data.some((other) => other[feature] === to))).toBe(true);
  }
});

test("one number that flips it: the nearest observed value that does, as a full scan finds", async () => {
  const got = await counterfactual(risk, person, data, {
    wanted: { high: 0.6 },
    rules: { 0: { isFixed: true }, 2: { isFixed: true }, 3: { isFixed: true } },
  });
  const months = [...new Set(data.map((row) => row[1] as number))].sort((a, b) => a - b);
  const scan = await risk(months.map((m) => person.with(1, m)));
  const nearest = months.find((m, i) => m > 3 && (scan[i] as number) <= 0.6);
  expect(got).toMatchObject({
    kind: "found",
    answers: [{ changes: [{ feature: 1, from: 3, to: nearest }] }],
  });
});

test("costs steer: a dear contract is left alone", async () => {
  const first = async (cost: number) => {
    const got = await counterfactual(risk, person, data, { wanted: { high: 0.68 }, rules: { 0: { cost } } });
    return got.kind === "found" ? got.answers[0]?.changes.map(({ feature }) => feature) : [];
  };
  expect(await first(0.1)).toEqual([0]);
  expect(await first(50)).not.toContain(0);
});

test("two changes that only work together are found through real cases", async () => {
  const both: Predict = (rows) => rows.map(([a, b]) => (a === "x" && b === "y" ? 1 : 0));
  const pairs: Row[] = [
    ["x", "y", 1],
    ["u", "v", 2],
    ["x", "v", 3],
    ["u", "y", 4],
  ];
  const got = await counterfactual(both, ["u", "v", 2], pairs, { wanted: { low: 0.5 } });
  expect(got).toMatchObject({ kind: "found", answers: [{ row: ["x", "y", 2], cost: 2 }] });
});

test("says when there is none, with the closest, when it is there already, and when nothing may change", async () => {
  const none = await counterfactual(risk, person, data, { wanted: { high: 0.001 } });
  expect(none.kind).toBe("none");
  if (none.kind === "none") {
    expect(none.tried).toBeGreaterThan(100);
    expect(none.closest?.prediction).toBeLessThan(none.prediction);
  }
  expect((await counterfactual(risk, person, data, { wanted: { low: 0.1 } })).kind).toBe("already");
  const fixed = Object.fromEntries(person.map((_, j) => [j, { isFixed: true }]));
  expect(await counterfactual(risk, person, data, { wanted: { high: 0.1 }, rules: fixed })).toMatchObject({
    kind: "none",
    closest: null,
  });
});

test("whatever the case, an answer lies in the range and costs something", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...data),
      fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      async (row, high) => {
        const got = await counterfactual(risk, row, data, { wanted: { high }, maxChanges: 2, candidates: 5 });
        if (got.kind !== "found") return;
        for (const answer of got.answers) {
          expect(answer.prediction).toBeLessThanOrEqual(high);
          expect(answer.cost).toBeGreaterThan(0);
          expect(answer.changes.length).toBeLessThanOrEqual(2);
        }
      },
    ),
    { numRuns: 20 },
  ));

test("bad input says what is wrong", async () => {
  await expect(counterfactual(risk, person, data, { wanted: {} })).rejects.toMatchObject({
    code: "TRUST_WANTED",
  });
  await expect(counterfactual(risk, person, [], { wanted: { low: 1 } })).rejects.toMatchObject({
    code: "TRUST_EMPTY_BACKGROUND",
  });
  await expect(
    counterfactual(risk, person, data, { wanted: { high: 0.1 }, rules: { 2: { low: 5, high: 1 } } }),
  ).rejects.toMatchObject({ code: "TRUST_RULE", field: "rules.2" });
});
