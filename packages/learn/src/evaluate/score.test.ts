import { random } from "@lepton/core";
import { float32, metrics } from "@lepton/nn";
import { expect, test } from "vitest";
import { classTarget, regressionTarget } from "../tabular/target.ts";
import { pairedDifference, scoreInterval } from "./interval.ts";
import { scores } from "./score.ts";

const { next, normal, int } = random(4);
const truth = Array.from({ length: 80 }, () => int(2));
const p = Float64Array.from(truth, (t) => Math.round(10 * (0.3 * t + 0.7 * next())) / 10); // with ties
const both = Float64Array.from(
  { length: 160 },
  (_, at) => (at % 2 === 1 ? p[at >> 1] : 1 - (p[at >> 1] as number)) as number,
);
const y = classTarget(truth);
const weights = Float64Array.from(truth, () => int(4));

test("weighted metrics of two classes equal nn's, which are held to scikit-learn's", () => {
  const ours = (name: keyof typeof scores) => scores[name].prepare(y, both)(weights) as number;
  expect(ours("auc")).toBeCloseTo(metrics.rocAuc(truth, p, weights) as number, 12);
  expect(ours("averagePrecision")).toBeCloseTo(metrics.averagePrecision(truth, p, weights) as number, 12);
  expect(ours("brier")).toBeCloseTo(metrics.brierScore(truth, p, weights), 12);
  const called = Array.from(p, (value) => Number(value > 0.5));
  expect(ours("accuracy")).toBeCloseTo(metrics.accuracy(truth, called, weights), 12);
});

test("of several classes, and of values, too", () => {
  const labels = Array.from({ length: 60 }, () => int(3));
  const raw = Float64Array.from({ length: 180 }, () => 0.05 + next());
  for (let i = 0; i < 180; i += 3) {
    const sum = (raw[i] as number) + (raw[i + 1] as number) + (raw[i + 2] as number);
    for (let c = 0; c < 3; c++) raw[i + c] = (raw[i + c] as number) / sum;
  }
  const three = classTarget(labels);
  const ones = new Float64Array(60).fill(1);
  const rows = float32(Float32Array.from(raw), [60, 3]);
  expect(scores.auc.prepare(three, raw)(ones)).toBeCloseTo(
    metrics.rocAucOneVsRest(labels, rows).macro as number,
    6,
  );
  expect(scores.logLoss.prepare(three, raw)(ones)).toBeCloseTo(metrics.logLoss(labels, rows), 5);
  const values = Array.from({ length: 60 }, normal);
  const guess = Float64Array.from(values, (value) => value + normal());
  const target = regressionTarget(values);
  const w = Float64Array.from(values, () => int(3));
  expect(scores.rmse.prepare(target, guess)(w)).toBeCloseTo(
    metrics.rootMeanSquaredError(values, guess, w),
    12,
  );
  expect(scores.r2.prepare(target, guess)(w)).toBeCloseTo(metrics.r2(values, guess, w) as number, 12);
});

test("about 95 of 100 intervals of an accuracy hold its true value", async () => {
  let held = 0;
  for (let seed = 0; seed < 200; seed++) {
    const draw = random(seed + 1000);
    const actual = Array.from({ length: 150 }, (_, i) => i % 2);
    const said = Float64Array.from({ length: 300 }, () => 0);
    actual.forEach((label, i) => {
      said[2 * i + (draw.next() < 0.8 ? label : 1 - label)] = 1;
    });
    const { low, high } = await scoreInterval(scores.accuracy, classTarget(actual), said, {
      seed,
      resamples: 300,
    });
    if ((low as number) <= 0.8 && 0.8 <= (high as number)) held++;
  }
  expect(held).toBeGreaterThan(180); // of 200; 190 expected, three standard errors are 9
});

test("whole groups drawn widen the interval of rows that are alike", async () => {
  const groups = Array.from({ length: 200 }, (_, i) => i % 10);
  const values = groups.map((group) => group + 0.01 * next());
  const target = regressionTarget(values);
  const guess = new Float64Array(200).fill(4.5);
  const byRow = await scoreInterval(scores.rmse, target, guess, { seed: 1 });
  const byGroup = await scoreInterval(scores.rmse, target, guess, { seed: 1, groups });
  const width = ({ low, high }: typeof byRow) => (high as number) - (low as number);
  expect(width(byGroup)).toBeGreaterThan(2 * width(byRow));
  expect(byGroup.n).toBe(10);
});

test("a better model is called better on the same rows, the same one is not", async () => {
  const half = both.map(() => 0.5);
  expect((await pairedDifference(scores.auc, y, both, half, { seed: 1 })).verdict).toBe("better");
  expect((await pairedDifference(scores.auc, y, half, both, { seed: 1 })).verdict).toBe("worse");
  expect((await pairedDifference(scores.logLoss, y, both, both, { seed: 1 })).verdict).toBe("noDifference");
});
