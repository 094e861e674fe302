import fc from "fast-check";
import { expect, test } from "vitest";
import { agree, golden } from "../testing/golden.ts";
import {
  adjustedR2,
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanAbsoluteScaledError,
  meanSquaredError,
  medianAbsoluteError,
  pinballLoss,
  r2,
  rootMeanSquaredError,
  symmetricMeanAbsolutePercentageError,
} from "./regression.ts";

const { number, list } = golden("metrics"); // scikit-learn 1.2.1
const truth = list("regression/truth");
const prediction = list("regression/prediction");

test.each(["plain", "weighted"])("errors, %s, agree with scikit-learn", (kind) => {
  const weights = kind === "weighted" ? list("regression/weights") : null;
  const metrics = {
    mae: meanAbsoluteError,
    mse: meanSquaredError,
    rmse: rootMeanSquaredError,
    mape: meanAbsolutePercentageError,
    medianAbsolute: medianAbsoluteError,
    r2,
    explainedVariance,
  };
  for (const [name, metric] of Object.entries(metrics))
    agree([metric(truth, prediction, weights)], [number(`regression/${kind}/${name}`)], 12);
  agree(
    [0.1, 0.5, 0.9].map((q) => pinballLoss(q)(truth, prediction, weights)),
    list(`regression/${kind}/pinball`),
    12,
  );
  agree([maxError(truth, prediction)], [number("regression/maxError")]);
});

test("scaled and symmetric errors by hand", () => {
  // Naive errors of the training series 1, 3, 2, 5 are 2, 1, 3, mean 2; at season 2 they are 1 and 2, mean 1.5.
  expect(meanAbsoluteScaledError([6, 4], [5, 7], { training: [1, 3, 2, 5] })).toBeCloseTo(2 / 2, 12);
  expect(meanAbsoluteScaledError([6, 4], [5, 7], { training: [1, 3, 2, 5], season: 2 })).toBeCloseTo(
    2 / 1.5,
    12,
  );
  expect(meanAbsoluteScaledError([6], [5], { training: [2, 2, 2] })).toBeNull();
  expect(meanAbsoluteScaledError([6], [5], { training: [2, 3], season: 7 })).toBeNull();
  expect(symmetricMeanAbsolutePercentageError([1, 0, 0], [3, 0, 2])).toBeCloseTo((1 + 0 + 2) / 3, 12);
  expect(meanAbsolutePercentageError([2, 4], [1, 5])).toBeCloseTo((0.5 + 0.25) / 2, 12);
  expect(adjustedR2([1, 2, 3, 4], [1, 2, 3, 5], 1)).toBeCloseTo(1 - ((1 / 5) * 3) / 2, 12);
});

test("what has no value is null: percentages of zero, R² of a constant", () => {
  expect(meanAbsolutePercentageError([0, 1], [1, 1])).toBeNull();
  expect(r2([0.1, 0.1, 0.1], [0.1, 0.1, 0.1])).toBeNull(); // their mean is not exactly 0.1
  expect(explainedVariance([3, 3], [1, 2])).toBeNull();
  expect(adjustedR2([1, 2], [1, 2], 1)).toBeNull();
});

const pairs = fc.array(
  fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9999, max: 9999 })),
  { minLength: 1, maxLength: 50 },
);
test("MAE ≤ RMSE ≤ max; pinball at 0.5 is half the MAE; batches give the whole; scaling scales", () => {
  fc.assert(
    fc.property(pairs, (cases) => {
      const y = Float64Array.from(cases, (c) => c[0] / 7);
      const p = Float64Array.from(cases, (c) => c[1] / 7);
      const mae = meanAbsoluteError(y, p);
      expect(mae).toBeLessThanOrEqual(rootMeanSquaredError(y, p) * (1 + 1e-12));
      expect(rootMeanSquaredError(y, p)).toBeLessThanOrEqual(maxError(y, p) * (1 + 1e-12));
      agree([2 * pinballLoss(0.5)(y, p)], [mae]);
      agree(
        [
          meanAbsoluteError(
            y.map((v) => 3 * v),
            p.map((v) => 3 * v),
          ),
        ],
        [3 * mae],
      );
      const running = rootMeanSquaredError.running();
      for (let i = 0; i < y.length; i += 3) running.add(y.subarray(i, i + 3), p.subarray(i, i + 3));
      agree([running.value()], [rootMeanSquaredError(y, p)]);
      expect(r2(y, p) ?? 0).toBeLessThanOrEqual(1);
    }),
  );
});

test("a sum keeps its digits: a million errors of 0.1 average 0.1 exactly", () => {
  expect(meanAbsoluteError(new Float64Array(1e6).fill(0.1), new Float64Array(1e6))).toBe(0.1);
});

test("a quantile outside (0, 1) is refused", () => {
  expect(() => pinballLoss(90)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A quantile lies between 0 and 1. Received: 90. Give, say, 0.9 for the value that nine in ten stay below.]`,
  );
});
