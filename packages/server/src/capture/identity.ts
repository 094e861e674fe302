import type { IdentityMerge } from "@lepton/warehouse";
import { distinctIdOf, Refusal } from "./limits.ts";

/**
 * Ids that broken code sends for everybody; merging them would join all people into one.
 * Source: PostHog's list, with Mixpanel's zero UUID.
 */
const placeholders = new Set([
  "anonymous",
  "guest",
  "distinctid",
  "distinct_id",
  "id",
  "not_authenticated",
  "email",
  "undefined",
  "true",
  "false",
  "null",
  "none",
  "nil",
  "nan",
  "0",
  "-1",
  "n/a",
  "na",
  "unknown",
  "lmy47d",
  "00000000-0000-0000-0000-000000000000",
  "[object object]",
  "{}",
  "[]",
  '""',
]);

export function isPlaceholder(id: string): boolean {
  return id.length <= 36 && placeholders.has(id.trim().toLowerCase());
}

/**
 * Joins `other` to the person `id`. Undefined when both are the same or there is no other id.
 * Throws a refusal for placeholder ids.
 */
export function mergeOf(
  id: string,
  other: unknown,
  kind: IdentityMerge["kind"],
  field: string,
): IdentityMerge | undefined {
  const otherId = distinctIdOf(other);
  if (otherId === undefined || otherId === id) return undefined;
  const bad = [id, otherId].find(isPlaceholder);
  if (bad !== undefined)
    throw new Refusal(
      "IDENTITY_PLACEHOLDER",
      `"${bad}" names nobody, so it is not merged; the event itself is kept.`,
      field,
    );
  return { otherId, kind };
}
