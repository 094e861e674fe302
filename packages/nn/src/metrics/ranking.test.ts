import fc from "fast-check";
import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { agree, golden } from "../testing/golden.ts";
import { calibrationCurve, confidenceCalibrationError, expectedCalibrationError } from "./calibration.ts";
import { liftCurve } from "./lift.ts";
import { argsortDescending } from "./order.ts";
import {
  averagePrecision,
  averagePrecisionOneVsRest,
  prAuc,
  precisionRecallCurve,
} from "./precisionRecallCurve.ts";
import { binaryLogLoss, brierScore, logLoss, multiclassBrierScore } from "./probability.ts";
import { rocAuc, rocAucOneVsRest, rocCurve } from "./roc.ts";

const { number, list } = golden("metrics"); // scikit-learn 1.2.1
const truth = list("binary/truth");
const score = list("binary/score"); // on a grid of 0.05, so many ties
const labels = list("classes/truth");
const rows = { dtype: "float32", shape: [60, 4], data: Float32Array.from(list("classes/scores")) } as const;

test.each(["plain", "weighted"])("curves and areas of two classes, %s, agree with scikit-learn", (kind) => {
  const weights = kind === "weighted" ? list("binary/weights") : null;
  const at = (name: string) => number(`binary/${kind}/${name}`);
  const roc = rocCurve(truth, score, { weights, dropCollinear: false });
  agree(roc?.falsePositiveRate ?? [], list(`binary/${kind}/roc/0`));
  agree(roc?.truePositiveRate ?? [], list(`binary/${kind}/roc/1`));
  agree(roc?.thresholds.slice(1) ?? [], list(`binary/${kind}/roc/2`));
  const pr = precisionRecallCurve(truth, score, weights);
  agree(pr?.precision ?? [], list(`binary/${kind}/pr/0`));
  agree(pr?.recall ?? [], list(`binary/${kind}/pr/1`));
  agree(pr?.thresholds.slice(1) ?? [], list(`binary/${kind}/pr/2`));
  agree(
    [
      rocAuc(truth, score, weights),
      averagePrecision(truth, score, weights),
      prAuc(truth, score, weights),
      binaryLogLoss()(truth, score, weights),
      brierScore(truth, score, weights),
    ],
    ["auc", "averagePrecision", "prAuc", "logLoss", "brier"].map(at),
  );
});

test.each(["plain", "weighted"])(
  "areas and losses of several classes, %s, agree with scikit-learn",
  (kind) => {
    const weights = kind === "weighted" ? list("classes/weights") : null;
    const auc = rocAucOneVsRest(labels, rows, weights);
    const digits = 6; // the scores are float32 here, float64 there
    agree(auc.perClass, list(`classes/${kind}/aucPerClass`));
    agree(
      [auc.macro, auc.weighted],
      [number(`classes/${kind}/aucMacro`), number(`classes/${kind}/aucWeighted`)],
    );
    agree(
      averagePrecisionOneVsRest(labels, rows, weights).perClass,
      list(`classes/${kind}/averagePrecision`),
    );
    agree([logLoss(labels, rows, { weights })], [number(`classes/${kind}/logLoss`)], digits);
    agree([multiclassBrierScore(labels, rows, weights)], [number(`classes/${kind}/brier`)], digits);
  },
);

test("a sure and wrong answer costs what its type can tell, as in scikit-learn", () => {
  const y = list("binary/clipped/truth");
  const p = list("binary/clipped/score");
  agree([binaryLogLoss()(y, p)], [number("binary/clipped/float64")]);
  agree([binaryLogLoss()(y, Float32Array.from(p))], [number("binary/clipped/float32")], 7);
  expect(binaryLogLoss(1e-7)([1], [0])).toBeCloseTo(-Math.log(1e-7), 9);
});

test("calibration curves agree with scikit-learn, ties on edges included", () => {
  for (const strategy of ["width", "count"] as const) {
    const bins = calibrationCurve(truth, score, { bins: 5, strategy });
    agree(
      bins.map((bin) => bin.observed),
      list(`binary/calibration/${strategy}/0`),
    );
    agree(
      bins.map((bin) => bin.predicted),
      list(`binary/calibration/${strategy}/1`),
    );
    expect(bins.reduce((sum, bin) => sum + bin.weight, 0)).toBe(60);
  }
});

test("calibration error by hand: |0.5 − 0.3|·2/4 + |1 − 0.9|·2/4 = 0.15", () => {
  expect(expectedCalibrationError([0, 1, 1, 1], [0.3, 0.3, 0.9, 0.9])).toBeCloseTo(0.15, 12);
  const sure = float32([0.8, 0.2, 0.2, 0.8], [2, 2]);
  expect(confidenceCalibrationError([0, 1], sure)).toBeCloseTo(0.2, 7);
  expect(confidenceCalibrationError([1, 1], sure)).toBeCloseTo(0.3, 7);
});

test("lift by hand: the best half holds 2 of 3 positives; ties share", () => {
  expect(liftCurve([1, 1, 0, 1], [4, 3, 2, 1], { steps: 2 })).toEqual([
    { share: 0.5, gain: 2 / 3, lift: 4 / 3 },
    { share: 1, gain: 1, lift: 1 },
  ]);
  for (const point of liftCurve([1, 0, 0, 1], [1, 1, 1, 1]) ?? []) expect(point.lift).toBeCloseTo(1, 12);
});

