import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import { pace } from "../tabular/pace.ts";
import { personItems, type Sparse, transposed } from "./matrix.ts";
import { packed, packedSchema, unpackedFloats, unpackedInts } from "./packed.ts";
import { historyWeights, type Method, type Scorer } from "./scorer.ts";

const optionsSchema = z.strictObject({
  /** Items that each item is alike to, the best ones. Default 200. */
  neighbours: z.int().min(1).default(200),
  /** Added below the fraction: likeness that few people vouch for shrinks. Default 10. */
  shrinkage: z.number().min(0).default(10),
  /** What an event counts beside the one after it. Default 0.9; 1 lets all count alike. */
  historyDecay: z.number().gt(0).max(1).default(0.9),
});
export type ItemItemOptions = z.input<typeof optionsSchema>;

export const savedItemItemSchema = z.object({
  kind: z.literal("itemItem"),
  items: z.int().min(1),
  historyDecay: z.number().gt(0).max(1),
  from: packedSchema,
  neighbour: packedSchema,
  likeness: packedSchema,
});
type SavedItemItem = z.infer<typeof savedItemItemSchema>;

/** Likeness of items, the best neighbours of each: item i's at [from[i], from[i + 1]), best first. */
export interface Neighbours {
  readonly from: Int32Array;
  readonly neighbour: Int32Array;
  readonly likeness: Float32Array;
}

/**
 * Items used by the same people: s(i, j) = Σₚ rₚᵢ rₚⱼ / (|rᵢ| |rⱼ| + shrinkage), score of j = Σ over the history of
 * decay^(events since) · s(i, j). Source: Sarwar et al. 2001, WWW; shrinkage: Bell & Koren 2007, ICDM.
 * Errors: LEARN_OPTION; the signal's reason.
 */
export function itemItemMethod(options: ItemItemOptions = {}): Method {
  const { neighbours, shrinkage, historyDecay } = readOptions(optionsSchema, options, "itemItem");
  return {
    name: "item–item",
    fit: async (data, { signal }) => {
      const table = await cosineNeighbours(personItems(data), { neighbours, shrinkage }, signal);
      return itemItemScorer(data.items.length, table, historyDecay);
    },
  };
}

export async function cosineNeighbours(
  people: Sparse,
  { neighbours, shrinkage }: { neighbours: number; shrinkage: number },
  signal?: AbortSignal,
): Promise<Neighbours> {
  const slices = pace(signal);
  const users = transposed(people);
  const items = users.rows;
  const norms = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    for (let at = users.from[i] as number; at < (users.from[i + 1] as number); at++)
      norms[i] = (norms[i] as number) + (users.value[at] as number) ** 2;
    norms[i] = Math.sqrt(norms[i] as number);
  }
  const from = new Int32Array(items + 1);
  const [neighbour, likeness]: [number[], number[]] = [[], []];
  const shared = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    const touched: number[] = [];
    for (let at = users.from[i] as number; at < (users.from[i + 1] as number); at++) {
      const person = users.column[at] as number;
      const own = users.value[at] as number;
      for (let other = people.from[person] as number; other < (people.from[person + 1] as number); other++) {
        const j = people.column[other] as number;
        if (j === i) continue;
        if (shared[j] === 0) touched.push(j);
        shared[j] = (shared[j] as number) + own * (people.value[other] as number);
      }
    }
    const alike = touched.map((j): [number, number] => [
      j,
      (shared[j] as number) / ((norms[i] as number) * (norms[j] as number) + shrinkage),
    ]);
    for (const j of touched) shared[j] = 0;
    alike.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    for (const [j, s] of alike.slice(0, neighbours)) {
      neighbour.push(j);
      likeness.push(s);
    }
    from[i + 1] = neighbour.length;
    if (slices.isDue()) await slices.rest();
  }
  return { from, neighbour: Int32Array.from(neighbour), likeness: Float32Array.from(likeness) };
}

export function itemItemScorer(items: number, table: Neighbours, historyDecay: number): Scorer {
  const { from, neighbour, likeness } = table;
  const knows = (item: number) => item < items;
  return {
    kind: "itemItem",
    score: async (queries) =>
      queries.map((query) => {
        const weights = historyWeights(query, historyDecay);
        const scores = new Float64Array(items);
        let heard = 0;
        for (let h = 0; h < weights.length; h++) {
          const item = query.items[h] as number;
          if (!knows(item) || weights[h] === 0) continue;
          for (let at = from[item] as number; at < (from[item + 1] as number); at++) {
            const j = neighbour[at] as number;
            scores[j] = (scores[j] as number) + (weights[h] as number) * (likeness[at] as number);
            heard++;
          }
        }
        return heard > 0 ? scores : null;
      }),
    because: (query, item) =>
      historyWeights(query, historyDecay).map(
        (weight, h) => weight * likenessOf(table, query.items[h] as number, item),
      ),
    similar: (item) => {
      if (!knows(item)) return null;
      const out = new Float64Array(items);
      for (let at = from[item] as number; at < (from[item + 1] as number); at++)
        out[neighbour[at] as number] = likeness[at] as number;
      return out;
    },
    toJSON: (): SavedItemItem => ({
      kind: "itemItem",
      items,
      historyDecay,
      from: packed(from),
      neighbour: packed(neighbour),
      likeness: packed(likeness),
    }),
  };
}

function likenessOf({ from, neighbour, likeness }: Neighbours, item: number, other: number): number {
  if (item + 1 >= from.length) return 0;
  for (let at = from[item] as number; at < (from[item + 1] as number); at++)
    if (neighbour[at] === other) return likeness[at] as number;
  return 0;
}

export function loadItemItem(saved: SavedItemItem): Scorer {
  const from = unpackedInts(saved.from, saved.items + 1);
  const size = from.at(-1) as number;
  const table = {
    from,
    neighbour: unpackedInts(saved.neighbour, size),
    likeness: unpackedFloats(saved.likeness, size),
  };
  return itemItemScorer(saved.items, table, saved.historyDecay);
}
