import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import type { Method, Observed, Scorer } from "./scorer.ts";

const day = 86_400_000;
const optionsSchema = z.strictObject({
  /** Days after which an event counts half; null counts all alike. Default 14. */
  halfLifeDays: z.number().positive().nullable().default(14),
  /** Events that a segment must have before its own shares weigh half. Default 50. */
  segmentEvents: z.number().positive().default(50),
});
export type PopularityOptions = z.input<typeof optionsSchema>;

export const savedPopularitySchema = z.object({
  kind: z.literal("popularity"),
  halfLifeDays: z.number().positive().nullable(),
  segmentEvents: z.number().positive(),
  /** Moment as of which events are weighed, and that of the latest event; milliseconds. */
  at: z.number(),
  last: z.number(),
  counts: z.array(
    z.object({ segment: z.string().nullable(), items: z.array(z.number()), total: z.number() }),
  ),
});
type SavedPopularity = z.infer<typeof savedPopularitySchema>;

/**
 * Share of recent events: cᵢ = Σ w · ½^(age / half-life), score cᵢ / Σc in [0, 1]. Of a segment
 * (cᵢₛ + m · share of all) / (Σcₛ + m), so that a small segment speaks only as far as it has been heard.
 * New events count at once. Errors: LEARN_OPTION.
 */
export function popularityMethod(options: PopularityOptions = {}): Method {
  const { halfLifeDays, segmentEvents } = readOptions(optionsSchema, options, "popularity");
  return {
    name: halfLifeDays === null ? "popularity" : "recent popularity",
    fit: async (data, { segments }) => {
      const scorer = popularityScorer({
        kind: "popularity",
        halfLifeDays,
        segmentEvents,
        at: data.time[0] ?? 0,
        last: data.time[0] ?? 0,
        counts: [{ segment: null, items: data.items.map(() => 0), total: 0 }],
      });
      for (let row = 0; row < data.rows; row++)
        scorer.observe({
          item: data.item[row] as number,
          time: data.time[row] as number,
          weight: data.weight[row] as number,
          segment: segments[data.person[row] as number] ?? null,
        });
      return scorer;
    },
  };
}

interface Counts {
  items: number[];
  total: number;
}

/** Counts are kept as of the moment `at`: later events weigh more than 1, and all are scaled down now and then. */
export function popularityScorer(saved: SavedPopularity): Scorer & { observe(event: Observed): void } {
  const { halfLifeDays, segmentEvents } = saved;
  let at = saved.at;
  const counts = new Map<string | null, Counts>(
    saved.counts.map(({ segment, items, total }) => [segment, { items: [...items], total }]),
  );
  const of = (segment: string | null): Counts => {
    const known = counts.get(segment);
    if (known) return known;
    const fresh = { items: [], total: 0 };
    counts.set(segment, fresh);
    return fresh;
  };
  const add = (to: Counts, item: number, amount: number) => {
    while (to.items.length <= item) to.items.push(0);
    to.items[item] = (to.items[item] as number) + amount;
    to.total += amount;
  };
  const moveTo = (time: number) => {
    const factor = 0.5 ** ((time - at) / day / (halfLifeDays ?? 1));
    for (const own of counts.values()) {
      own.items = own.items.map((count) => count * factor);
      own.total *= factor;
    }
    at = time;
  };
  const shares = (segment: string | null): Float64Array => {
    const all = of(null);
    const share = Float64Array.from(all.items, (count) => (all.total > 0 ? count / all.total : 0));
    const own = segment === null ? undefined : counts.get(segment);
    if (!own) return share;
    // Decayed counts of another moment: both are scaled alike, the prior strength must be too.
    const prior = segmentEvents * latest();
    return share.map((p, i) => ((own.items[i] ?? 0) + prior * p) / (own.total + prior));
  };
  let last = saved.last;
  const latest = () => (halfLifeDays === null ? 1 : 2 ** ((last - at) / day / halfLifeDays));
  return {
    kind: "popularity",
    observe: ({ item, time, weight, segment }) => {
      if (halfLifeDays !== null && (time - at) / day / halfLifeDays > 30) moveTo(time);
      const amount = halfLifeDays === null ? weight : weight * 2 ** ((time - at) / day / halfLifeDays);
      last = Math.max(last, time);
      add(of(null), item, amount);
      if (segment !== null) add(of(segment), item, amount);
    },
    score: async (queries) => {
      const known = new Map<string | null, Float64Array>();
      return queries.map(({ segment }) => {
        const found = known.get(segment) ?? shares(segment);
        known.set(segment, found);
        return found;
      });
    },
    toJSON: (): SavedPopularity => ({
      kind: "popularity",
      halfLifeDays,
      segmentEvents,
      at,
      last,
      counts: [...counts].map(([segment, { items, total }]) => ({ segment, items: [...items], total })),
    }),
  };
}
