import { bitCount, coalitionWeights } from "./exactShap.ts";
import type { Leaf } from "./trees.ts";

/** Part of each feature of a leaf's path when a case fails the slots in `failed`: adds `d` numbers at `out[at…]`. */
export type LeafValues = (failed: number, out: Float64Array, at: number) => void;

/**
 * Path-dependent: features outside a coalition follow the cover. EXTEND keeps the sums of products over subsets by
 * size, UNWIND takes a feature out again: O(d²) a leaf instead of 2^d.
 * φᵢ = (oᵢ − zᵢ)·v·Σ_k w_k·(size-k sum without i), o = 1 when the case passes, z the cover's share.
 * Source: Lundberg, Erion & Lee 2018, arXiv:1802.03888, algorithm 2.
 */
export function coverValues({ value, share }: Leaf): LeafValues {
  const d = share.length;
  const weight = new Float64Array(d + 1);
  return (failed, out, at) => {
    weight.fill(0);
    weight[0] = 1;
    for (let i = 0; i < d; i++) {
      const one = (failed >> i) & 1 ? 0 : 1;
      const zero = share[i] as number;
      if (one === 0 && zero === 0) return; // No coalition reaches this leaf.
      // EXTEND: lengths count the empty path as one.
      for (let k = i; k >= 0; k--) {
        const w = weight[k] as number;
        weight[k + 1] = (weight[k + 1] as number) + (one * w * (k + 1)) / (i + 2);
        weight[k] = (zero * w * (i + 1 - k)) / (i + 2);
      }
    }
    for (let i = 0; i < d; i++) {
      const passes = ((failed >> i) & 1) === 0;
      const zero = share[i] as number;
      let sum = 0;
      let next = weight[d] as number;
      for (let k = d - 1; k >= 0; k--)
        if (passes) {
          const w = (next * (d + 1)) / (k + 1);
          sum += w;
          next = (weight[k] as number) - (w * zero * (d - k)) / (d + 1);
        } else sum += ((weight[k] as number) * (d + 1)) / (zero * (d - k));
      out[at + i] = (out[at + i] as number) + sum * ((passes ? 1 : 0) - zero) * value;
    }
  };
}

/**
 * Interventional: features outside a coalition come from a background row. Only coalitions that hold all of A (slots
 * the row fails, the case passes) and none of C (the other way round) reach the leaf, so with a = |A|, c = |C|:
 * φᵢ = v·(a−1)!·c!/(a+c)! for i in A, −v·a!·(c−1)!/(a+c)! for i in C; averaged over the background.
 * `fails` counts background rows by the slots they fail.
 * Source: Lundberg et al. 2020, Nature Machine Intelligence 2:56–67, supplement; Laberge & Pequignot 2022,
 * arXiv:2209.15123, theorem on single leaves.
 */
export function backgroundValues({ value, share }: Leaf, fails: ReadonlyMap<number, number>): LeafValues {
  const d = share.length;
  const rows = [...fails.values()].reduce((a, b) => a + b, 0);
  const weights = Array.from({ length: d + 1 }, (_, m) => coalitionWeights(m));
  return (failed, out, at) => {
    for (const [other, count] of fails) {
      if ((failed & other) !== 0) continue; // Neither passes: unreachable.
      const a = bitCount(other);
      const c = bitCount(failed);
      if (a + c === 0) continue;
      const part = (value * count) / rows;
      const up = a > 0 ? part * (weights[a + c]?.[a - 1] as number) : 0;
      const down = c > 0 ? part * (weights[a + c]?.[a] as number) : 0;
      for (let i = 0; i < d; i++)
        if ((other >> i) & 1) out[at + i] = (out[at + i] as number) + up;
        else if ((failed >> i) & 1) out[at + i] = (out[at + i] as number) - down;
    }
  };
}
