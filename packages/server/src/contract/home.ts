import { z } from "zod";
import { id, instant, problem } from "./common.ts";
import { question, questionResult } from "./growth.ts";
import { healthReason, healthState } from "./monitor.ts";

/** Is data arriving and safe? */
export const healthStrip = z.object({
  ok: z.boolean(),
  lastEventAt: instant.nullable(),
  /** Milliseconds of the slowest commit of the last minute. */
  lagMs: z.number(),
  events24h: z.number(),
  rejects24h: z.number(),
  diskFreeBytes: z.number(),
  dataBytes: z.number(),
  memoryBytes: z.number(),
  memoryCapBytes: z.number(),
});
/** The five starter questions, in this order. */
export const homeAnswerKey = z.enum([
  "activePeople",
  "newAndReturning",
  "topEvents",
  "week1Retention",
  "pmf",
]);
export const homeAnswer = z.object({
  key: homeAnswerKey,
  /**
   * Opens in the builder as it is; its range says what was asked (first weeks: all history where nobody was new in the
   * last 12 weeks). Null when something must be set first (`problem` says what).
   */
  question: question.nullable(),
  result: questionResult.nullable(),
  problem: problem.nullable(),
});
/** An event whose last seven full days differ from the seven before beyond chance. */
export const change = z.object({
  event: z.string(),
  current: z.number(),
  previous: z.number(),
  /** current / previous − 1; null when it was 0 before. */
  change: z.number().nullable(),
});
/**
 * collect → analyse → learn → decide → act, and where this project stands. Done: events arrived; an insight is saved; a
 * model is published; a cohort is chosen by a published model's scores; something is sent because of it.
 */
export const loopStep = z.object({
  step: z.enum(["collect", "analyse", "learn", "decide", "act"]),
  state: z.enum(["done", "next", "later"]),
});
export const homeReply = z.object({
  health: healthStrip,
  loop: z.array(loopStep),
  /** `alerts`: published models whose monitor says so. */
  models: z.object({
    published: z.number(),
    alerts: z.array(z.object({ id, name: z.string(), state: healthState, reasons: z.array(healthReason) })),
  }),
  answers: z.array(homeAnswer),
  changes: z.array(change),
  computedAt: instant,
});

export type HealthStrip = z.infer<typeof healthStrip>;
export type HomeAnswer = z.infer<typeof homeAnswer>;
export type Change = z.infer<typeof change>;
export type HomeReply = z.infer<typeof homeReply>;
