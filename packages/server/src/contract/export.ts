import { z } from "zod";

const dateBound = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Streams every event from `from` to `to` by event time, duplicates counted once. */
export const exportQuery = z.object({
  format: z.enum(["ndjson", "csv"]).default("ndjson"),
  /** Dates are read in the project's zone and `to` includes its day; instants are exact, `to` excluded. */
  from: dateBound.optional(),
  to: dateBound.optional(),
  event: z.string().max(200).optional(),
});
export type ExportQuery = z.input<typeof exportQuery>;
