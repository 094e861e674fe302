import { LeptonError, nearestName } from "@lepton/core";
import { readOptions } from "../tabular/options.ts";
import { readEvent } from "./interactions.ts";
import type { ItemFeatures, SavedItemFeatures } from "./itemFeatures.ts";
import type { People, SavedPerson } from "./people.ts";
import {
  type FittedRecommender,
  type Reason,
  type Recommendation,
  recommendOptionsSchema,
  type Who,
} from "./recommendation.ts";
import { chosen } from "./rules.ts";
import type { Query, SavedScorer, Scorer } from "./scorer.ts";
import { withoutGaps } from "./withoutGaps.ts";

export interface SavedRecommender {
  readonly kind: "recommender";
  readonly name: string;
  readonly items: readonly string[];
  readonly fittedItems: number;
  readonly warnings: readonly string[];
  readonly scorer: SavedScorer;
  readonly popular: SavedScorer;
  readonly alike: SavedScorer;
  readonly people: readonly SavedPerson[];
  readonly features: SavedItemFeatures | null;
}

export interface RecommenderParts {
  name: string;
  items: readonly string[];
  /** Items that the scorer was fitted on; those after came later. */
  fittedItems: number;
  warnings: readonly string[];
  scorer: Scorer;
  /** What newcomers are shown. */
  popular: Scorer;
  /** Likeness by who used both. */
  alike: Scorer;
  people: People;
  features: ItemFeatures | null;
}

