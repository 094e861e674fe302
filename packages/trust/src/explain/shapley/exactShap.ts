import { LeptonError } from "@lepton/core";
import { type Explanation, meanOfDraws } from "../explanation.ts";
import { checkBackground, type Predict, type Row } from "../predict.ts";
import { players, worths } from "./coalitions.ts";

/** Coalitions double with every feature: 2¹² = 4096 times the background is the most that is tried. */
export const exactLimit = 12;

/**
 * Shapley values by trying every coalition: φ_j = Σ_{S∌j} |S|!(M−|S|−1)!/M! · (v(S∪{j}) − v(S)), with
 * v(S) = mean over background rows b of f(x_S, b_{S̄}). Costs 2^M · background predictions, M the features in which
 * the row differs from the background.
 * Interval: φ is a mean over background rows, so Student's; it says how far another background would move it.
 * Errors: TRUST_TOO_MANY_FEATURES beyond 12; TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH.
 * Source: Shapley 1953; Lundberg & Lee 2017, arXiv:1705.07874, eq. 8.
 */
export async function exactShap(
  predict: Predict,
  row: Row,
  background: readonly Row[],
  { level = 0.95 }: { level?: number } = {},
): Promise<Explanation> {
  checkBackground(row, background);
  const playing = players(row, background);
  const m = playing.length;
  if (m > exactLimit)
    throw new LeptonError("TRUST_TOO_MANY_FEATURES", {
      problem: `Exact Shapley values try every combination of features, for up to ${exactLimit} of them.`,
      received: `${m} features that differ from the background`,
      next: "Use kernelShap or permutationShap, or treeShap and linearShap for such models.",
    });
  const n = background.length;
  const seat = new Map(playing.map((feature, bit) => [feature, bit]));
  const value = await worths(predict, row, background, 1 << m, (coalition, feature) => {
    const bit = seat.get(feature);
    return bit !== undefined && ((coalition >> bit) & 1) === 1;
  });
  const weights = coalitionWeights(m);
  const draws = new Float64Array(n * row.length); // [background, features]
  playing.forEach((feature, bit) => {
    for (let s = 0; s < 1 << m; s++) {
      if ((s >> bit) & 1) continue;
      const weight = weights[bitCount(s)] as number;
      const joined = s | (1 << bit);
      for (let b = 0; b < n; b++) {
        const at = b * row.length + feature;
        const gain = (value[joined * n + b] as number) - (value[s * n + b] as number);
        draws[at] = (draws[at] as number) + weight * gain;
      }
    }
  });
  const mean = (coalition: number) =>
    value.subarray(coalition * n, (coalition + 1) * n).reduce((a, b) => a + b, 0) / n;
  return {
    method: "exactShap",
    base: mean(0),
    prediction: mean((1 << m) - 1),
    ...meanOfDraws(draws, row.length, level, "background"),
  };
}

/** s!(M−s−1)!/M! for every size s of the coalition joined, [M]. */
export function coalitionWeights(m: number): Float64Array {
  const out = new Float64Array(m);
  // 1/M at size 0, then each from the one before it: no factorial leaves double precision.
  for (let s = 0; s < m; s++) out[s] = s === 0 ? 1 / m : ((out[s - 1] as number) * s) / (m - s);
  return out;
}

export function bitCount(bits: number): number {
  let left = bits;
  let count = 0;
  for (; left !== 0; count++) left &= left - 1;
  return count;
}
