import { random } from "@lepton/core";
import { breather } from "../../series/breathe.ts";

export interface Clusters {
  /** [clusters, size], each of length 1. */
  centers: Float32Array;
  /** [rows]. */
  clusterOf: Int32Array;
  /** Mean cosine of rows to their centre: what is made large. */
  cohesion: number;
}

interface Points {
  /** [rows, size], each of length 1. */
  vectors: Float32Array;
  size: number;
}

/** Rows of work between two looks at the clock. */
const stride = 1000;

/**
 * Spherical k-means: centres of length 1 that make Σ cos(row, its centre) large; the best of `starts` by k-means++.
 * A cluster that runs empty takes the row farthest from its centre.
 * Sources: Dhillon & Modha 2001, Mach. Learn. 42:143; Arthur & Vassilvitskii 2007, SODA.
 */
export async function sphericalKMeans(
  points: Points,
  {
    clusters,
    seed,
    starts = 3,
    signal,
  }: { clusters: number; seed: number; starts?: number; signal?: AbortSignal | undefined },
): Promise<Clusters> {
  const rest = breather(signal);
  const source = random(seed);
  let best: Clusters | null = null;
  for (let start = 0; start < starts; start++) {
    const found = await settle(points, spreadCenters(points, clusters, source), rest);
    if (best === null || found.cohesion > best.cohesion) best = found;
  }
  return best as Clusters;
}

/** Lloyd's rounds from these centres until no row moves, 50 at most. */
export async function settle(
  { vectors, size }: Points,
  centers: Float32Array,
  rest: () => Promise<void>,
): Promise<Clusters> {
  const rows = vectors.length / size;
  const clusters = centers.length / size;
  let { clusterOf, cosines } = await nearestOfMany(vectors, centers, size, rest);
  for (let round = 0; round < 50; round++) {
    centers = meansOf(vectors, size, clusterOf, cosines, clusters);
    await rest();
    const next = await nearestOfMany(vectors, centers, size, rest);
    const isSettled = next.clusterOf.every((cluster, i) => cluster === clusterOf[i]);
    ({ clusterOf, cosines } = next);
    if (isSettled) break;
    await rest();
  }
  return { centers, clusterOf, cohesion: cosines.reduce((sum, cosine) => sum + cosine, 0) / rows };
}

/** Centres far from each other: each next one a row drawn by 1 − its cosine to the nearest centre so far. */
function spreadCenters(
  { vectors, size }: Points,
  clusters: number,
  { next, int }: ReturnType<typeof random>,
) {
  const rows = vectors.length / size;
  const centers = new Float32Array(clusters * size);
  const far = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let row = int(rows);
  for (let c = 0; c < clusters; c++) {
    const center = vectors.subarray(row * size, (row + 1) * size);
    centers.set(center, c * size);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      far[i] = Math.min(far[i] as number, Math.max(0, 1 - dotAt(vectors, i, center, 0, size)));
      total += far[i] as number;
    }
    let left = next() * total;
    for (row = 0; row < rows - 1; row++) {
      left -= far[row] as number;
      if (left <= 0) break;
    }
  }
  return centers;
}

function meansOf(
  vectors: Float32Array,
  size: number,
  clusterOf: Int32Array,
  cosines: Float64Array,
  clusters: number,
): Float32Array {
  const sums = new Float64Array(clusters * size);
  const counts = new Int32Array(clusters);
  clusterOf.forEach((cluster, i) => {
    counts[cluster] = (counts[cluster] as number) + 1;
    for (let k = 0; k < size; k++)
      sums[cluster * size + k] = (sums[cluster * size + k] as number) + (vectors[i * size + k] as number);
  });
  const farthest = Uint32Array.from(cosines, (_, i) => i).sort(
    (a, b) => (cosines[a] as number) - (cosines[b] as number),
  );
  let taken = 0;
  const centers = new Float32Array(clusters * size);
  for (let c = 0; c < clusters; c++) {
    const sum = sums.subarray(c * size, (c + 1) * size);
    const length = Math.sqrt(sum.reduce((all, value) => all + value * value, 0));
    if ((counts[c] as number) > 0 && length > 0)
      centers.set(
        sum.map((value) => value / length),
        c * size,
      );
    else {
      const row = farthest[taken++] as number;
      centers.set(vectors.subarray(row * size, (row + 1) * size), c * size);
    }
  }
  return centers;
}

/** The centre with the largest cosine to each row, the first of equal ones. */
export function nearest(vectors: Float32Array, centers: Float32Array, size: number) {
  const rows = vectors.length / size;
  const clusterOf = new Int32Array(rows);
  const cosines = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c * size < centers.length; c++) {
      const cosine = dotAt(vectors, i, centers, c, size);
      if (cosine > (cosines[i] as number)) {
        cosines[i] = cosine;
        clusterOf[i] = c;
      }
    }
  return { clusterOf, cosines };
}

/** The same with pauses. */
async function nearestOfMany(
  vectors: Float32Array,
  centers: Float32Array,
  size: number,
  rest: () => Promise<void>,
) {
  const rows = vectors.length / size;
  const clusterOf = new Int32Array(rows);
  const cosines = new Float64Array(rows);
  for (let from = 0; from < rows; from += stride) {
    const part = nearest(vectors.subarray(from * size, (from + stride) * size), centers, size);
    clusterOf.set(part.clusterOf, from);
    cosines.set(part.cosines, from);
    await rest();
  }
  return { clusterOf, cosines };
}

/** Row i of a · row j of b. */
export function dotAt(a: Float32Array, i: number, b: Float32Array, j: number, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += (a[i * size + k] as number) * (b[j * size + k] as number);
  return sum;
}
