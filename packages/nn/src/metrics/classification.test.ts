import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32, int32, ndArray } from "../array/ndArray.ts";
import { agree, golden } from "../testing/golden.ts";
import {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  predictedLabels,
  sparseCategoricalAccuracy,
  topKAccuracy,
} from "./accuracy.ts";
import { balancedAccuracy, cohenKappa, matthewsCorrelation } from "./agreement.ts";
import { confusionMatrix, normalised } from "./confusionMatrix.ts";
import { classScores, fBeta, precision, recall } from "./precisionRecall.ts";

const { number, list } = golden("metrics"); // scikit-learn 1.2.1
const truth = list("classes/truth");
const scores = float32(list("classes/scores"), [60, 4]);
const chosen = predictedLabels(scores);

describe.each(["plain", "weighted"])("several classes, %s, agree with scikit-learn", (kind) => {
  const weights = kind === "weighted" ? list("classes/weights") : null;
  const matrix = confusionMatrix(truth, chosen, { classes: 4, weights });
  const from = `classes/${kind}`;

  test("confusion matrix and its shares", () => {
    agree(matrix.counts, list(`${from}/confusion`));
    for (const by of ["truth", "prediction", "all"] as const)
      agree(normalised(matrix, by).counts, list(`${from}/normalised/${by}`));
  });

  test("accuracies", () => {
    agree(
      [
        accuracy(truth, chosen, weights),
        sparseCategoricalAccuracy(truth, scores, weights),
        topKAccuracy(truth, scores, { k: 2, weights }),
        balancedAccuracy(matrix),
      ],
      ["accuracy", "accuracy", "top2", "balancedAccuracy"].map((name) => number(`${from}/${name}`)),
    );
  });

  test("Matthews and Cohen", () => {
    agree([matthewsCorrelation(matrix)], [number(`${from}/matthews`)]);
    agree(
      (["none", "linear", "quadratic"] as const).map((weighting) => cohenKappa(matrix, weighting)),
      list(`${from}/kappa`),
    );
  });

  test.each([0, 1] as const)(
    "precision, recall, F-beta with 0/0 = %s; class 3 is never predicted",
    (zero) => {
      for (const beta of [1, 2, 0.5]) {
        const { perClass, macro, micro, weighted } = classScores(matrix, { beta, zeroDivision: zero });
        const at = (average: string) => list(`${from}/classes/${zero}/${beta} ${average}`);
        agree(
          [
            ...perClass.map((c) => c.precision),
            ...perClass.map((c) => c.recall),
            ...perClass.map((c) => c.f),
          ],
          at("perClass"),
        );
        for (const [name, s] of Object.entries({ macro, micro, weighted }))
          agree([s.precision, s.recall, s.f], at(name));
      }
    },
  );
});

test.each(["plain", "weighted"])("two classes, %s, agree with scikit-learn", (kind) => {
  const weights = kind === "weighted" ? list("binary/weights") : null;
  const y = list("binary/truth");
  const called = list("binary/score").map((p) => Number(p > 0.5));
  agree(
    [
      binaryAccuracy()(y, list("binary/score"), weights),
      precision(y, called, { weights }),
      recall(y, called, { weights }),
      fBeta(y, called, { weights }),
    ],
    ["accuracy", "precision", "recall", "f1"].map((name) => number(`binary/${kind}/${name}`)),
  );
});

test("a threshold's own score counts as 0, as in Keras", () => {
  expect(binaryAccuracy()([0, 1], [0.5, 0.5])).toBe(0.5);
  expect(binaryAccuracy(0.4)([0, 1], [0.5, 0.5])).toBe(0.5);
  expect(binaryAccuracy(0.4)([1, 1], [0.5, 0.5])).toBe(1);
});

test("one-hot truth says the same as class numbers", () => {
  const oneHot = new Float32Array(240);
  truth.forEach((label, i) => {
    oneHot[i * 4 + label] = 1;
  });
  expect(categoricalAccuracy(float32(oneHot, [60, 4]), scores)).toBe(
    sparseCategoricalAccuracy(truth, scores),
  );
  const int64 = ndArray(BigInt64Array.from(truth, BigInt), [60, 1], "int64");
  expect(sparseCategoricalAccuracy(int64, scores)).toBe(sparseCategoricalAccuracy(int32(truth), scores));
});

