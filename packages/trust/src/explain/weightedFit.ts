import {
  dependentColumns,
  emptyTriangle,
  fold,
  invertTriangle,
  solveTriangle,
  type Triangle,
} from "@lepton/core";

export interface WeightedFit {
  /** [columns]. */
  beta: Float64Array;
  /** R⁻¹, so that (XᵀWX + P)⁻¹ = R⁻¹R⁻ᵀ. */
  inverse: Triangle;
}

/**
 * min Σ wᵢ(yᵢ − xᵢβ)² + Σ pⱼβⱼ² by QR of [√W·x; √P]: no normal equations, whose condition is squared. `x`: [rows,
 * columns] row-major. Null when the columns depend on each other.
 * Source: Golub & Van Loan, Matrix Computations, 4th ed., 6.1.
 */
export function weightedFit(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  penalty: ArrayLike<number> | null = null,
): WeightedFit | null {
  const rows = y.length;
  const columns = x.length / rows;
  const triangle = fold(emptyTriangle(columns + 1), rows, (from, count, block, stride) => {
    for (let i = 0; i < count; i++) {
      const root = Math.sqrt(weights[from + i] as number);
      const at = (from + i) * columns;
      for (let j = 0; j < columns; j++) block[j * stride + i] = root * (x[at + j] as number);
      block[columns * stride + i] = root * (y[from + i] as number);
    }
  });
  if (penalty)
    fold(triangle, columns, (from, count, block, stride) => {
      block.fill(0);
      for (let i = 0; i < count; i++) block[(from + i) * stride + i] = Math.sqrt(penalty[from + i] as number);
    });
  if (dependentColumns(triangle, columns).length > 0) return null;
  return { beta: solveTriangle(triangle, columns), inverse: invertTriangle(triangle, columns) };
}

/**
 * Sandwich covariance A⁻¹·(n/(n−1)·Σ(g−ḡ)(g−ḡ)ᵀ)·A⁻¹ of the coefficients, `scores` g = Σ wᵢxᵢeᵢ of every draw:
 * [draws, columns]. Holds without equal variances; a draw may be a pair of rows. Answer: [columns, columns].
 * Source: White 1980, Econometrica 48:817–838.
 */
export function sandwich({ inverse }: WeightedFit, scores: Float64Array): Float64Array {
  const k = inverse.size;
  const n = scores.length / k;
  const mean = new Float64Array(k);
  for (let at = 0; at < scores.length; at++)
    mean[at % k] = (mean[at % k] as number) + (scores[at] as number) / n;
  const covariance = new Float64Array(k * k);
  const half = new Float64Array(k);
  const shift = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    // shift = R⁻¹R⁻ᵀ(g − ḡ): how far this draw moves the coefficients.
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let m = 0; m <= j; m++)
        sum += (inverse.data[m * k + j] as number) * ((scores[i * k + m] as number) - (mean[m] as number));
      half[j] = sum;
    }
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let m = j; m < k; m++) sum += (inverse.data[j * k + m] as number) * (half[m] as number);
      shift[j] = sum;
    }
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++)
        covariance[a * k + b] =
          (covariance[a * k + b] as number) + (n / (n - 1)) * (shift[a] as number) * (shift[b] as number);
  }
  return covariance;
}
