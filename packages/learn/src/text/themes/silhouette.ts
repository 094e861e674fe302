import { dotAt } from "./sphericalKMeans.ts";

/** 1 − cosine of every two rows of length 1: [rows, rows], row-major. */
export async function cosineDistances(
  vectors: Float32Array,
  size: number,
  rest: () => Promise<void>,
): Promise<Float32Array> {
  const rows = vectors.length / size;
  const out = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      const distance = 1 - dotAt(vectors, i, vectors, j, size);
      out[i * rows + j] = distance;
      out[j * rows + i] = distance;
    }
    await rest();
  }
  return out;
}

/**
 * Mean over the rows of (b − a)/max(a, b): a the mean distance to the others of its cluster, b the least mean distance to
 * another cluster; 0 for a row alone in its cluster. In [−1, 1]. scikit-learn's `silhouette_score`.
 * Source: Rousseeuw 1987, J. Comput. Appl. Math. 20:53.
 */
export function meanSilhouette(
  distances: Float32Array,
  clusterOf: ArrayLike<number>,
  clusters: number,
): number {
  const rows = clusterOf.length;
  const counts = new Int32Array(clusters);
  for (let i = 0; i < rows; i++)
    counts[clusterOf[i] as number] = (counts[clusterOf[i] as number] as number) + 1;
  const sums = new Float64Array(clusters);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const own = clusterOf[i] as number;
    if ((counts[own] as number) < 2) continue;
    sums.fill(0);
    for (let j = 0; j < rows; j++) {
      const c = clusterOf[j] as number;
      sums[c] = (sums[c] as number) + (distances[i * rows + j] as number);
    }
    const a = (sums[own] as number) / ((counts[own] as number) - 1);
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < clusters; c++)
      if (c !== own && (counts[c] as number) > 0)
        b = Math.min(b, (sums[c] as number) / (counts[c] as number));
    const larger = Math.max(a, b);
    if (larger > 0 && b < Number.POSITIVE_INFINITY) total += (b - a) / larger;
  }
  return total / rows;
}
