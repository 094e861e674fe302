import { z } from "zod";

/** Operating regimes: centres in the conditions' standardised space. */
export const regimesSchema = z.object({
  /** Places of the conditions among the channels. */
  conditions: z.array(z.int().min(0)).min(1),
  means: z.array(z.number()),
  deviations: z.array(z.number()),
  centres: z.array(z.array(z.number())).min(1),
});
export type Regimes = z.infer<typeof regimesSchema>;

/**
 * k-means over the conditions of all readings: first centres farthest apart, then Lloyd's steps. [readings][conditions]
 * Fewer regimes come out where there are fewer different conditions. Source: Gonzalez 1985; Lloyd 1982.
 */
export function findRegimes(rows: readonly Float64Array[], k: number): readonly number[][] {
  const first = rows[0] as Float64Array;
  const centres: number[][] = [Array.from(first)];
  const nearest = rows.map((row) => distance(row, centres[0] as number[]));
  while (centres.length < k) {
    const far = nearest.reduce((best, d, i) => (d > (nearest[best] as number) ? i : best), 0);
    if ((nearest[far] as number) < 1e-12) break;
    const centre = Array.from(rows[far] as Float64Array);
    centres.push(centre);
    rows.forEach((row, i) => {
      nearest[i] = Math.min(nearest[i] as number, distance(row, centre));
    });
  }
  for (let step = 0; step < 25; step++) {
    const sums = centres.map((centre) => centre.map(() => 0));
    const counts = centres.map(() => 0);
    for (const row of rows) {
      const c = nearestCentre(row, centres);
      counts[c] = (counts[c] as number) + 1;
      row.forEach((value, j) => {
        const sum = sums[c] as number[];
        sum[j] = (sum[j] as number) + value;
      });
    }
    let moved = 0;
    centres.forEach((centre, c) => {
      if (counts[c] === 0) return;
      const next = (sums[c] as number[]).map((sum) => sum / (counts[c] as number));
      moved += distance(next, centre);
      centres[c] = next;
    });
    if (moved < 1e-10) break;
  }
  return centres;
}

export function nearestCentre(row: ArrayLike<number>, centres: readonly (readonly number[])[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  centres.forEach((centre, c) => {
    const d = distance(row, centre);
    if (d < least) [best, least] = [c, d];
  });
  return best;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += ((a[j] as number) - (b[j] as number)) ** 2;
  return sum;
}
