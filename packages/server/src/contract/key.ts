import { z } from "zod";
import { id, instant, name, scope } from "./common.ts";

export const keyKind = z.enum(["write", "personal"]);
export const key = z.object({
  id,
  kind: keyKind,
  name: z.string(),
  /** First characters, enough to recognise it. */
  prefix: z.string(),
  /** The whole key for write keys (they stand in web pages anyway); null for personal keys. */
  value: z.string().nullable(),
  scopes: z.array(scope),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export const keyList = z.object({ items: z.array(key) });
export const createKeyRequest = z.object({
  kind: keyKind,
  name,
  /** Personal keys only; default `query:read` and `people:read`. */
  scopes: z.array(scope).min(1).max(8).optional(),
});
export const createKeyReply = z.object({
  key,
  /** The whole key: `lw_…` or `lp_…`. Personal keys are shown this once. */
  secret: z.string(),
});

export type Key = z.infer<typeof key>;
export type KeyList = z.infer<typeof keyList>;
export type CreateKeyRequest = z.input<typeof createKeyRequest>;
export type CreateKeyReply = z.infer<typeof createKeyReply>;
