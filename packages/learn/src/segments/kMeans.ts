import { type Random, random } from "@lepton/core";
import type { Pace } from "../tabular/pace.ts";
import type { Points } from "./features.ts";

/** Groups of points: a centre each, and whose point is nearest to which. */
export interface Clusters {
  /** [k, width] row-major */
  readonly centres: Float64Array;
  /** [rows] */
  readonly labels: Int32Array;
  /** Σ squared distance to the own centre. */
  readonly inertia: number;
}

/** Most rounds of one start. */
const rounds = 300;

/**
 * k-means: min Σ |x − centre(x)|², the best of `starts` starts. Centres start apart (k-means++, the best of 2 + ln k
 * candidates each time) and move to the mean of their points until none changes sides. Cost: starts · rounds · n · k · width.
 * Source: Lloyd 1982, IEEE Trans. IT 28:129–137; Arthur & Vassilvitskii 2007, SODA.
 */
export async function kMeans(
  points: Points,
  k: number,
  { seed, starts = 10, slices }: { seed: number; starts?: number; slices: Pace },
): Promise<Clusters> {
  const source = random(seed);
  let best: Clusters | null = null;
  for (let start = 0; start < starts; start++) {
    const found = await descend(points, spreadOut(points, k, source), k, slices);
    if (best === null || found.inertia < best.inertia) best = found;
  }
  return best as Clusters;
}

async function descend(points: Points, centres: Float64Array, k: number, slices: Pace): Promise<Clusters> {
  const { rows, width, values } = points;
  let labels = nearest(points, centres, k).labels;
  for (let round = 0; round < rounds; round++) {
    const counts = new Float64Array(k);
    centres.fill(0);
    for (let row = 0; row < rows; row++) {
      const c = labels[row] as number;
      counts[c] = (counts[c] as number) + 1;
      for (let f = 0; f < width; f++)
        centres[c * width + f] = (centres[c * width + f] as number) + (values[row * width + f] as number);
    }
    for (let c = 0; c < k; c++)
      for (let f = 0; f < width; f++)
        centres[c * width + f] = (centres[c * width + f] as number) / Math.max(1, counts[c] as number);
    for (let c = 0; c < k; c++) if (counts[c] === 0) moveToFarthest(points, centres, labels, c);
    const next = nearest(points, centres, k).labels;
    const isSettled = next.every((label, row) => label === labels[row]);
    labels = next;
    if (slices.isDue()) await slices.rest();
    if (isSettled) break;
  }
  return { centres, ...nearest(points, centres, k) };
}

/** A centre without points takes the point that is farthest from its own. */
function moveToFarthest(
  { rows, width, values }: Points,
  centres: Float64Array,
  labels: Int32Array,
  c: number,
): void {
  let [far, most] = [0, -1];
  for (let row = 0; row < rows; row++) {
    const d = distance(values, row * width, centres, (labels[row] as number) * width, width);
    if (d > most) [far, most] = [row, d];
  }
  centres.set(values.subarray(far * width, (far + 1) * width), c * width);
}

export function nearest(
  { rows, width, values }: Points,
  centres: Float64Array,
  k: number,
): { labels: Int32Array; inertia: number } {
  const labels = new Int32Array(rows);
  let inertia = 0;
  for (let row = 0; row < rows; row++) {
    let [own, least] = [0, Number.POSITIVE_INFINITY];
    for (let c = 0; c < k; c++) {
      const d = distance(values, row * width, centres, c * width, width);
      if (d < least) [own, least] = [c, d];
    }
    labels[row] = own;
    inertia += least;
  }
  return { labels, inertia };
}

/** Squared Euclidean distance of two rows. */
export function distance(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) {
    const d = (a[i + f] as number) - (b[j + f] as number);
    sum += d * d;
  }
  return sum;
}

function spreadOut({ rows, width, values }: Points, k: number, { int, next }: Random): Float64Array {
  const centres = new Float64Array(k * width);
  const put = (c: number, row: number) =>
    centres.set(values.subarray(row * width, (row + 1) * width), c * width);
  put(0, int(rows));
  let gaps: Float64Array = Float64Array.from({ length: rows }, (_, row) =>
    distance(values, row * width, centres, 0, width),
  );
  const tries = 2 + Math.floor(Math.log(k));
  for (let c = 1; c < k; c++) {
    const total = gaps.reduce((a, b) => a + b, 0);
    let best: { row: number; gaps: Float64Array; sum: number } | null = null;
    for (let t = 0; t < tries; t++) {
      const row = drawn(gaps, next() * total);
      const closer = gaps.map((gap, r) =>
        Math.min(gap, distance(values, r * width, values, row * width, width)),
      );
      const sum = closer.reduce((a, b) => a + b, 0);
      if (best === null || sum < best.sum) best = { row, gaps: closer, sum };
    }
    if (!best) continue;
    put(c, best.row);
    gaps = best.gaps;
  }
  return centres;
}

/** The first place at which the running sum passes `until`. */
function drawn(values: Float64Array, until: number): number {
  let sum = 0;
  for (let at = 0; at < values.length - 1; at++) {
    sum += values[at] as number;
    if (sum > until) return at;
  }
  return values.length - 1;
}
