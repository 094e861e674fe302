import { z } from "zod";
import { pace } from "../tabular/pace.ts";
import { choiceWeights } from "./choiceWeights.ts";
import type { Interactions } from "./interactions.ts";
import type { Method, Query, SavedScorer, Scorer, ScorerFit } from "./scorer.ts";
import { splitAtTime } from "./splitByTime.ts";

export const savedBlendSchema = z.object({
  kind: z.literal("blend"),
  items: z.int().min(1),
  weights: z.array(z.number()),
  members: z.array(z.looseObject({ kind: z.string() })).min(1),
});

/** Most events that the weights are learnt from, evenly spread over the last ones. */
const mostQuestions = 1500;

/**
 * Several methods in one: score = Σ wₘ fₘ, fₘ = −ln(1 + place of the item in member m's ranking), so that members of
 * any unit meet. The weights are learnt on the last fifth of the events, from members fitted on those before it: p(next
 * item) = softmax(score), maximum likelihood, never below 0. Then the members are fitted on everything.
 * Weights are equal where all events are of one moment. Source: McFadden 1974, conditional logit. Errors: those of the members.
 */
export function blendMethod(members: readonly Method[], name = "blend"): Method {
  return {
    name,
    fit: async (data, fit) => {
      const tell = (from: number, share: number) =>
        fit.onProgress && {
          onProgress: (progress: { share: number; step: string }) =>
            fit.onProgress?.({ ...progress, share: from + share * progress.share }),
        };
      const segmentOf = new Map(data.persons.map((person, p) => [person, fit.segments[p] ?? null]));
      const weights = await learnt(members, data, {
        ...fit,
        ...tell(0, 0.5),
        segmentOf: (person) => segmentOf.get(person) ?? null,
      });
      const all = await fitAll(members, data, { ...fit, ...tell(0.5, 0.5) });
      return blendScorer({ items: data.items.length, weights, members: all });
    },
  };
}

async function learnt(
  members: readonly Method[],
  data: Interactions,
  { segmentOf, ...fit }: ScorerFit & { segmentOf(person: string): string | null },
): Promise<number[]> {
  // One moment has no before: nothing tells the members apart.
  if (data.time[0] === data.time[data.rows - 1]) return members.map(() => 1 / members.length);
  const { past, later } = splitAtTime(data);
  const early = await fitAll(members, past, { ...fit, segments: past.persons.map(segmentOf) });
  const weights = await choiceWeights(past, later, {
    features: (queries) => featuresOf(early, past.items.length, queries),
    observe: (event) => {
      for (const member of early) member.observe?.(event);
    },
    segmentOf,
    members: members.length,
    most: mostQuestions,
    slices: pace(fit.signal),
  });
  for (const member of early) await member.close?.();
  return weights;
}

async function fitAll(members: readonly Method[], data: Interactions, fit: ScorerFit): Promise<Scorer[]> {
  const out: Scorer[] = [];
  for (const [m, member] of members.entries())
    out.push(
      await member.fit(data, {
        ...fit,
        onProgress: ({ share, ...rest }) =>
          fit.onProgress?.({ ...rest, share: (m + share) / members.length }),
      }),
    );
  return out;
}

/** fₘ of every item, per query and member; a member that can tell nothing gives zeros. [queries][members][items] */
export async function featuresOf(
  members: readonly Scorer[],
  items: number,
  queries: readonly Query[],
): Promise<Float64Array[][]> {
  const scored: (Float64Array | null)[][] = [];
  for (const member of members) scored.push(await member.score(queries));
  return queries.map((_, q) => scored.map((of) => placesAsScores(of[q] ?? null, items)));
}

function placesAsScores(scores: Float64Array | null, items: number): Float64Array {
  const out = new Float64Array(items);
  if (!scores) return out;
  const value = (item: number): number => {
    const score = scores[item];
    return score === undefined || Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  };
  const own = Float64Array.from({ length: items }, (_, item) => value(item));
  const sorted = Float64Array.from(own).sort();
  // Equal scores share the last of their places: unknown to the member is no merit.
  for (let item = 0; item < items; item++)
    out[item] = -Math.log(items - firstAtLeast(sorted, own[item] as number));
  return out;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface BlendParts {
  items: number;
  weights: readonly number[];
  members: readonly Scorer[];
}

export function blendScorer({ items, weights, members }: BlendParts): Scorer {
  const telling = members.flatMap((member, m) =>
    member.because ? [{ member, weight: weights[m] as number }] : [],
  );
  const best = telling.reduce<(typeof telling)[number] | null>(
    (most, one) => (most === null || one.weight > most.weight ? one : most),
    null,
  );
  return {
    kind: "blend",
    score: async (queries) => {
      const features = await featuresOf(members, items, queries);
      return features.map((of) =>
        Float64Array.from({ length: items }, (_, item) =>
          of.reduce((sum, feature, m) => sum + (weights[m] as number) * (feature[item] as number), 0),
        ),
      );
    },
    ...(best && {
      because: (query: Query, item: number) => best.member.because?.(query, item) ?? new Float64Array(0),
    }),
    observe: (event) => {
      for (const member of members) member.observe?.(event);
    },
    toJSON: () => ({
      kind: "blend",
      items,
      weights: [...weights],
      members: members.map((member): SavedScorer => member.toJSON()),
    }),
    close: async () => {
      for (const member of members) await member.close?.();
    },
  };
}
