import { random } from "@lepton/core";
import { binsOf, counted } from "@lepton/learn";
import { expect, test } from "vitest";
import type { Driver, Model } from "../../contract/model.ts";
import { checkOf, withOutcomes } from "./check.ts";
import { isWorse, judge } from "./outcomes.ts";
import { scoreColumn } from "./reference.ts";

const { next } = random(3);
const uniform = (n: number, shift = 0) => scoreColumn(Float64Array.from({ length: n }, () => next() + shift));
const driver = (feature: string, importance = 0.1): Driver => ({
  feature,
  importance,
  low: null,
  high: null,
  direction: null,
});
const reference = {
  inputs: ["main", "minor", "unused"].map((feature) => ({ feature, bins: binsOf(uniform(2000)) })),
  score: binsOf(uniform(2000)),
};
const drivers = [
  ...Array.from({ length: 4 }, (_, i) => driver(`other ${i}`)),
  driver("main"),
  driver("minor"),
  driver("unused", 0),
];
const check = (shifts: { main?: number; minor?: number; unused?: number; score?: number }, people = 2000) =>
  checkOf(
    reference,
    {
      inputs: (["main", "minor", "unused"] as const).map((name) =>
        counted(reference.inputs[0]?.bins ?? reference.score, uniform(people, shifts[name] ?? 0)),
      ),
      score: counted(reference.score, uniform(people, shifts.score ?? 0)),
    },
    { people, drivers },
  );

test("the same population is well; scores or a main input moved by half of its range are an alert", () => {
  expect(check({})).toMatchObject({ state: "ok", reasons: [] });
  expect(check({ score: 0.5 })).toMatchObject({ state: "alert", reasons: [{ code: "SCORE_SHIFTED" }] });
  expect(check({ main: 0.5 })).toMatchObject({
    state: "alert",
    reasons: [{ code: "INPUT_SHIFTED", feature: "main" }],
    worst: { feature: "main" },
  });
});

test("an input of less weight is worth a look, one the model does not use is nothing; few people say nothing", () => {
  expect(check({ minor: 0.5 }).state).toBe("watch");
  expect(check({ unused: 0.5 }).state).toBe("ok");
  expect(check({ score: 0.5 }, 150)).toMatchObject({ state: "few", reasons: [] });
});

test("shares of both, in the same bins, stand behind every figure", () => {
  const [score] = check({ score: 0.5 }).shifts;
  expect(score?.reference.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(score?.now.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  expect(score?.now).toHaveLength(score?.reference.length ?? 0);
  expect(score?.ks).toBeGreaterThan(0.4);
});

const model = {
  task: "classification",
  seed: 1,
  headline: { metric: "auc", value: 0.9, low: 0.88, high: 0.92, level: 0.95, n: 500 },
} as unknown as Model;
const scored = (isGood: boolean) => {
  const score = Float64Array.from({ length: 600 }, () => next());
  return { score, truth: score.map((s) => (next() < (isGood ? s ** 3 * 1.2 : 0.3) ? 1 : 0)) };
};

test("scores that tell nothing of what happened are worse than the test, beyond both intervals", () => {
  const bad = judge(model, scored(false), new Date(0));
  expect(bad.isWorse).toBe(true);
  expect(bad.metrics.auc?.value).toBeGreaterThan(0.4);
  expect(bad.metrics.auc?.value).toBeLessThan(0.6);
  expect(bad.metrics.brier?.low).not.toBeNull();
  expect(withOutcomes({ state: "ok", reasons: [] }, bad, 0.4)).toEqual({
    state: "alert",
    reasons: [{ code: "OUTCOMES_WORSE", value: 0.4 }],
  });
  const one = judge(model, { score: new Float64Array(50), truth: new Float64Array(50) }, new Date(0));
  expect(one).toMatchObject({ n: 50, metrics: {}, isWorse: false, happened: 0 });
});

test("worse means that the intervals do not meet, on the side that is worse for the measure", () => {
  const of = (low: number, high: number) => ({ value: (low + high) / 2, low, high, level: 0.95, n: 100 });
  expect(isWorse(of(0.6, 0.7), of(0.75, 0.8), true)).toBe(true);
  expect(isWorse(of(0.6, 0.76), of(0.75, 0.8), true)).toBe(false);
  expect(isWorse(of(0.85, 0.9), of(0.75, 0.8), true)).toBe(false);
  expect(isWorse(of(12, 13), of(10, 11), false)).toBe(true);
});
