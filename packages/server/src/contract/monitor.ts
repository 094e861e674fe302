import { z } from "zod";
import { id, instant } from "./common.ts";

const bins = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("number"), edges: z.array(z.number()), counts: z.array(z.number()) }),
  z.object({ kind: z.literal("category"), levels: z.array(z.string()), counts: z.array(z.number()) }),
]);
/** How the model's inputs and scores were distributed: inputs in training, scores on the test's people. */
export const modelReference = z.object({
  inputs: z.array(z.object({ feature: z.string(), bins })),
  score: bins,
});

/**
 * `ok`; `watch`: something shifted; `alert`: the scores or a main input shifted far, or the model does worse than on
 * its test; `few`: too few people to tell.
 */
export const healthState = z.enum(["ok", "watch", "alert", "few"]);
export const healthReason = z.object({
  code: z.enum(["SCORE_SHIFTED", "INPUT_SHIFTED", "OUTCOMES_WORSE"]),
  /** The input that shifted. */
  feature: z.string().optional(),
  /** PSI, or how much worse the headline is. */
  value: z.number(),
});
export const modelHealth = z.object({ state: healthState, at: instant, reasons: z.array(healthReason) });

/** One distribution beside its reference, as shares of the same bins; the last bin is what is missing. */
export const shifted = z.object({
  /** Null: the score. */
  feature: z.string().nullable(),
  /** Upper edges of all bins but the last two, or names of levels (then come all others, and missing). */
  edges: z.array(z.number()).nullable(),
  levels: z.array(z.string()).nullable(),
  reference: z.array(z.number()),
  now: z.array(z.number()),
  psi: z.number(),
  /** Largest distance of the distribution functions, and its p; null for categories. */
  ks: z.number().nullable(),
  p: z.number().nullable(),
});
const estimate = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.number(),
  n: z.number(),
});
/** Scores of that day against what happened since. */
export const outcomeCheck = z.object({
  judgedAt: instant,
  n: z.number(),
  /** Mean score, and mean of what happened. */
  expected: z.number(),
  happened: z.number(),
  /** By name, with intervals. Empty where one outcome only happened, or to too few. */
  metrics: z.record(z.string(), estimate),
  /** The headline's interval lies wholly on the worse side of the test's. */
  isWorse: z.boolean(),
});
export const modelCheck = z.object({
  id,
  /** When everybody was scored. */
  at: instant,
  people: z.number(),
  state: healthState,
  reasons: z.array(healthReason),
  scorePsi: z.number().nullable(),
  /** The input that shifted most. */
  worst: z.object({ feature: z.string(), psi: z.number() }).nullable(),
  /** When what happened is known. */
  outcomesDue: instant,
  outcomes: outcomeCheck.nullable(),
});
export const modelMonitor = z.object({
  /** PSI from which a shift is worth a look, and from which it is large. */
  thresholds: z.object({ watch: z.number(), alert: z.number(), leastPeople: z.number() }),
  health: modelHealth.nullable(),
  /** Newest first, at most 100. */
  checks: z.array(modelCheck),
  /** Distributions of the newest check, the score first, then inputs by how far they shifted. */
  latest: z.array(shifted),
});

export type ModelReference = z.infer<typeof modelReference>;
export type ModelHealth = z.infer<typeof modelHealth>;
export type HealthState = z.infer<typeof healthState>;
export type HealthReason = z.infer<typeof healthReason>;
export type Shifted = z.infer<typeof shifted>;
export type OutcomeCheck = z.infer<typeof outcomeCheck>;
export type ModelCheck = z.infer<typeof modelCheck>;
export type ModelMonitor = z.infer<typeof modelMonitor>;
