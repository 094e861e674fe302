import type { Pace } from "../tabular/pace.ts";
import type { Points } from "./features.ts";
import { kMeans, nearest } from "./kMeans.ts";
import { expect, fitMixture, type Mixture } from "./mixture.ts";

export type GroupingMethod =
  | { readonly method: "kMeans"; readonly starts: number }
  | {
      readonly method: "mixture";
      readonly starts: number;
      readonly covariance: "diagonal" | "full";
      readonly floor: number;
    };

/** A fitted way to put points into k groups. */
export interface Grouping {
  readonly k: number;
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly mixture: (Mixture & { readonly logLikelihood: number; readonly bic: number }) | null;
  /** [k, width] */
  readonly centres: Float64Array;
}

/** Groups numbered by size, the largest first, so that the same groups have the same numbers. */
export async function grouped(
  points: Points,
  k: number,
  how: GroupingMethod,
  { seed, slices }: { seed: number; slices: Pace },
): Promise<Grouping> {
  const clusters = await kMeans(points, k, { seed, starts: how.starts, slices });
  if (how.method === "kMeans") {
    const order = bySize(clusters.labels, k);
    const centres = reordered(clusters.centres, order, points.width);
    return { k, centres, ...nearest(points, centres, k), mixture: null };
  }
  const found = await fitMixture(points, clusters.labels, k, { ...how, slices });
  const order = bySize(likeliest(points, found), k);
  const size = found.roots.length / k;
  const mixture = {
    ...found,
    shares: reordered(found.shares, order, 1),
    means: reordered(found.means, order, points.width),
    roots: reordered(found.roots, order, size),
  };
  return {
    k,
    centres: mixture.means,
    labels: likeliest(points, mixture),
    inertia: clusters.inertia,
    mixture,
  };
}

/** The likeliest group of each point. */
export function likeliest(points: Points, mixture: Mixture): Int32Array {
  const { responsibilities } = expect(points, mixture);
  const k = mixture.shares.length;
  return Int32Array.from({ length: points.rows }, (_, row) => {
    let best = 0;
    for (let c = 1; c < k; c++)
      if ((responsibilities[row * k + c] as number) > (responsibilities[row * k + best] as number)) best = c;
    return best;
  });
}

function bySize(labels: Int32Array, k: number): number[] {
  const counts = new Float64Array(k);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return [...counts.keys()].sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
}

function reordered(values: Float64Array, order: readonly number[], size: number): Float64Array {
  const out = new Float64Array(values.length);
  order.forEach((from, to) => {
    out.set(values.subarray(from * size, (from + 1) * size), to * size);
  });
  return out;
}
