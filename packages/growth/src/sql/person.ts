import type { Draft } from "./draft.ts";

/**
 * The person's key of an event: its own, unless its id was merged into somebody else's.
 * `transform` over the merged ids (few beside the events) hashes them once per query; the scalar subquery is folded.
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
