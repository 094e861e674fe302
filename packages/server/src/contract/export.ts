import { z } from "zod";

/** Streams every event of [from, to) by event time, duplicates counted once. */
export const exportQuery = z.object({
  format: z.enum(["ndjson", "csv"]).default("ndjson"),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  event: z.string().max(200).optional(),
});
export type ExportQuery = z.input<typeof exportQuery>;
