import { expect, test } from "vitest";
import { float32, int32 } from "../array/ndArray.ts";
import { golden } from "../testing/golden.ts";
import { metricByName, metricNames } from "./metricByName.ts";

const { number, list } = golden("metrics"); // scikit-learn 1.2.1
const y = float32(list("binary/truth"), [60, 1]);
const p = float32(list("binary/score"), [60, 1]);
const labels = int32(list("classes/truth"));
const scores = float32(list("classes/scores"), [60, 4]);

test("every name answers on one column of scores as its function does", () => {
  const expected: Record<string, string> = {
    accuracy: "accuracy",
    binaryAccuracy: "accuracy",
    auc: "auc",
    prAuc: "prAuc",
    precision: "precision",
    recall: "recall",
    f1: "f1",
    logLoss: "logLoss",
    brier: "brier",
  };
  for (const [name, at] of Object.entries(expected)) {
    expect(metricByName(name).compute(y, p), name).toBeCloseTo(number(`binary/plain/${at}`), 6);
    const weights = Float32Array.from(list("binary/weights"));
    expect(metricByName(name).compute(y, p, weights), name).toBeCloseTo(number(`binary/weighted/${at}`), 5);
  }
});

test("several classes: sparse and one-hot truth give the same numbers", () => {
  const oneHot = float32(
    list("classes/truth").flatMap((label) => [0, 1, 2, 3].map((c) => Number(c === label))),
    [60, 4],
  );
  const expected: Record<string, number> = {
    accuracy: number("classes/plain/accuracy"),
    auc: number("classes/plain/aucMacro"),
    logLoss: number("classes/plain/logLoss"),
    brier: number("classes/plain/brier"),
    topKCategoricalAccuracy: 1,
    f1: list("classes/plain/classes/0/1 macro")[2] as number,
  };
  for (const [name, value] of Object.entries(expected)) {
    expect(metricByName(name).compute(labels, scores), name).toBeCloseTo(value, 6);
    expect(metricByName(name).compute(oneHot, scores), name).toBeCloseTo(value, 6);
  }
  expect(metricByName("categoricalAccuracy").compute(oneHot, scores)).toBe(
    metricByName("sparseCategoricalAccuracy").compute(labels, scores),
  );
});

test("several outputs: errors over all of them, R² on average", () => {
  const truth = float32([1, 10, 2, 20, 3, 30], [3, 2]);
  const guess = float32([1, 10, 2, 20, 3, 33], [3, 2]);
  expect(metricByName("mae").compute(truth, guess)).toBeCloseTo(0.5, 7);
  expect(metricByName("mse").compute(truth, guess, Float32Array.of(1, 1, 2))).toBeCloseTo(18 / 8, 6);
  expect(metricByName("r2").compute(truth, guess)).toBeCloseTo((1 + (1 - 9 / 200)) / 2, 6);
});

test("what is not defined is NaN, not a neutral number", () => {
  expect(metricByName("auc").compute(float32([1, 1]), float32([0.1, 0.2]))).toBeNaN();
  expect(metricByName("mape").compute(float32([0, 1]), float32([0.1, 0.2]))).toBeNaN();
});

test("modes point to the better model; every metric keeps its name", () => {
  for (const name of metricNames) {
    const metric = metricByName(name);
    expect(metric.name).toBe(name);
    const losses = ["mae", "mse", "rmse", "mape", "logLoss", "brier"];
    expect(metric.mode).toBe(losses.includes(name) ? "min" : "max");
  }
});

test("a misspelt name is met with its neighbour", () => {
  expect(() => metricByName("acuracy")).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no metric of that name. Received: acuracy. Did you mean "accuracy"?]`,
  );
  expect(() => metricByName("toString")).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no metric of that name. Received: toString. Choose one of accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy, topKCategoricalAccuracy, mae, mse, rmse, mape, r2, auc, prAuc, precision, recall, f1, logLoss, brier.]`,
  );
});
