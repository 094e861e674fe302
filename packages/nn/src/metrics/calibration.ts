import { LeptonError } from "@lepton/core";
import { type Column, labelled, type Pair, probabilityPair, type Rows } from "./input.ts";

export interface CalibrationOptions {
  /** Default 10. */
  bins?: number;
  /** Bins of equal width over [0, 1], or with equal numbers of rows (cut at quantiles). Default `width`. */
  strategy?: "width" | "count";
  weights?: Column | null;
}
export interface CalibrationBin {
  /** Mean predicted probability, mean truth and weight of the bin's rows. */
  predicted: number;
  observed: number;
  weight: number;
}

/**
 * Reliability curve: in each bin of predicted probability, how often it came true. Empty bins are left out.
 * A probability on an edge belongs to the bin below, as in scikit-learn. Truth 0 or 1.
 * Errors: NN_METRIC_BINS and those of probabilities.
 */
export function calibrationCurve(
  truth: Column,
  probability: Column,
  { bins = 10, strategy = "width", weights }: CalibrationOptions = {},
): CalibrationBin[] {
  if (!(Number.isInteger(bins) && bins >= 1))
    throw new LeptonError("NN_METRIC_BINS", {
      problem: "A calibration curve needs a whole number of bins, at least one.",
      received: String(bins),
      next: "Give 10, or fewer when there are few rows.",
    });
  const rows = probabilityPair(truth, probability, weights);
  const edges = strategy === "width" ? equalWidths(bins) : quantiles(rows.prediction, bins);
  return binned(rows, edges);
}

/** The bins − 1 inner edges, computed as NumPy's linspace does: i·(1/bins). */
const equalWidths = (bins: number) => Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) * (1 / bins));

function quantiles(values: ArrayLike<number>, bins: number): Float64Array {
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from({ length: bins - 1 }, (_, i) => {
    const at = ((i + 1) / bins) * (sorted.length - 1);
    const low = sorted[Math.floor(at)] as number;
    return low + ((sorted[Math.ceil(at)] as number) - low) * (at - Math.floor(at));
  });
}

function binned({ truth, prediction, weights, n }: Pair, edges: Float64Array): CalibrationBin[] {
  const bins = edges.length + 1;
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  const weight = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const p = prediction[i] as number;
    let low = 0;
    for (let high = edges.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((edges[middle] as number) < p) low = middle + 1;
      else high = middle;
    }
    const w = weights === null ? 1 : (weights[i] as number);
    predicted[low] = (predicted[low] as number) + w * p;
    observed[low] = (observed[low] as number) + w * (truth[i] as number);
    weight[low] = (weight[low] as number) + w;
  }
  return Array.from(weight, (w, b) => ({
    predicted: (predicted[b] as number) / w,
    observed: (observed[b] as number) / w,
    weight: w,
  })).filter((bin) => bin.weight > 0);
}

const error = (bins: CalibrationBin[]): number => {
  const total = bins.reduce((sum, bin) => sum + bin.weight, 0);
  return bins.reduce((sum, bin) => sum + (bin.weight / total) * Math.abs(bin.observed - bin.predicted), 0);
};

/**
 * Expected calibration error of the probability of class 1: Σ_b (w_b/w)·|observed_b − predicted_b|. In [0, 1].
 * Error: biased upwards with few rows per bin; compare only at equal bins and n.
 * Source: Naeini, Cooper & Hauskrecht 2015, AAAI 29.
 */
export const expectedCalibrationError = (truth: Column, probability: Column, options?: CalibrationOptions) =>
  error(calibrationCurve(truth, probability, options));

/**
 * The same of the highest class's probability (its confidence) against whether it was right. [rows, classes].
 * Source: Guo et al. 2017, ICML 70:1321–1330.
 */
export function confidenceCalibrationError(
  truth: Column,
  probabilities: Rows,
  options: CalibrationOptions = {},
): number {
  const { truth: labels, data, rows, classes, weights } = labelled(truth, probabilities, options.weights);
  const right = new Uint8Array(rows);
  const confidence = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((data[i * classes + c] as number) > (data[i * classes + best] as number)) best = c;
    confidence[i] = data[i * classes + best] as number;
    right[i] = labels[i] === best ? 1 : 0;
  }
  return expectedCalibrationError(right, confidence, { ...options, weights });
}
