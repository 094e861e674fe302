import { expect, test } from "vitest";
import type { ModelCurves } from "../contract/model.ts";
import { observedAt } from "./personScores.ts";

const curves = (calibration: ModelCurves["calibration"]) => ({
  curves: { roc: null, gain: null, calibration },
});

test("a score stands beside what happened to the test's people of the nearest group", () => {
  const groups = [
    { predicted: 0.1, observed: 0.05, low: 0.01, high: 0.2, n: 40 },
    { predicted: 0.5, observed: 0.6, low: 0.4, high: 0.7, n: 41 },
  ];
  expect(observedAt(curves(groups), 0.29)).toEqual({ value: 0.05, low: 0.01, high: 0.2, level: 0.95, n: 40 });
  expect(observedAt(curves(groups), 0.31)).toEqual({ value: 0.6, low: 0.4, high: 0.7, level: 0.95, n: 41 });
  expect(observedAt(curves(null), 0.3)).toBeNull();
});
