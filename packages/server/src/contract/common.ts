import { z } from "zod";

/** Opaque id made by the server, e.g. `prj_4fJ…`. */
export const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, "letters, digits, _ and - only");
/** Name of a saved thing; shown to members as typed. */
export const name = z.string().trim().min(1).max(200);
/** UTC time, ISO 8601 with milliseconds. */
export const instant = z.iso.datetime();
/** Opaque cursor from the reply before. */
export const cursor = z.string().max(2_000);
/** Page size of lists. */
export const limit = z.coerce.number().int().min(1).max(1_000).default(100);

export const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
export const password = z.string().min(10, "at least 10 characters").max(200);
export const role = z.enum(["owner", "editor", "viewer"]);
export const scope = z.enum(["query:read", "people:read", "import:write", "admin"]);

/** What every refused request gets, as `application/problem+json`. */
export const problem = z.object({
  /** Stable code for programs. */
  code: z.string(),
  /** What was wrong. */
  problem: z.string(),
  /** The value at fault, shortened. */
  received: z.string().optional(),
  /** What to do next. */
  next: z.string(),
  /** Dotted path of the input field at fault, e.g. `series.0.event`. */
  field: z.string().optional(),
  /** HTTP status. */
  status: z.number().int(),
});

/** Reply of requests that have nothing to say but "done". */
export const done = z.object({ ok: z.literal(true) });
/** Path parameters below a project. */
export const projectPath = z.object({ id });

export type Role = z.infer<typeof role>;
export type Scope = z.infer<typeof scope>;
export type Problem = z.infer<typeof problem>;
export type Done = z.infer<typeof done>;
export const doneReply: Done = { ok: true };
