import type { Random } from "@lepton/core";

export interface KernelCoalitions {
  /** 1 for a member: one [players] mask per coalition. */
  masks: Uint8Array[];
  /** Weight in the regression; Σ = 1. */
  weights: number[];
  /** Random pairs (a coalition, its complement) as indices of masks, one per draw; empty when all were enumerated. */
  draws: (readonly [number, number])[];
  /** Weight of one mask of one draw. */
  drawWeight: number;
}

/**
 * Coalitions by Shapley kernel weight (M−1)/(k(M−k)) per size k: whole sizes from both ends while `budget` covers
 * them, the rest drawn at random in pairs of complements.
 * Source: Lundberg & Lee 2017, arXiv:1705.07874, theorem 2; Covert & Lee 2021, arXiv:2012.01536, 4.2 (pairs).
 */
export function kernelCoalitions(m: number, budget: number, rng: Random): KernelCoalitions {
  const sizes = Array.from({ length: Math.floor(m / 2) }, (_, i) => i + 1);
  const sizeWeight = sizes.map((k) => ((2 * k === m ? 1 : 2) * (m - 1)) / (k * (m - k)));
  const total = sizeWeight.reduce((a, b) => a + b, 0);
  const out: KernelCoalitions = { masks: [], weights: [], draws: [], drawWeight: 0 };
  let left = budget;
  let weightLeft = 1;
  let whole = 0;
  for (const [i, k] of sizes.entries()) {
    const share = (sizeWeight[i] as number) / total;
    const count = (2 * k === m ? 1 : 2) * binomial(m, k);
    // 1e-8 as in the shap package: rounding must not turn a whole size into a sampled one.
    if ((left * share) / weightLeft < count * (1 - 1e-8)) break;
    for (const members of combinations(m, k))
      for (const mask of 2 * k === m ? [members] : [members, complement(members)]) {
        out.masks.push(mask);
        out.weights.push(share / count);
      }
    left -= count;
    weightLeft -= share;
    whole = i + 1;
  }
  if (whole < sizes.length)
    drawPairs(out, m, sizes.slice(whole), sizeWeight.slice(whole), weightLeft, left, rng);
  return out;
}

function drawPairs(
  out: KernelCoalitions,
  m: number,
  sizes: readonly number[],
  sizeWeight: readonly number[],
  weight: number,
  budget: number,
  { next, shuffle }: Random,
): void {
  const total = sizeWeight.reduce((a, b) => a + b, 0);
  const pairs = Math.max(2, Math.floor(budget / 2));
  const seen = new Map<string, readonly [number, number]>();
  const everybody = Array.from({ length: m }, (_, j) => j);
  out.drawWeight = weight / (2 * pairs);
  for (let p = 0; p < pairs; p++) {
    let at = next() * total;
    let i = 0;
    while (i + 1 < sizes.length && at >= (sizeWeight[i] as number)) at -= sizeWeight[i++] as number;
    const mask = new Uint8Array(m);
    for (const j of shuffle(everybody).slice(0, sizes[i])) mask[j] = 1;
    const key = mask.join("");
    let pair = seen.get(key);
    if (!pair) {
      pair = [out.masks.length, out.masks.length + 1];
      out.masks.push(mask, complement(mask));
      out.weights.push(0, 0);
      seen.set(key, pair);
    }
    for (const index of pair) out.weights[index] = (out.weights[index] as number) + out.drawWeight;
    out.draws.push(pair);
  }
}

const complement = (mask: Uint8Array): Uint8Array => mask.map((member) => 1 - member);

function binomial(n: number, k: number): number {
  let out = 1;
  for (let i = 1; i <= k; i++) out = (out * (n - k + i)) / i;
  return Math.round(out);
}

/** All masks of `m` with `k` members. */
function* combinations(m: number, k: number): Generator<Uint8Array> {
  const chosen = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    const mask = new Uint8Array(m);
    for (const j of chosen) mask[j] = 1;
    yield mask;
    let i = k - 1;
    while (i >= 0 && chosen[i] === m - k + i) i--;
    if (i < 0) return;
    chosen[i] = (chosen[i] as number) + 1;
    for (let j = i + 1; j < k; j++) chosen[j] = (chosen[j - 1] as number) + 1;
  }
}
