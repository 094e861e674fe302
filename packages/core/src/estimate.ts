import { z } from "zod";

/** A number never travels without its interval, its n and its level. */
export const estimate = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Confidence level, e.g. 0.95. */
  level: z.number(),
  /** Sample size behind the value. */
  n: z.number(),
});
export type Estimate = z.infer<typeof estimate>;

/** No value can be told from `n` cases. */
export const unknownEstimate = (n = 0, level = 0.95): Estimate => ({
  value: null,
  low: null,
  high: null,
  level,
  n,
});