test("an agreement that cannot be told is null", () => {
  const always = confusionMatrix([0, 1, 1], [1, 1, 1]);
  expect(matthewsCorrelation(always)).toBeNull();
  expect(cohenKappa(confusionMatrix([1, 1], [1, 1]))).toBeNull();
});

const labelled = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc.record({
    classes: fc.constant(classes),
    rows: fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { minLength: 1, maxLength: 80 }),
  }),
);
test("counts sum to the rows, the diagonal to the accuracy, micro scores equal it, kappa is symmetric", () => {
  fc.assert(
    fc.property(labelled, ({ classes, rows }) => {
      const y = rows.map((row) => row[0]);
      const p = rows.map((row) => row[1]);
      const matrix = confusionMatrix(y, p, { classes });
      const right = matrix.counts.filter((_, at) => at % (classes + 1) === 0).reduce((a, b) => a + b, 0);
      expect(matrix.counts.reduce((a, b) => a + b, 0)).toBe(rows.length);
      expect(accuracy(y, p)).toBeCloseTo(right / rows.length, 12);
      const { micro, macro, perClass } = classScores(matrix);
      for (const value of [micro.precision, micro.recall, micro.f])
        expect(value).toBeCloseTo(right / rows.length, 12);
      for (const s of [macro, ...perClass]) {
        expect(s.f).toBeGreaterThanOrEqual(0);
        expect(s.f).toBeLessThanOrEqual(1);
      }
      const turned = confusionMatrix(p, y, { classes });
      agree([cohenKappa(turned) ?? 7], [cohenKappa(matrix) ?? 7]);
      agree([matthewsCorrelation(turned) ?? 7], [matthewsCorrelation(matrix) ?? 7]);
    }),
  );
});

test("accuracy in batches is accuracy of the whole", () => {
  const running = accuracy.running();
  expect(running.value()).toBeNull();
  for (let from = 0; from < 60; from += 7)
    running.add(truth.slice(from, from + 7), chosen.slice(from, from + 7));
  expect(running.value()).toBeCloseTo(accuracy(truth, chosen), 14);
});

test("bad input is named", () => {
  expect(() => accuracy([1, 0], [1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The truth and the prediction have different numbers of rows. Received: 2 and 1. Give one of each per row.]`,
  );
  expect(() => accuracy([], [])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The truth has no rows, so nothing can be told from it. Received: 0 rows. Give at least one row.]`,
  );
  expect(() => accuracy([1, Number.NaN], [1, 1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The truth holds a value that is not a finite number. Received: NaN at position 1. Leave such rows out, or fill them in before.]`,
  );
  expect(() => accuracy([1, 0], [1, 0], [1, -1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Weights must be zero or more, and some of them above zero. Received: -1 in row 1. Give how much each row counts.]`,
  );
  expect(() => accuracy([1, 0], [1, 0], [0, 0])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Weights must be zero or more, and some of them above zero. Received: all zero. Give how much each row counts.]`,
  );
  expect(() => accuracy(float32([1, 0, 1, 1], [2, 2]), [1, 0])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The truth must be one number per row. Received: shape [2, 2]. Give shape [rows] or [rows, 1]; for several classes take the metric that reads [rows, classes].]`,
  );
  expect(() =>
    sparseCategoricalAccuracy([4, 0], float32([0, 1, 1, 0], [2, 2])),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label of the truth is not one of the 2 classes. Received: 4 in row 0. Give whole numbers from 0 to 1.]`,
  );
  expect(() => sparseCategoricalAccuracy([1], float32([1], [1, 1]))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The prediction must hold one column per class, at least two. Received: shape [1, 1]. Give shape [rows, classes].]`,
  );
  expect(() => topKAccuracy([1], float32([0, 1], [1, 2]))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Top-k needs a k from 1 to the number of classes, 2. Received: 5. Give fewer candidates.]`,
  );
  expect(() => confusionMatrix([0, 1], [0, 2], { classes: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label of the prediction is not one of the 2 classes. Received: 2 in row 1. Give whole numbers from 0 to 1.]`,
  );
  expect(() => confusionMatrix([0, 1e9], [0, 1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label of the truth is not one of the 10000 classes. Received: 1000000000 in row 1. Give whole numbers from 0 to 9999.]`,
  );
  expect(() => precision([0, 2], [0, 1])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There are several classes, so there is no one positive class to score. Received: 3 classes. Choose average "macro", "micro" or "weighted", or read \`classScores\` class by class.]`,
  );
});
