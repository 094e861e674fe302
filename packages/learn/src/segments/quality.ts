import type { Points } from "./features.ts";
import { distance } from "./kMeans.ts";

/**
 * Mean silhouette (b − a) / max(a, b) in [−1, 1]: a the mean distance to the own group, b to the nearest other; 0 where a
 * group has one point. Cost: rows² · width. Source: Rousseeuw 1987, J. Comput. Appl. Math. 20:53–65.
 */
export function silhouette({ rows, width, values }: Points, labels: Int32Array, k: number): number {
  const counts = new Float64Array(k);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  let sum = 0;
  const reach = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    reach.fill(0);
    for (let other = 0; other < rows; other++) {
      const c = labels[other] as number;
      reach[c] =
        (reach[c] as number) + Math.sqrt(distance(values, row * width, values, other * width, width));
    }
    const own = labels[row] as number;
    if ((counts[own] as number) < 2) continue;
    const a = (reach[own] as number) / ((counts[own] as number) - 1);
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++)
      if (c !== own && (counts[c] as number) > 0)
        b = Math.min(b, (reach[c] as number) / (counts[c] as number));
    if (Number.isFinite(b) && Math.max(a, b) > 0) sum += (b - a) / Math.max(a, b);
  }
  return sum / rows;
}

/**
 * Agreement of two groupings of the same rows beyond chance: 1 where they are the same but for names, about 0 at random.
 * Source: Hubert & Arabie 1985, Journal of Classification 2:193–218.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const both = new Map<string, number>();
  const [left, right] = [new Map<number, number>(), new Map<number, number>()];
  const count = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  for (let row = 0; row < a.length; row++) {
    const [i, j] = [a[row] as number, b[row] as number];
    count(both, `${i} ${j}`);
    count(left, i);
    count(right, j);
  }
  const sum = (map: Map<unknown, number>) => [...map.values()].reduce((total, n) => total + pairs(n), 0);
  const [together, ours, theirs] = [sum(both), sum(left), sum(right)];
  const chance = (ours * theirs) / Math.max(1, pairs(a.length));
  const most = (ours + theirs) / 2;
  return most === chance ? 1 : (together - chance) / (most - chance);
}
