import { LeptonError } from "@lepton/core";
import type { Column } from "./input.ts";
import { operatingPoints } from "./operatingPoints.ts";

export interface LiftPoint {
  /** Share of all rows contacted, those of the highest scores first. */
  share: number;
  /** Share of all positives among them. */
  gain: number;
  /** gain / share: how many times better than contacting at random. */
  lift: number;
}

/**
 * Cumulative gain and lift at equal steps of the contacted share. Where a step cuts through equal scores, positives
 * are spread evenly among them, so the order of ties does not matter. Truth 0 or 1. Null without positives.
 * Errors: NN_METRIC_STEPS.
 */
export function liftCurve(
  truth: Column,
  score: Column,
  { steps = 10, weights }: { steps?: number; weights?: Column | null } = {},
): LiftPoint[] | null {
  if (!(Number.isInteger(steps) && steps >= 1))
    throw new LeptonError("NN_METRIC_STEPS", {
      problem: "A lift curve needs a whole number of steps, at least one.",
      received: String(steps),
      next: "Give 10 for deciles.",
    });
  const { truePositives, falsePositives, positives, negatives } = operatingPoints(truth, score, weights);
  if (positives === 0) return null;
  const all = positives + negatives;
  let point = 0;
  return Array.from({ length: steps }, (_, i) => {
    const share = (i + 1) / steps;
    const contacted = share * all;
    const reached = (p: number) => (truePositives[p] as number) + (falsePositives[p] as number);
    while (point < truePositives.length - 1 && reached(point) < contacted) point++;
    const before = point === 0 ? 0 : reached(point - 1);
    const hits = point === 0 ? 0 : (truePositives[point - 1] as number);
    const part = (contacted - before) / (reached(point) - before);
    const gain = (hits + part * ((truePositives[point] as number) - hits)) / positives;
    return { share, gain, lift: gain / share };
  });
}
