import { wilson } from "@lepton/core";
import type { ModelCurves } from "../../contract/model.ts";
import type { Judged } from "./measures.ts";

const points = 100;
const groups = 10;

/** ROC, gain and calibration of probabilities, and the gain of the baseline beside. Null for other scores. */
export function curvesOf(judged: Judged | null, baseline: Judged | null): ModelCurves {
  if (judged === null) return { roc: null, gain: null, baselineGain: null, calibration: null };
  const rising = fallingOrder(judged).reverse();
  return {
    ...stepsOf(judged),
    baselineGain: baseline && stepsOf(baseline).gain,
    calibration: calibrationOf(judged.truth, judged.score, rising),
  };
}

const fallingOrder = ({ score }: Judged): number[] =>
  Array.from(score, (_, i) => i).sort((a, b) => (score[b] as number) - (score[a] as number));

/** Points of ROC and gain, highest scores first. */
function stepsOf(judged: Judged) {
  const { truth, score } = judged;
  const n = truth.length;
  const order = fallingOrder(judged);
  const positives = truth.reduce((sum, y) => sum + y, 0);
  const roc = [{ x: 0, y: 0 }];
  const gain = [{ x: 0, y: 0 }];
  let hits = 0;
  let drawn = 0;
  order.forEach((row, i) => {
    hits += truth[row] as number;
    const next = order[i + 1];
    // Rows of one score stand together: their order says nothing.
    const isStep = next === undefined || score[next] !== score[row];
    if (!isStep || (next !== undefined && (i + 1) * points < (drawn + 1) * n)) return;
    drawn = Math.floor(((i + 1) * points) / n);
    roc.push({ x: (i + 1 - hits) / (n - positives), y: hits / positives });
    gain.push({ x: (i + 1) / n, y: hits / positives });
  });
  return { roc, gain };
}

function calibrationOf(truth: Float64Array, score: Float64Array, rising: readonly number[]) {
  return Array.from({ length: groups }, (_, g) => {
    const rows = rising.slice(
      Math.floor((g * rising.length) / groups),
      Math.floor(((g + 1) * rising.length) / groups),
    );
    const happened = rows.reduce((sum, row) => sum + (truth[row] as number), 0);
    const predicted = rows.reduce((sum, row) => sum + (score[row] as number), 0) / rows.length;
    const { value, low, high } = wilson(happened, rows.length);
    return { predicted, observed: value ?? 0, low: low ?? 0, high: high ?? 1, n: rows.length };
  }).filter(({ n }) => n > 0);
}
