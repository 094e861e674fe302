/** State of this page in its address: whose people are open. */
export interface PmfSearch {
  /** `of`: a measure, or `persona:NAME`; `group`: which of its people. */
  people?: { of: string; group: string };
}

export function pmfSearch(raw: Record<string, unknown>): PmfSearch {
  const people = raw.people;
  return typeof people === "object" &&
    people !== null &&
    "of" in people &&
    "group" in people &&
    typeof people.of === "string" &&
    typeof people.group === "string"
    ? { people: { of: people.of, group: people.group } }
    : {};
}
