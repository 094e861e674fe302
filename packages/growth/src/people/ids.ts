import type { QuestionContext } from "../context.ts";
import { Inquiry } from "../sql/run.ts";

/** Which person each of these ids belongs to; ids that were never merged are left out. */
export async function resolvePeople(
  context: QuestionContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return peopleOf(await Inquiry.open(context, null), ids);
}

export async function peopleOf(
  inquiry: Inquiry,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0 || !inquiry.facts.hasIdentities) return new Map();
  const draft = inquiry.draft();
  const asked = draft.bind([...new Set(ids)], "Array(String)");
  // By key first, as the table is ordered by it; then by text, as two ids may share a key.
  const rows = await inquiry.rows<{ id: string; personId: string }>(
    draft,
    `SELECT distinct_id AS id, person_id AS personId FROM identities FINAL
WHERE project = ${draft.project} AND distinct_key IN (SELECT cityHash64(arrayJoin(${asked}))) AND distinct_id IN ${asked}`,
  );
  return new Map(rows.map(({ id, personId }) => [id, personId]));
}

/** The person an id belongs to: itself unless it was merged. */
export async function personOf(inquiry: Inquiry, id: string): Promise<string> {
  return (await peopleOf(inquiry, [id])).get(id) ?? id;
}

/** Every id that resolves to a person, their own first. */
export async function idsOf(inquiry: Inquiry, personId: string): Promise<string[]> {
  if (!inquiry.facts.hasIdentities) return [personId];
  const draft = inquiry.draft();
  const person = draft.text(personId);
  // Ids that ever were theirs are found by the index, then asked whose they are now.
  const rows = await inquiry.rows<{ id: string }>(
    draft,
    `SELECT distinct_id AS id FROM identities FINAL
WHERE project = ${draft.project} AND person_id = ${person} AND distinct_key IN (
  SELECT distinct_key FROM identities WHERE project = ${draft.project} AND person_key = cityHash64(${person}))
ORDER BY id`,
  );
  return [personId, ...rows.map(({ id }) => id).filter((id) => id !== personId)];
}
