import { expect, test } from "vitest";
import { curvesOf } from "./curves.ts";

const judged = (truth: number[], score: number[]) => ({
  truth: Float64Array.from(truth),
  score: Float64Array.from(score),
});

test("ROC and gain of four people by hand, the baseline's gain beside; one score is one step", () => {
  const truth = [1, 0, 1, 0];
  const curves = curvesOf(judged(truth, [0.9, 0.8, 0.7, 0.1]), judged(truth, [0.5, 0.5, 0.5, 0.5]));
  expect(curves.gain).toEqual([
    { x: 0, y: 0 },
    { x: 0.25, y: 0.5 },
    { x: 0.5, y: 0.5 },
    { x: 0.75, y: 1 },
    { x: 1, y: 1 },
  ]);
  expect(curves.roc).toEqual([
    { x: 0, y: 0 },
    { x: 0, y: 0.5 },
    { x: 0.5, y: 0.5 },
    { x: 0.5, y: 1 },
    { x: 1, y: 1 },
  ]);
  expect(curves.baselineGain).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
});

test("calibration rises by score and counts everybody once; other scores have no curves", () => {
  const truth = Array.from({ length: 20 }, (_, i) => (i >= 10 ? 1 : 0));
  const { calibration } = curvesOf(
    judged(
      truth,
      truth.map((_, i) => i / 20),
    ),
    null,
  );
  expect(calibration?.map(({ n }) => n)).toEqual(Array.from({ length: 10 }, () => 2));
  expect(calibration?.[0]).toMatchObject({ observed: 0 });
  expect(calibration?.[9]).toMatchObject({ observed: 1 });
  expect(calibration?.[0]?.predicted).toBeCloseTo(0.025, 12);
  expect(curvesOf(null, null)).toEqual({ roc: null, gain: null, baselineGain: null, calibration: null });
});
