/** Σ over windows of z·zᵀ, z the `length` consecutive values of a window; row-major, both triangles. */
export interface Moments {
  readonly length: number;
  readonly products: Float64Array;
  /** Sum of the windows' weights. */
  readonly weight: number;
}

export const emptyMoments = (length: number): Moments => ({
  length,
  products: new Float64Array(length * length),
  weight: 0,
});

/**
 * Adds the windows starting at `from` … `to` (inclusive) of the values, each with `weight`.
 * Neighbouring windows share all but one value, so Σ zᵢ₊₁zⱼ₊₁ = Σ zᵢzⱼ − (first window's) + (one past the last's): a row
 * of products costs length, not length · windows.
 */
export function addWindows(
  moments: Moments,
  values: Float64Array,
  { from, to, weight }: { from: number; to: number; weight: number },
): Moments {
  const { length: n, products } = moments;
  if (to < from) return moments;
  const first = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let t = from; t <= to; t++) sum += (values[t] as number) * (values[t + j] as number);
    first[j] = sum;
  }
  for (let lag = 0; lag < n; lag++) {
    let sum = first[lag] as number;
    for (let i = 0; i + lag < n; i++) {
      const j = i + lag;
      const [a, b] = [i * n + j, j * n + i];
      products[a] = (products[a] as number) + weight * sum;
      if (lag > 0) products[b] = (products[b] as number) + weight * sum;
      if (j + 1 < n)
        sum +=
          (values[to + 1 + i] as number) * (values[to + 1 + j] as number) -
          (values[from + i] as number) * (values[from + j] as number);
    }
  }
  return { ...moments, weight: moments.weight + weight * (to - from + 1) };
}

/** Solves (A + λI)·X = B in place of B for symmetric positive definite A by Cholesky. A [n, n], B [n, m] row-major. */
export function solveSymmetric(
  a: Float64Array,
  b: Float64Array,
  { n, penalty }: { n: number; penalty: number },
): Float64Array {
  const l = a.slice();
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const other = j * n;
      let sum = (l[row + j] as number) + (i === j ? penalty : 0);
      for (let k = 0; k < j; k++) sum -= (l[row + k] as number) * (l[other + k] as number);
      // Rounding may leave a direction without curvature below 0: the penalty is all there is of it.
      l[row + j] =
        i === j ? Math.sqrt(Math.max(sum, penalty * 1e-3, 1e-300)) : sum / (l[other + j] as number);
    }
  }
  const m = b.length / n;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const factor = l[i * n + k] as number;
      for (let c = 0; c < m; c++) x[i * m + c] = (x[i * m + c] as number) - factor * (x[k * m + c] as number);
    }
    for (let c = 0; c < m; c++) x[i * m + c] = (x[i * m + c] as number) / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const factor = l[k * n + i] as number;
      for (let c = 0; c < m; c++) x[i * m + c] = (x[i * m + c] as number) - factor * (x[k * m + c] as number);
    }
    for (let c = 0; c < m; c++) x[i * m + c] = (x[i * m + c] as number) / (l[i * n + i] as number);
  }
  return x;
}
