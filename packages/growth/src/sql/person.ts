import type { Draft } from "./draft.ts";

/**
 * The person's key of an event: its own, unless its id was merged into somebody else's.
 * An expression that stands anywhere, for conditions and single ids: `transform` over the merged ids, from a scalar
 * subquery that is folded. It hashes them again for every block of rows; statements over many rows join (`sourceSql`).
 * The added 0 → 0 keeps the arrays from being empty when the last merge vanishes meanwhile.
 */
export function personKeySql(draft: Draft, key = "distinct_key"): string {
  if (!draft.facts.hasIdentities) return key;
  const merged = `(SELECT (arrayPushBack(groupArray(distinct_key), 0), arrayPushBack(groupArray(person_key), 0))
    FROM identities FINAL WHERE project = ${draft.project})`;
  return `transform(${key}, ${merged}.1, ${merged}.2, ${key})`;
}

/** The person's id as text. */
export function personIdSql(draft: Draft, id = "distinct_id"): string {
  if (!draft.facts.hasIdentities) return id;
  const merged = `(SELECT (arrayPushBack(groupArray(distinct_id), ''), arrayPushBack(groupArray(person_id), ''))
    FROM identities FINAL WHERE project = ${draft.project})`;
  return `transform(${id}, ${merged}.1, ${merged}.2, ${id})`;
}