test("one class only leaves nothing to rank: null", () => {
  expect(rocAuc([1, 1], [0.2, 0.3])).toBeNull();
  expect(rocCurve([0, 0], [0.2, 0.3])).toBeNull();
  expect(averagePrecision([0, 0], [0.2, 0.3])).toBeNull();
  expect(liftCurve([0, 0], [0.2, 0.3])).toBeNull();
  expect(rocAuc([0, 1], [0.2, 0.3], [1, 0])).toBeNull();
  const missing = rocAucOneVsRest([0, 1, 0], float32([0.9, 0.1, 0, 0.2, 0.8, 0, 0.6, 0.4, 0], [3, 3]));
  expect(missing).toEqual({ perClass: [1, 1, null], macro: null, weighted: 1 });
});

const ranked = fc.array(fc.tuple(fc.nat(1), fc.integer({ min: 0, max: 20 })), {
  minLength: 2,
  maxLength: 60,
});
test("AUC is the share of pairs in order, ties half; a monotone change keeps it; 1 − score turns it", () => {
  fc.assert(
    fc.property(ranked, (cases) => {
      const y = cases.map((c) => c[0]);
      const p = cases.map((c) => c[1] / 20);
      let pairs = 0;
      let wins = 0;
      for (const [a, s] of cases)
        for (const [b, t] of cases)
          if (a === 1 && b === 0) {
            pairs++;
            wins += s > t ? 1 : s === t ? 0.5 : 0;
          }
      const auc = rocAuc(y, p);
      if (pairs === 0) {
        expect(auc).toBeNull();
        return;
      }
      expect(auc).toBeCloseTo(wins / pairs, 12);
      expect(
        rocAuc(
          y,
          p.map((v) => Math.exp(3 * v) - 9),
        ),
      ).toBe(auc);
      expect(
        rocAuc(
          y,
          p.map((v) => 1 - v),
        ),
      ).toBeCloseTo(1 - (auc ?? 0), 12);
      const short = rocCurve(y, p);
      const long = rocCurve(y, p, { dropCollinear: false });
      const area = (curve: typeof short) => {
        let sum = 0;
        for (let i = 1; i < (curve?.thresholds.length ?? 0); i++)
          sum +=
            (((curve?.falsePositiveRate[i] ?? 0) - (curve?.falsePositiveRate[i - 1] ?? 0)) *
              ((curve?.truePositiveRate[i] ?? 0) + (curve?.truePositiveRate[i - 1] ?? 0))) /
            2;
        return sum;
      };
      expect(short?.thresholds.length).toBeLessThanOrEqual(long?.thresholds.length ?? 0);
      expect(area(short)).toBeCloseTo(area(long), 12);
      const ap = averagePrecision(y, p) ?? Number.NaN;
      expect(ap).toBeGreaterThan(0);
      expect(ap).toBeLessThanOrEqual(1);
    }),
  );
});

test("whole-number weights are repeated rows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1), fc.nat(9), fc.nat(3)), { minLength: 2, maxLength: 30 }),
      (cases) => {
        fc.pre(cases.some((c) => c[2] > 0));
        const repeated = cases.flatMap((c) => Array.from({ length: c[2] }, () => c));
        const plain = [repeated.map((c) => c[0]), repeated.map((c) => c[1] / 9)] as const;
        const weighted = [
          cases.map((c) => c[0]),
          cases.map((c) => c[1] / 9),
          cases.map((c) => c[2]),
        ] as const;
        for (const metric of [rocAuc, averagePrecision, prAuc, brierScore, binaryLogLoss()])
          agree([metric(...weighted) ?? 7], [metric(...plain) ?? 7]);
      },
    ),
  );
});

test("the radix order is the stable order of the numbers, falling", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 300 }), (values) => {
      const order = argsortDescending(values);
      const expected = values
        .map((_, i) => i)
        .sort((a, b) => {
          const [x = 0, y = 0] = [values[a], values[b]];
          return x > y ? -1 : x < y ? 1 : a - b;
        });
      expect([...order]).toEqual(expected);
    }),
  );
  expect([...argsortDescending([0, -0, 1, -1])]).toEqual([2, 0, 1, 3]);
});

test("bad input is named", () => {
  expect(() => rocAuc([0, 2], [0.1, 0.2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A label of the truth is not one of the 2 classes. Received: 2 in row 1. Give whole numbers from 0 to 1.]`,
  );
  expect(() => rocAuc([0, 1], [0.1, Number.POSITIVE_INFINITY])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The prediction holds a value that is not a finite number. Received: Infinity at position 1. Leave such rows out, or fill them in before.]`,
  );
  expect(() => brierScore([0, 1], [0.1, 1.2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A predicted probability lies outside [0, 1]. Received: 1.2 at position 1. Give probabilities; turn logits into them with sigmoid or softmax.]`,
  );
  expect(() => logLoss([0], float32([0.5, 0.7], [1, 2]))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The probabilities of a row do not sum to one. Received: sum 1.199999988079071 in row 0. Give probabilities over all classes; turn logits into them with softmax.]`,
  );
  expect(() => calibrationCurve([0], [0.5], { bins: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A calibration curve needs a whole number of bins, at least one. Received: 0. Give 10, or fewer when there are few rows.]`,
  );
  expect(() => liftCurve([0], [0.5], { steps: 1.5 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A lift curve needs a whole number of steps, at least one. Received: 1.5. Give 10 for deciles.]`,
  );
});
