import { LeptonError } from "@lepton/core";
import { type Column, column, pair } from "./input.ts";
import { definedMean, meanMetric } from "./mean.ts";
import { argsortDescending } from "./order.ts";

/** Mean absolute error Σ w|y − ŷ| / Σ w. Unit of y. */
export const meanAbsoluteError = definedMean((y, p) => Math.abs(y - p));

/** Mean squared error Σ w(y − ŷ)² / Σ w. Unit of y². */
export const meanSquaredError = definedMean((y, p) => (y - p) ** 2);

/** Root of the mean squared error. Unit of y. */
export const rootMeanSquaredError = definedMean((y, p) => (y - p) ** 2, { finish: Math.sqrt });

/**
 * Mean absolute percentage error Σ w|y − ŷ|/|y| / Σ w. Unit: fraction (0.1 is 10 %).
 * Null where a truth is 0: the quotient has no value there (scikit-learn gives about 10¹⁵ times the error instead).
 */
export const meanAbsolutePercentageError = meanMetric((y, p) =>
  y === 0 ? Number.NaN : Math.abs((y - p) / y),
);

/**
 * Symmetric mean absolute percentage error Σ w·2|y − ŷ|/(|y| + |ŷ|) / Σ w; 0 where both are 0. Fraction in [0, 2].
 * Source: Makridakis 1993, Int. J. Forecasting 9:527–529.
 */
export const symmetricMeanAbsolutePercentageError = definedMean((y, p) =>
  y === p ? 0 : (2 * Math.abs(y - p)) / (Math.abs(y) + Math.abs(p)),
);

/**
 * Pinball loss of a predicted quantile q: the mean of q·(y − ŷ) above it and (1 − q)·(ŷ − y) below. Unit of y.
 * Errors: NN_METRIC_QUANTILE outside (0, 1). Source: Koenker & Bassett 1978, Econometrica 46:33–50.
 */
export function pinballLoss(q: number) {
  if (!(q > 0 && q < 1))
    throw new LeptonError("NN_METRIC_QUANTILE", {
      problem: "A quantile lies between 0 and 1.",
      received: String(q),
      next: "Give, say, 0.9 for the value that nine in ten stay below.",
    });
  return definedMean((y, p) => (y >= p ? q * (y - p) : (1 - q) * (p - y)));
}

/** max |y − ŷ|, unit of y. */
export function maxError(truth: Column, prediction: Column): number {
  const { truth: y, prediction: p, n } = pair(truth, prediction);
  let worst = 0;
  for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs((y[i] as number) - (p[i] as number)));
  return worst;
}

/**
 * Median of |y − ŷ|, unit of y. With weights the smallest error whose weight and that of those below reach half
 * (scikit-learn's lower weighted median).
 */
export function medianAbsoluteError(truth: Column, prediction: Column, weights?: Column | null): number {
  const rows = pair(truth, prediction, weights);
  const errors = new Float64Array(rows.n);
  for (let i = 0; i < rows.n; i++)
    errors[i] = Math.abs((rows.truth[i] as number) - (rows.prediction[i] as number));
  if (rows.weights === null) {
    errors.sort();
    const middle = rows.n >> 1;
    const upper = errors[middle] as number;
    return rows.n % 2 === 1 ? upper : ((errors[middle - 1] as number) + upper) / 2;
  }
  const order = argsortDescending(errors);
  let total = 0;
  for (let i = 0; i < rows.n; i++) total += rows.weights[i] as number;
  let below = 0;
  for (let at = rows.n - 1; at >= 0; at--) {
    const i = order[at] as number;
    below += rows.weights[i] as number;
    if (below >= total / 2) return errors[i] as number;
  }
  return errors[order[0] as number] as number;
}

/**
 * Mean absolute scaled error: the forecast's mean absolute error over that of the seasonal naive forecast
 * y_t = y_{t−m} within the training series. Below 1 is better than naive. Unit: none.
 * Null when the training series is not longer than the season, or repeats itself exactly (nothing to scale by).
 * Source: Hyndman & Koehler 2006, Int. J. Forecasting 22:679–688.
 */
export function meanAbsoluteScaledError(
  truth: Column,
  prediction: Column,
  { training, season = 1, weights }: { training: Column; season?: number; weights?: Column | null },
): number | null {
  const series = column(training, "training series");
  const error = meanAbsoluteError(truth, prediction, weights);
  let naive = 0;
  for (let t = season; t < series.length; t++)
    naive += Math.abs((series[t] as number) - (series[t - season] as number));
  return naive === 0 ? null : (error * (series.length - season)) / naive;
}

/** Weighted mean and sum of squares around it. */
function spread(values: ArrayLike<number>, weights: ArrayLike<number> | null) {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    total += w;
    sum += w * (values[i] as number);
  }
  const mean = sum / total;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    if (w === 0) continue;
    const value = values[i] as number;
    squares += w * (value - mean) ** 2;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  // A constant whose mean rounds would leave a sum of squares that is only noise.
  return { total, squares: least === most ? 0 : squares };
}

/**
 * R² = 1 − Σ w(y − ŷ)² / Σ w(y − ȳ)²: 1 is perfect, 0 no better than the mean, below 0 worse.
 * Null when the truth does not vary (scikit-learn says 1 or 0 there). Unit: none.
 */
export function r2(truth: Column, prediction: Column, weights?: Column | null): number | null {
  const rows = pair(truth, prediction, weights);
  const { total, squares } = spread(rows.truth, rows.weights);
  if (squares === 0) return null;
  return 1 - (meanSquaredError(rows.truth, rows.prediction, rows.weights) * total) / squares;
}

/** 1 − (1 − R²)(n − 1)/(n − features − 1); null where R² is, or without spare rows. */
export function adjustedR2(truth: Column, prediction: Column, features: number): number | null {
  const n = column(truth, "truth").length;
  const value = r2(truth, prediction);
  return value === null || n <= features + 1 ? null : 1 - ((1 - value) * (n - 1)) / (n - features - 1);
}

/** 1 − Var(y − ŷ)/Var(y): as R², but forgives a constant error. Null when the truth does not vary. */
export function explainedVariance(truth: Column, prediction: Column, weights?: Column | null): number | null {
  const rows = pair(truth, prediction, weights);
  const errors = new Float64Array(rows.n);
  for (let i = 0; i < rows.n; i++) errors[i] = (rows.truth[i] as number) - (rows.prediction[i] as number);
  const { squares } = spread(rows.truth, rows.weights);
  return squares === 0 ? null : 1 - spread(errors, rows.weights).squares / squares;
}
