import { type Estimate, quantile, random } from "@lepton/core";
import type { Pace } from "../tabular/pace.ts";
import type { Points } from "./features.ts";
import { type Grouping, type GroupingMethod, grouped, likeliest } from "./grouping.ts";
import { nearest } from "./kMeans.ts";
import { adjustedRand } from "./quality.ts";

/** Rows looked at: what groups on so many is known well, and twenty fits stay quick. */
export const mostRows = 2000;

/**
 * Whether other people of the same kind would give the same segments: groups found anew on resamples of the rows, put on
 * all rows, and compared with the first ones by the adjusted Rand index. Value: mean over the resamples; bounds: their
 * 5th and 95th percentiles. Above about 0.8 the segments are the data's, below 0.5 the draw's.
 * Source: Hennig 2007, Computational Statistics & Data Analysis 52:258–271 (bootstrap of clusters).
 */
export async function stability(
  points: Points,
  grouping: Grouping,
  how: GroupingMethod,
  { seed, resamples, slices }: { seed: number; resamples: number; slices: Pace },
): Promise<Estimate> {
  const { int } = random(seed);
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    const rows = Int32Array.from({ length: Math.min(points.rows, mostRows) }, () => int(points.rows));
    const drawn = takePoints(points, rows);
    if (distinctRows(drawn, grouping.k) < grouping.k) continue;
    const other = await grouped(drawn, grouping.k, { ...how, starts: 3 }, { seed: seed + r, slices });
    const labels = other.mixture
      ? likeliest(points, other.mixture)
      : nearest(points, other.centres, other.k).labels;
    values.push(adjustedRand(grouping.labels, labels));
  }
  const value = values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : null;
  return { value, low: quantile(values, 0.05), high: quantile(values, 0.95), level: 0.9, n: points.rows };
}

export function takePoints({ width, values }: Points, rows: ArrayLike<number>): Points {
  const out = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    out.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return { rows: rows.length, width, values: out };
}

/** How many different points there are, counted up to `enough`. */
export function distinctRows({ rows, width, values }: Points, enough: number): number {
  const known = new Set<string>();
  for (let row = 0; row < rows && known.size < enough; row++)
    known.add(values.subarray(row * width, (row + 1) * width).join(" "));
  return known.size;
}
