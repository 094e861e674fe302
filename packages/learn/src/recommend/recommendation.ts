import { z } from "zod";
import type { SavedRecommender } from "./fitted.ts";
import type { ItemTable } from "./itemFeatures.ts";
import { type Rule, ruleSchema } from "./rules.ts";

export interface PastEvent {
  item: string | number;
  /** Milliseconds or a date; in the order given where it is left out. */
  time?: number | Date;
  weight?: number;
}
/** A person that the model may know, or what somebody did, e.g. in a session without a name. */
export type Who =
  | string
  | { readonly person?: string; readonly history?: readonly PastEvent[]; readonly segment?: string };

export interface NewEvent {
  person: string | number;
  item: string | number;
  time: number | Date;
  weight?: number;
  /** Sets the person's segment. */
  segment?: string;
}

export const recommendOptionsSchema = z.strictObject({
  /** Items to give; fewer when fewer are left. Default 10. */
  k: z.int().min(1).default(10),
  /** Whether what the person has used may come again. Default exclude. */
  seen: z.enum(["exclude", "include"]).default("exclude"),
  /** Items that may be given, e.g. those in stock; all unless told. Names the model does not know are left out. */
  allowed: z
    .union([
      z.array(z.union([z.string(), z.number()])).readonly(),
      z.custom<(item: string) => boolean>(
        (value) => typeof value === "function",
        "expected a list or a function",
      ),
    ])
    .optional(),
  rules: z.array(ruleSchema).default([]),
  /** Items of the history named as the reason. Default 1. */
  reasons: z.int().min(0).default(1),
});
export type RecommendOptions = Omit<z.input<typeof recommendOptionsSchema>, "rules"> & {
  rules?: readonly Rule[];
};

export interface Reason {
  item: string;
  /** Of all that speaks for the item in this history, in (0, 1]. */
  share: number;
}
export interface Recommendation {
  item: string;
  /** In [0, 1], 1 the best of this person's candidates (boosts aside); not comparable between people. */
  score: number;
  /** history: from what the person did; popular: for want of it; features: a new item like those that score high. */
  from: "history" | "popular" | "features";
  /** "Because you used …": the items of the history that speak most for it. */
  because: readonly Reason[];
}
export interface SimilarItem {
  item: string;
  /** Cosine of who used both, shrunk; of the items' features where nobody used it; in (0, 1]. */
  likeness: number;
}

/**
 * A fitted recommender. It keeps histories and counts, which `update` moves on at once; the weights stay as fitted.
 * Nobody's events are needed to serve somebody unknown: they are shown what is popular, in their segment if one is given.
 */
export interface FittedRecommender {
  readonly kind: "recommender";
  readonly name: string;
  readonly warnings: readonly string[];
  /** Names by place; grows with new items. */
  readonly items: readonly string[];
  readonly people: number;
  /** Best first. Errors: LEARN_OPTION, LEARN_INTERACTION. */
  recommend(who: Who, options?: RecommendOptions): Promise<Recommendation[]>;
  /** A number per item of `items`, for each of these people, seen items too. Comparable within one person. */
  scores(who: readonly Who[]): Promise<Float64Array[]>;
  /** Errors: LEARN_ITEM_UNKNOWN, with the nearest name. */
  similarItems(item: string | number, options?: { k?: number }): SimilarItem[];
  /** Counts new events, late ones too; the number that were new. All or none. Errors: LEARN_INTERACTION. */
  update(events: readonly NewEvent[]): number;
  /** Describes items that are new. Errors: LEARN_ITEM_TABLE, LEARN_COLUMN_UNKNOWN; LEARN_NO_FEATURES without a table. */
  addItems(more: ItemTable): void;
  toJSON(): SavedRecommender;
  close(): Promise<void>;
}
