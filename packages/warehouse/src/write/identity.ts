import type { CapturedEvent } from "../types.ts";
import { after, isNews, joined, type Person, saysSomething } from "./people.ts";

/** Ids that SDK mistakes produce; merging on one would join strangers. */
const placeholders = new Set([
  "",
  "0",
  "-1",
  "[object object]",
  "anonymous",
  "anonymous_id",
  "distinct_id",
  "distinctid",
  "email",
  "false",
  "guest",
  "id",
  "nan",
  "nil",
  "none",
  "not_authenticated",
  "null",
  "true",
  "undefined",
  "unknown",
  "user_id",
]);

export const isPlaceholder = (id: string) =>
  placeholders.has(
    id
      .trim()
      .toLowerCase()
      .replace(/^["']|["']$/g, ""),
  );

export interface Refusal {
  code: "MERGE_IDENTIFIED" | "MERGE_PLACEHOLDER";
  reason: string;
}

/** What the tables say about one project's ids, and what a batch changes. */
export interface Ledger {
  /** Person an id belongs to, for ids that belong to another; stored and changed. */
  roots: Map<string, string>;
  /** People by person id; `null`: none stored. */
  people: Map<string, Person | null>;
  /** Ids of `roots` that changed. */
  changedIds: Set<string>;
  /** People that changed, with the last event's index that did it. */
  changedPeople: Map<string, number>;
}

export const rootOf = (ledger: Ledger, id: string) => ledger.roots.get(id) ?? id;

const personOf = (ledger: Ledger, id: string) => ledger.people.get(id) ?? undefined;

/**
 * Joins two ids. `identify` and `alias` are refused when the other id already belongs to a known person
 * (two known people are two people); `force` always joins. The known one survives, else the event's own id.
 * Every id of the absorbed person then points at the survivor, so that no chain is longer than one step.
 */
function merge(ledger: Ledger, event: CapturedEvent, index: number): Refusal | undefined {
  const { otherId, kind } = event.merge as NonNullable<CapturedEvent["merge"]>;
  for (const id of [event.distinctId, otherId])
    if (isPlaceholder(id))
      return {
        code: "MERGE_PLACEHOLDER",
        reason: `'${id.slice(0, 60)}' is a placeholder, not an id; send the person's own id.`,
      };
  const own = rootOf(ledger, event.distinctId);
  const other = rootOf(ledger, otherId);
  const known = (id: string) => personOf(ledger, id)?.identified ?? false;
  const becomeKnown = () => {
    const root = rootOf(ledger, event.distinctId);
    if (known(root)) return;
    ledger.people.set(root, { ...after(personOf(ledger, root), event), identified: true });
    ledger.changedPeople.set(root, index);
  };
  if (own !== other) {
    if (kind !== "force" && known(other)) {
      // The sender still says who this is; only the other id is not theirs.
      if (kind === "identify") becomeKnown();
      return {
        code: "MERGE_IDENTIFIED",
        reason: `'${otherId.slice(0, 60)}' already belongs to an identified person; two known people are not merged.`,
      };
    }
    const survivor = known(other) && !known(own) ? other : own;
    const absorbed = survivor === own ? other : own;
    for (const [id, root] of ledger.roots)
      if (root === absorbed) {
        ledger.roots.set(id, survivor);
        ledger.changedIds.add(id);
      }
    ledger.roots.set(absorbed, survivor);
    ledger.changedIds.add(absorbed);
    ledger.people.set(survivor, joined(personOf(ledger, survivor), personOf(ledger, absorbed), event.ts));
    if (ledger.people.get(absorbed)) ledger.changedPeople.set(absorbed, index);
    ledger.people.set(absorbed, null);
    ledger.changedPeople.set(survivor, index);
  }
  becomeKnown();
  return undefined;
}

/** Applies what one event says about who its person is and what they are like. */
export function applyTo(ledger: Ledger, event: CapturedEvent, index: number): Refusal | undefined {
  const refusal = event.merge ? merge(ledger, event, index) : undefined;
  const root = rootOf(ledger, event.distinctId);
  const person = personOf(ledger, root);
  if ((saysSomething(event) || event.identified) && isNews(person, event)) {
    ledger.people.set(root, after(person, event));
    ledger.changedPeople.set(root, index);
  }
  return refusal;
}
