import { normalTwoSided } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";

export interface MannWhitney {
  kind: "mannWhitney";
  /** Pairs in which a exceeds b, ties counting half. */
  u: number;
  /** u / (n·m): chance that a random a exceeds a random b. */
  superiority: number;
  p: number;
  /** `exact` without ties when both samples have at most 20 values, else `normal` with tie correction. */
  method: "exact" | "normal";
}

/**
 * Does one sample tend to be larger than the other? Two-sided.
 * Normal: z = (|U − nm/2| − ½) / √(nm/12·((N+1) − Σ(t³−t)/(N(N−1)))).
 * simple-statistics has the rank sum only, no p-value. Source: Mann & Whitney 1947, Ann. Math. Stat. 18:50–60.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney | NotEnough {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return notEnough(Math.min(n, m), 1);
  const { u, ties } = rank(a, b);
  const superiority = u / (n * m);
  if (ties === 0 && n <= 20 && m <= 20)
    return { kind: "mannWhitney", u, superiority, p: exact(u, n, m), method: "exact" };
  const total = n + m;
  const sd = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  // All values equal: nothing speaks against equality.
  const p = sd === 0 ? 1 : normalTwoSided(Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / sd);
  return { kind: "mannWhitney", u, superiority, p, method: "normal" };
}

/** U of `a` from mid-ranks, and Σ(t³ − t) over groups of equal values. */
function rank(a: readonly number[], b: readonly number[]): { u: number; ties: number } {
  const all = [...a.map((v) => ({ v, own: 1 })), ...b.map((v) => ({ v, own: 0 }))].sort((x, y) => x.v - y.v);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let own = 0;
    while (end < all.length && all[end]?.v === all[start]?.v) own += all[end++]?.own ?? 0;
    const size = end - start;
    rankSum += own * ((start + 1 + end) / 2);
    ties += size ** 3 - size;
    start = end;
  }
  return { u: rankSum - (a.length * (a.length + 1)) / 2, ties };
}

/** ways[u] = orders of n + m distinct values giving U = u, by adding one value of `a` at a time. */
function exact(u: number, n: number, m: number): number {
  // Coefficients of the Gaussian binomial: Π (1 − q^(m+i)) / (1 − q^i).
  const size = n * m + 1;
  const ways = new Array<number>(size).fill(0);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let k = size - 1; k >= m + i; k--) ways[k] = (ways[k] ?? 0) - (ways[k - m - i] ?? 0);
    for (let k = i; k < size; k++) ways[k] = (ways[k] ?? 0) + (ways[k - i] ?? 0);
  }
  const total = ways.reduce((x, y) => x + y, 0);
  const extreme = Math.max(u, n * m - u);
  const tail = ways.slice(extreme).reduce((x, y) => x + y, 0);
  return Math.min(1, (2 * tail) / total);
}
