import type { Bins } from "./bins.ts";

/** PSI from which a shift deserves a look, and from which it is large. Source: Siddiqi 2006, Credit Risk Scorecards. */
export const psiThresholds = { watch: 0.1, alert: 0.25 } as const;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Share of each bin, in [0, 1]; 0 everywhere when nothing was counted. */
export function shares({ counts }: Bins): number[] {
  const total = sum(counts);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/**
 * Population stability index Σ (qᵢ − pᵢ)·ln(qᵢ ÷ pᵢ) over bins: p in the reference, q now; 0 when alike. A half is added
 * to every count, so that an empty bin gives a finite value. Of two samples from one population its mean is about
 * (bins − 1)·(1/n + 1/m). Source: Siddiqi 2006; Kullback & Leibler 1951 (the symmetric divergence).
 */
export function psi(reference: Bins, now: Bins): number {
  // Bins that neither has ever filled say nothing.
  const used = reference.counts.flatMap((count, i) => (count + (now.counts[i] ?? 0) > 0 ? [i] : []));
  const smoothed = ({ counts }: Bins) => {
    const raised = used.map((i) => (counts[i] ?? 0) + 0.5);
    const total = sum(raised);
    return raised.map((count) => count / total);
  };
  const [p, q] = [smoothed(reference), smoothed(now)];
  return q.reduce(
    (total, share, i) => total + (share - (p[i] as number)) * Math.log(share / (p[i] as number)),
    0,
  );
}

export interface KolmogorovSmirnov {
  /** Largest distance of the two distribution functions, in [0, 1]. */
  statistic: number;
  /** Probability of such a distance or a larger one between samples of one population. */
  p: number;
}

/**
 * Two-sample Kolmogorov–Smirnov: D = max |F(x) − G(x)| at the edges of the bins, known values only; p = Q(√(nm ÷ (n + m))·D).
 * Error: between edges the distance may be larger, so D is at most too small and p at most too large; p is asymptotic.
 * Null for categories, and where either has no known value. Source: Smirnov 1948, Ann. Math. Stat. 19:279–281.
 */
export function kolmogorovSmirnov(reference: Bins, now: Bins): KolmogorovSmirnov | null {
  if (reference.kind !== "number") return null;
  const known = ({ counts }: Bins) => counts.slice(0, -1);
  const [a, b] = [known(reference), known(now)];
  const [n, m] = [sum(a), sum(b)];
  if (n === 0 || m === 0) return null;
  let [below, other, statistic] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    below += (a[i] as number) / n;
    other += (b[i] ?? 0) / m;
    statistic = Math.max(statistic, Math.abs(below - other));
  }
  return { statistic, p: kolmogorovUpper(Math.sqrt((n * m) / (n + m)) * statistic) };
}

/** Q(x) = 2 Σ (−1)^(k−1) e^(−2k²x²), the upper tail of Kolmogorov's distribution. Source: Kolmogorov 1933. */
export function kolmogorovUpper(x: number): number {
  // Below, the series converges slowly and the tail is 1 to 15 digits.
  if (x < 0.18) return 1;
  let total = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    total += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * total));
}
