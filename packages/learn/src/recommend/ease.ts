import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import { pace } from "../tabular/pace.ts";
import type { Interactions } from "./interactions.ts";
import { personItems } from "./matrix.ts";
import { mostUsed } from "./mostUsed.ts";
import { packed, packedSchema, unpackedFloats, unpackedInts } from "./packed.ts";
import { historyWeights, type Method, type Scorer } from "./scorer.ts";
import { invertSymmetric } from "./sweep.ts";

const optionsSchema = z.strictObject({
  /** Ridge on the weights: higher trusts pairs of items less. Default 200. */
  penalty: z.number().positive().default(200),
  /** Items that take part, the most used ones: the cost grows with their cube. Default 1500. */
  items: z.int().min(1).default(1500),
  /** What an event counts beside the one after it. Default 0.9; 1 lets all count alike. */
  historyDecay: z.number().gt(0).max(1).default(0.9),
});
export type EaseOptions = z.input<typeof optionsSchema>;

export const savedEaseSchema = z.object({
  kind: z.literal("ease"),
  items: z.int().min(1),
  historyDecay: z.number().gt(0).max(1),
  taken: packedSchema,
  count: z.int().min(1),
  weights: packedSchema,
});
type SavedEase = z.infer<typeof savedEaseSchema>;

/**
 * A linear model of each item from all others, in closed form: B = I − P · diag(1 / diag P), P = (XᵀX + λI)⁻¹, diagonal
 * zero; the score of j is Σ over the history of decay^(events since) · B(i, j). Items outside the most used are not scored.
 * Source: Steck 2019, Embarrassingly Shallow Autoencoders, WWW, arXiv:1905.03375. Errors: LEARN_OPTION; the signal's reason.
 */
export function easeMethod(options: EaseOptions = {}): Method {
  const { penalty, items: most, historyDecay } = readOptions(optionsSchema, options, "ease");
  return {
    name: "EASE",
    fit: async (data, { signal }) => {
      const taken = mostUsed(data, most);
      const n = taken.length;
      const weights = gram(data, taken);
      for (let i = 0; i < n; i++) weights[i * n + i] = (weights[i * n + i] as number) + penalty;
      await invertSymmetric(weights, n, pace(signal));
      const diagonal = Float64Array.from({ length: n }, (_, i) => weights[i * n + i] as number);
      const b = new Float32Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          b[i * n + j] = i === j ? 0 : -(weights[i * n + j] as number) / (diagonal[j] as number);
      return easeScorer({ items: data.items.length, taken, weights: b, historyDecay });
    },
  };
}

/** XᵀX of the items taken, [n, n]. */
function gram(data: Interactions, taken: Int32Array): Float64Array {
  const n = taken.length;
  const place = new Int32Array(data.items.length).fill(-1);
  taken.forEach((item, at) => {
    place[item] = at;
  });
  const { rows, from, column, value } = personItems(data);
  const out = new Float64Array(n * n);
  for (let person = 0; person < rows; person++)
    for (let a = from[person] as number; a < (from[person + 1] as number); a++) {
      const row = place[column[a] as number] as number;
      if (row < 0) continue;
      for (let b = from[person] as number; b < (from[person + 1] as number); b++) {
        const at = place[column[b] as number] as number;
        if (at >= 0)
          out[row * n + at] = (out[row * n + at] as number) + (value[a] as number) * (value[b] as number);
      }
    }
  return out;
}

interface EaseParts {
  items: number;
  taken: Int32Array;
  /** [taken, taken], row i tells what i says of the others. */
  weights: Float32Array;
  historyDecay: number;
}

export function easeScorer({ items, taken, weights, historyDecay }: EaseParts): Scorer {
  const n = taken.length;
  const place = new Int32Array(items).fill(-1);
  taken.forEach((item, at) => {
    place[item] = at;
  });
  const placeOf = (item: number) => place[item] ?? -1;
  const spread = (of: (at: number) => number) => {
    const out = new Float64Array(items).fill(Number.NaN);
    for (let at = 0; at < n; at++) out[taken[at] as number] = of(at);
    return out;
  };
  return {
    kind: "ease",
    score: async (queries) =>
      queries.map((query) => {
        const counts = historyWeights(query, historyDecay);
        const sums = new Float64Array(n);
        let heard = 0;
        for (let h = 0; h < counts.length; h++) {
          const row = placeOf(query.items[h] as number);
          const weight = counts[h] as number;
          if (row < 0 || weight === 0) continue;
          heard++;
          for (let j = 0; j < n; j++)
            sums[j] = (sums[j] as number) + weight * (weights[row * n + j] as number);
        }
        return heard > 0 ? spread((at) => sums[at] as number) : null;
      }),
    because: (query, item) =>
      historyWeights(query, historyDecay).map((weight, h) => {
        const [row, at] = [placeOf(query.items[h] as number), placeOf(item)];
        return row < 0 || at < 0 ? 0 : weight * (weights[row * n + at] as number);
      }),
    toJSON: (): SavedEase => ({
      kind: "ease",
      items,
      historyDecay,
      taken: packed(taken),
      count: n,
      weights: packed(weights),
    }),
  };
}

export function loadEase(saved: SavedEase): Scorer {
  const taken = unpackedInts(saved.taken, saved.count);
  const weights = unpackedFloats(saved.weights, saved.count ** 2);
  return easeScorer({ items: saved.items, taken, weights, historyDecay: saved.historyDecay });
}
