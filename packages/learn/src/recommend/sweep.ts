import type { Pace } from "../tabular/pace.ts";

/**
 * Inverse of a symmetric positive definite matrix in place, [n, n] row-major, by sweeps over its lower half; n³
 * multiplications and additions. Error: relative to the condition number; meant for matrices with a ridge.
 * Source: Goodnight 1979, The American Statistician 33:149–158.
 */
export async function invertSymmetric(a: Float64Array, n: number, slices: Pace): Promise<void> {
  const column = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const pivot = 1 / (a[k * n + k] as number);
    for (let i = 0; i < n; i++) column[i] = (i >= k ? a[i * n + k] : a[k * n + i]) as number;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = (column[i] as number) * pivot;
      if (factor === 0) continue;
      const row = i * n;
      for (let j = 0; j <= i; j++) a[row + j] = (a[row + j] as number) - factor * (column[j] as number);
    }
    for (let i = 0; i < n; i++) {
      if (i > k) a[i * n + k] = (column[i] as number) * pivot;
      else if (i < k) a[k * n + i] = (column[i] as number) * pivot;
    }
    a[k * n + k] = -pivot;
    if (slices.isDue()) await slices.rest();
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = -(a[i * n + j] as number);
      a[i * n + j] = value;
      a[j * n + i] = value;
    }
}
