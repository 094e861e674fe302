import { z } from "zod";

const names = z.array(z.string());
/** What a shop adds to what a model says; plain data. */
export const ruleSchema = z.discriminatedUnion("kind", [
  /** Never these. */
  z.strictObject({ kind: z.literal("exclude"), items: names }),
  /** The relative score of these, in [0, 1], times `factor`. */
  z.strictObject({ kind: z.literal("boost"), items: names, factor: z.number().positive() }),
  /** At most `count` of these in one list. */
  z.strictObject({ kind: z.literal("atMost"), items: names, count: z.int().min(0) }),
  /** At most `count` of one group, e.g. of a category or brand; items of no group are free. */
  z.strictObject({
    kind: z.literal("atMostPerGroup"),
    groups: z.record(z.string(), z.string()),
    count: z.int().min(1),
  }),
]);
export type Rule = z.infer<typeof ruleSchema>;

export interface Candidate {
  item: number;
  id: string;
  /** In [0, 1], 1 the best of the person's candidates. */
  score: number;
}

/** The best k that keep all rules, best first. Ties go to the item that is known longer. */
export function chosen(candidates: readonly Candidate[], rules: readonly Rule[], k: number): Candidate[] {
  const excluded = new Set(rules.flatMap((rule) => (rule.kind === "exclude" ? rule.items : [])));
  const boosts = rules.flatMap((rule) =>
    rule.kind === "boost" ? [{ items: new Set(rule.items), factor: rule.factor }] : [],
  );
  const sorted = candidates
    .filter(({ id }) => !excluded.has(id))
    .map((candidate) => ({
      ...candidate,
      score: boosts.reduce(
        (s, { items, factor }) => (items.has(candidate.id) ? s * factor : s),
        candidate.score,
      ),
    }))
    .sort((a, b) => b.score - a.score || a.item - b.item);
  const limits = rules.flatMap((rule) => limitOf(rule));
  const out: Candidate[] = [];
  for (const candidate of sorted) {
    if (out.length >= k) break;
    if (limits.every((limit) => limit.isFree(candidate.id))) {
      for (const limit of limits) limit.take(candidate.id);
      out.push(candidate);
    }
  }
  return out;
}

interface Limit {
  isFree(id: string): boolean;
  take(id: string): void;
}
function limitOf(rule: Rule): Limit[] {
  if (rule.kind !== "atMost" && rule.kind !== "atMostPerGroup") return [];
  const members = rule.kind === "atMost" ? new Set(rule.items) : null;
  const groups = rule.kind === "atMostPerGroup" ? new Map(Object.entries(rule.groups)) : null;
  const groupOf = (id: string) => (members ? (members.has(id) ? "" : undefined) : groups?.get(id));
  const taken = new Map<string, number>();
  return [
    {
      isFree: (id) => {
        const group = groupOf(id);
        return group === undefined || (taken.get(group) ?? 0) < rule.count;
      },
      take: (id) => {
        const group = groupOf(id);
        if (group !== undefined) taken.set(group, (taken.get(group) ?? 0) + 1);
      },
    },
  ];
}
