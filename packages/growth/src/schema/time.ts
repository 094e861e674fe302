import { z } from "zod";

export const intervals = ["hour", "day", "week", "month", "quarter", "year"] as const;
/** Width of a time bucket, cut in the project's zone. */
export const interval = z.enum(intervals);
export type Interval = z.infer<typeof interval>;

/**
 * A bound of a range: a date (`2026-03-01`), an instant (`2026-03-01T10:00:00Z`), a distance from now
 * (`-30d`, `-12w`, `-6m`, `-1y`, `0d` for today), or `all` (the first event; only as `from`).
 * Dates and distances are read in the project's zone; a date-only `to` includes that whole day.
 */
export const dateBound = z
  .string()
  .regex(
    /^(all|0d|-\d{1,5}[hdwmy]|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))$/,
    "Give a date (2026-03-01), an instant (2026-03-01T10:00:00Z), a distance (-30d, -12w, -6m, -1y) or 'all'.",
  );

/** Half-open in time; `to: null` means until now. */
export const dateRange = z.strictObject({
  from: dateBound.default("-30d"),
  to: dateBound.nullable().default(null),
});
export type DateRange = z.infer<typeof dateRange>;

/** One time bucket. `start` is local to the project's zone: `2026-03-01`, or `2026-03-01T13:00` for hours. */
export const bucket = z.object({
  start: z.string(),
  /** False while the bucket (or the range it needs) is still running; shown hatched. */
  complete: z.boolean(),
});
export type Bucket = z.infer<typeof bucket>;