export function fittedRecommender(parts: RecommenderParts): FittedRecommender {
  const { name, fittedItems, warnings, scorer, popular, alike, people, features } = parts;
  const items = [...parts.items];
  const places = new Map(items.map((item, place) => [item, place]));
  const placeOf = (item: string): number => {
    const known = places.get(item);
    if (known !== undefined) return known;
    places.set(item, items.length);
    items.push(item);
    return items.length - 1;
  };
  for (const item of features?.names ?? []) placeOf(item);

  const queryOf = (who: Who): Query => {
    if (typeof who === "string") return people.history(who);
    const known = who.person === undefined ? null : people.history(who.person);
    const segment = who.segment ?? known?.segment ?? null;
    if (who.history === undefined) return { ...(known ?? { items: [], times: [], weights: [] }), segment };
    const own = who.history
      .map((past, at) =>
        readEvent({ person: "this one", item: past.item, time: past.time ?? at, weight: past.weight }, at),
      )
      .sort((a, b) => a.time - b.time)
      .flatMap(({ item, time, weight }) => {
        const place = places.get(item);
        return place === undefined ? [] : [{ place, time, weight }];
      });
    return {
      items: own.map(({ place }) => place),
      times: own.map(({ time }) => time),
      weights: own.map(({ weight }) => weight),
      segment,
    };
  };
  const scored = async (queries: readonly Query[]) => {
    const counts = await popular.score(queries);
    const found = await scorer.score(queries);
    return queries.map((query, q) => {
      const known = found[q] ?? null;
      const popularity = counts[q] as Float64Array;
      const from = new Array<Recommendation["from"]>(items.length).fill(
        known && scorer.kind !== "popularity" && query.items.length > 0 ? "history" : "popular",
      );
      const base = new Float64Array(items.length).fill(Number.NaN);
      base.set(known ?? popularity);
      if (features)
        for (let place = fittedItems; place < items.length; place++) {
          if (!Number.isNaN(base[place] as number)) continue;
          const likely = features.scoreOf(items[place] as string, parts.items, base);
          if (likely === null) continue;
          base[place] = likely;
          from[place] = "features";
        }
      return { scores: withoutGaps(base, popularity), from };
    });
  };
  const reasons = (query: Query, item: number, most: number): Reason[] => {
    const by = (scorer.because ?? alike.because)?.(query, item) ?? new Float64Array(0);
    const sums = new Map<number, number>();
    by.forEach((value, h) => {
      const place = query.items[h] as number;
      if (value > 0 && place !== item) sums.set(place, (sums.get(place) ?? 0) + value);
    });
    const total = [...sums.values()].reduce((a, b) => a + b, 0);
    const sorted = [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most);
    return sorted.map(([place, value]) => ({ item: items[place] as string, share: value / total }));
  };

  return {
    kind: "recommender",
    name,
    warnings,
    items,
    get people() {
      return people.size;
    },
    scores: async (who) => (await scored(who.map(queryOf))).map(({ scores }) => scores),
    recommend: async (who, options = {}) => {
      const {
        k,
        seen,
        allowed,
        rules,
        reasons: most,
      } = readOptions(recommendOptionsSchema, options, "recommend");
      const query = queryOf(who);
      const [result] = await scored([query]);
      if (!result) return [];
      const used = typeof who === "string" ? people.seen(who) : new Set(Array.from(query.items));
      if (typeof who !== "string" && who.person !== undefined)
        for (const item of people.seen(who.person)) used.add(item);
      const listed = Array.isArray(allowed) ? new Set(allowed.map(String)) : null;
      const isAllowed = (id: string) =>
        listed ? listed.has(id) : typeof allowed === "function" ? allowed(id) : true;
      const free = items.flatMap((id, item) =>
        (seen === "exclude" && used.has(item)) || !isAllowed(id)
          ? []
          : [{ id, item, score: result.scores[item] as number }],
      );
      const low = free.reduce((least, { score }) => Math.min(least, score), Number.POSITIVE_INFINITY);
      const span = free.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY) - low;
      const candidates = free.map((one) => ({ ...one, score: span > 0 ? (one.score - low) / span : 1 }));
      return chosen(candidates, rules, k).map(({ id, item, score }) => ({
        item: id,
        score,
        from: result.from[item] as Recommendation["from"],
        because: result.from[item] === "history" ? reasons(query, item, most) : [],
      }));
    },
    similarItems: (item, { k = 10 } = {}) => {
      const id = String(item);
      const place = places.get(id);
      if (place === undefined) throw unknownItem(id, items);
      const known = alike.similar?.(place);
      const likeness = (other: number): number =>
        known?.some((s) => s > 0)
          ? (known[other] ?? 0)
          : (features?.likeness(id, items[other] as string) ?? 0);
      return items
        .map((other, at) => ({ item: other, likeness: at === place ? 0 : likeness(at) }))
        .filter((one) => one.likeness > 0)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, k);
    },
    update: (events) => {
      const read = events.map((event, row) => ({ ...readEvent(event, row), segment: event.segment }));
      let fresh = 0;
      for (const { person, item, time, weight, segment } of read) {
        if (segment !== undefined) people.setSegment(person, segment);
        const place = placeOf(item);
        if (weight === 0 || !people.add({ person, item: place, time, weight })) continue;
        const observed = { item: place, time, weight, segment: people.segment(person) };
        scorer.observe?.(observed);
        popular.observe?.(observed);
        fresh++;
      }
      return fresh;
    },
    addItems: (more) => {
      if (!features)
        throw new LeptonError("LEARN_NO_FEATURES", {
          problem: "The recommender was fitted without a table of items.",
          received: `${more.table.rows} new items`,
          next: "Give `itemTable` when fitting, with the same columns.",
        });
      features.add(more);
      for (const item of features.names) placeOf(item);
    },
    toJSON: () => ({
      kind: "recommender",
      name,
      items: [...items],
      fittedItems,
      warnings,
      scorer: scorer.toJSON(),
      popular: popular.toJSON(),
      alike: alike.toJSON(),
      people: people.toJSON(),
      features: features?.toJSON() ?? null,
    }),
    close: async () => {
      await scorer.close?.();
    },
  };
}

function unknownItem(item: string, items: readonly string[]): LeptonError {
  const near = nearestName(item, items);
  return new LeptonError("LEARN_ITEM_UNKNOWN", {
    problem: "The recommender knows no item of this name.",
    received: item,
    next: near
      ? `Did you mean ${near}?`
      : "Give the name of an item that was in the events or in the table of items.",
    field: "item",
  });
}
