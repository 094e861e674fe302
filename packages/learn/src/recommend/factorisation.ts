import { random } from "@lepton/core";
import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import { pace } from "../tabular/pace.ts";
import { personItems, type Sparse, transposed } from "./matrix.ts";
import { gramOf, solveSymmetric } from "./normalEquations.ts";
import { packed, packedSchema, unpackedFloats } from "./packed.ts";
import { historyWeights, type Method, type Scorer } from "./scorer.ts";

const optionsSchema = z.strictObject({
  /** Numbers per person and item. Default 16. */
  factors: z.int().min(1).default(16),
  /** Ridge on both. Default 30. */
  penalty: z.number().positive().default(30),
  /** How much surer an event makes than no event: c = 1 + confidence · r. Default 5. */
  confidence: z.number().positive().default(5),
  /** Rounds over people and items. Default 15. */
  rounds: z.int().min(1).default(15),
  /** What an event counts beside the one after it when a person is placed. Default 0.95; 1 lets all count alike. */
  historyDecay: z.number().gt(0).max(1).default(0.95),
});
export type FactorisationOptions = z.input<typeof optionsSchema>;

export const savedFactorisationSchema = z.object({
  kind: z.literal("factorisation"),
  items: z.int().min(1),
  factors: z.int().min(1),
  penalty: z.number().positive(),
  confidence: z.number().positive(),
  historyDecay: z.number().gt(0).max(1),
  vectors: packedSchema,
});
type SavedFactorisation = z.infer<typeof savedFactorisationSchema>;

/**
 * Implicit feedback as inner products: min Σ c (p − xᵀy)² + λ (Σ|x|² + Σ|y|²), p = 1 where the person used the item,
 * c = 1 + α r, r = log₂(1 + Σ weight), by alternating least squares. A person is placed anew from the history at every
 * question, x = (YᵀY + λI + Σ α r yyᵀ)⁻¹ Σ (1 + α r) p y, so that new events and new people count at once.
 * Source: Hu, Koren, Volinsky 2008, Collaborative Filtering for Implicit Feedback Datasets, ICDM.
 * Errors: LEARN_OPTION; the signal's reason.
 */
export function factorisationMethod(options: FactorisationOptions = {}): Method {
  const read = readOptions(optionsSchema, options, "factorisation");
  const { factors, penalty, confidence, rounds } = read;
  return {
    name: "matrix factorisation",
    fit: async (data, { seed, signal, onProgress }) => {
      const byPerson = personItems(data);
      const byItem = transposed(byPerson);
      const { normal } = random(seed);
      const people = new Float64Array(byPerson.rows * factors);
      const items = Float64Array.from({ length: byItem.rows * factors }, () => 0.1 * normal());
      for (let round = 0; round < rounds; round++) {
        await solveSide(people, items, byPerson, { factors, penalty, confidence, signal });
        await solveSide(items, people, byItem, { factors, penalty, confidence, signal });
        onProgress?.({ share: (round + 1) / rounds, step: `round ${round + 1} of ${rounds}` });
      }
      return factorScorer({ ...read, items: byItem.rows, vectors: Float32Array.from(items) });
    },
  };
}

interface Side {
  factors: number;
  penalty: number;
  confidence: number;
  signal?: AbortSignal | undefined;
}

/** The best factors of one side, given the other's. */
export async function solveSide(
  own: Float64Array,
  other: Float64Array,
  matrix: Sparse,
  { factors: f, penalty, confidence, signal }: Side,
): Promise<void> {
  const slices = pace(signal);
  const base = gramOf(other, matrix.columns, f, penalty);
  const a = new Float64Array(f * f);
  const b = new Float64Array(f);
  for (let r = 0; r < matrix.rows; r++) {
    a.set(base);
    b.fill(0);
    for (let at = matrix.from[r] as number; at < (matrix.from[r + 1] as number); at++) {
      const sure = confidence * (matrix.value[at] as number);
      addOne(a, b, other, (matrix.column[at] as number) * f, f, sure, 1 + sure);
    }
    solveSymmetric(a, b, f);
    own.set(b, r * f);
    if (slices.isDue()) await slices.rest();
  }
}

/** A += sure · y yᵀ (lower half), b += pull · y. */
function addOne(
  a: Float64Array,
  b: Float64Array,
  vectors: ArrayLike<number>,
  at: number,
  f: number,
  sure: number,
  pull: number,
): void {
  for (let i = 0; i < f; i++) {
    const y = vectors[at + i] as number;
    b[i] = (b[i] as number) + pull * y;
    for (let j = 0; j <= i; j++)
      a[i * f + j] = (a[i * f + j] as number) + sure * y * (vectors[at + j] as number);
  }
}

interface FactorParts extends Side {
  items: number;
  historyDecay: number;
  /** [items, factors] */
  vectors: Float32Array;
}

export function factorScorer(parts: FactorParts): Scorer {
  const { items, factors: f, penalty, confidence, historyDecay, vectors } = parts;
  const base = gramOf(vectors, items, f, penalty);
  return {
    kind: "factorisation",
    score: async (queries) =>
      queries.map((query) => {
        const weights = historyWeights(query, historyDecay);
        const a = Float64Array.from(base);
        const x = new Float64Array(f);
        let heard = 0;
        for (let h = 0; h < weights.length; h++) {
          const [item, r] = [query.items[h] as number, weights[h] as number];
          if (item >= items || r === 0) continue;
          // An event long gone is a weaker wish as well as a less sure one.
          addOne(a, x, vectors, item * f, f, confidence * r, (1 + confidence * r) * Math.min(1, r));
          heard++;
        }
        if (heard === 0) return null;
        solveSymmetric(a, x, f);
        return Float64Array.from({ length: items }, (_, item) => {
          let sum = 0;
          for (let i = 0; i < f; i++) sum += (x[i] as number) * (vectors[item * f + i] as number);
          return sum;
        });
      }),
    toJSON: (): SavedFactorisation => ({
      kind: "factorisation",
      items,
      factors: f,
      penalty,
      confidence,
      historyDecay,
      vectors: packed(vectors),
    }),
  };
}

export const loadFactorisation = (saved: SavedFactorisation): Scorer =>
  factorScorer({ ...saved, vectors: unpackedFloats(saved.vectors, saved.items * saved.factors) });
