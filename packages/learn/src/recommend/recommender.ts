import { z } from "zod";
import type { FitProgress } from "../tabular/estimator.ts";
import { readOptions } from "../tabular/options.ts";
import { fittedRecommender } from "./fitted.ts";
import type { Interactions } from "./interactions.ts";
import { type ItemTable, itemFeaturesFrom } from "./itemFeatures.ts";
import { cosineNeighbours, itemItemScorer } from "./itemItem.ts";
import { personItems } from "./matrix.ts";
import { peopleFrom } from "./people.ts";
import { historiesInto } from "./peopleOf.ts";
import { popularityMethod } from "./popularity.ts";
import type { FittedRecommender } from "./recommendation.ts";
import type { Method } from "./scorer.ts";

export interface RecommendFitOptions {
  /** All randomness of the fit follows from it. */
  seed: number;
  /** What is known of the items, so that new ones can be recommended before anybody used them. */
  itemTable?: ItemTable;
  /** Group of a person, e.g. country or plan: newcomers are shown what is popular in theirs. */
  segments?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

/** Hyperparameters of a recommender; it has no `recommend`. */
export interface Recommender {
  readonly name: string;
  readonly method: Method;
  /**
   * Learns from these events. Errors: LEARN_ITEM_TABLE, LEARN_NO_FEATURES of the items' table; the signal's reason.
   * @example
   * const fitted = await ease().fit(interactionsFrom({ person, item, time }), { seed: 7 });
   * const items = await fitted.recommend("ada", { k: 5, allowed: inStock });
   */
  fit(data: Interactions, options: RecommendFitOptions): Promise<FittedRecommender>;
}

const fitSchema = z.strictObject({
  seed: z.int(),
  itemTable: z.custom<ItemTable>((value) => typeof value === "object" && value !== null).optional(),
  segments: z.record(z.string(), z.string()).optional(),
  signal: z
    .custom<AbortSignal>((value) => value instanceof AbortSignal, "expected an AbortSignal")
    .optional(),
  onProgress: z
    .custom<(progress: FitProgress) => void>((value) => typeof value === "function", "expected a function")
    .optional(),
});

export function recommender(method: Method): Recommender {
  return {
    name: method.name,
    method,
    fit: async (data, options) => {
      const { seed, itemTable, segments = {}, signal, onProgress } = readOptions(fitSchema, options, "fit");
      signal?.throwIfAborted();
      const own = data.persons.map((person) =>
        Object.hasOwn(segments, person) ? (segments[person] as string) : null,
      );
      const scorer = await method.fit(data, { seed, segments: own, signal, onProgress });
      const popular = await popularityMethod().fit(data, { seed, segments: own });
      const table = await cosineNeighbours(personItems(data), { neighbours: 50, shrinkage: 10 }, signal);
      const people = peopleFrom();
      for (const [person, segment] of Object.entries(segments)) people.setSegment(person, segment);
      historiesInto(people, data);
      return fittedRecommender({
        name: method.name,
        items: data.items,
        fittedItems: data.items.length,
        warnings: warningsOf(data),
        scorer,
        popular,
        alike: itemItemScorer(data.items.length, table, 1),
        people,
        features: itemTable ? itemFeaturesFrom(itemTable) : null,
      });
    },
  };
}

function warningsOf(data: Interactions): string[] {
  const warnings: string[] = [];
  if (data.duplicates > 0)
    warnings.push(`${data.duplicates} events said the same person, item and time again and count once.`);
  if (data.items.length === 1) warnings.push("There is one item only: everybody is shown it.");
  if (data.persons.length === 1)
    warnings.push("There is one person only: nothing tells which items go together for others.");
  return warnings;
}
