import { z } from "zod";

export const statusReply = z.object({
  version: z.string(),
  /** False while the warehouse is still opening; other routes answer 503 with Retry-After. */
  ready: z.boolean(),
  /** No member exists yet: the browser shows the first-owner form. */
  needsOwner: z.boolean(),
  /** The sample company's data came with this installation. */
  sampleAvailable: z.boolean(),
});
export type StatusReply = z.infer<typeof statusReply>;
