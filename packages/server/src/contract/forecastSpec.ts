import { z } from "zod";

export const forecastLevels = [0.8, 0.9, 0.95] as const;
/** The longest horizon, in steps. */
export const mostSteps = 366;

/** A value to be reached, and until when. */
export const forecastTarget = z.strictObject({
  value: z.number(),
  date: z.iso.date(),
  /** At any step up to the date, or at the step that holds it. */
  when: z.enum(["by", "on"]).default("by"),
  /** At the target or more (`above`), or less; by the last value unless told, and `above` on a date. */
  direction: z.enum(["above", "below"]).optional(),
});

/** What an insight remembers of its forecast, and what a request asks. */
export const forecastSpec = z.strictObject({
  /** Coming steps of the question's interval; a usual number for it, fewer where the history is short, unless told. */
  horizon: z.int().min(1).max(mostSteps).optional(),
  /** Share of truths that the interval is to hold. */
  level: z.union(forecastLevels.map((level) => z.literal(level))).default(0.9),
  target: forecastTarget.optional(),
  /** Days known to be unlike others, past and coming (holidays, sales): one effect, learnt from the past ones. */
  holidays: z.array(z.iso.date()).max(200).default([]),
  /** `all`: also from before the question's range, where there is more; `range`: from the question's range alone. */
  history: z.enum(["all", "range"]).default("all"),
});

export type ForecastTarget = z.infer<typeof forecastTarget>;
export type ForecastSpec = z.infer<typeof forecastSpec>;
/** As people write it: defaults may be left out. */
export type ForecastSpecInput = z.input<typeof forecastSpec>;
