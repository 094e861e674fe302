import { z } from "zod";

/** One SELECT over `events`, `people`, `identities`, `groups`, `market_sizes` of this project. */
export const sqlRequest = z.object({
  sql: z.string().min(1).max(20_000),
  limit: z.number().int().min(1).max(10_000).default(1_000),
});
export const sqlReply = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Values in column order; 64-bit integers as strings. */
  rows: z.array(z.array(z.unknown())),
  elapsedMs: z.number(),
  /** More rows than `limit` were there. */
  truncated: z.boolean(),
});

export type SqlRequest = z.input<typeof sqlRequest>;
export type SqlReply = z.infer<typeof sqlReply>;
