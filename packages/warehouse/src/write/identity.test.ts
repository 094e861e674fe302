import { expect, test } from "vitest";
import { event } from "../testing/world.ts";
import { applyTo, isPlaceholder, type Ledger, rootOf } from "./identity.ts";

const empty = (): Ledger => ({
  roots: new Map(),
  people: new Map(),
  changedIds: new Set(),
  changedPeople: new Map(),
});
const identify = (distinctId: string, otherId: string, kind: "identify" | "alias" | "force" = "identify") =>
  event({ distinctId, merge: { otherId, kind } });

test("an anonymous id joins the person it is identified as", () => {
  const ledger = empty();
  expect(applyTo(ledger, identify("ann", "anon"), 0)).toBeUndefined();
  expect(rootOf(ledger, "anon")).toBe("ann");
  expect(ledger.people.get("ann")?.identified).toBe(true);
});

test("an id of a known person is not taken by another, except by force", () => {
  const ledger = empty();
  applyTo(ledger, identify("ann", "anon"), 0);
  expect(applyTo(ledger, identify("bob", "anon"), 1)?.code).toBe("MERGE_IDENTIFIED");
  expect(applyTo(ledger, identify("bob", "ann", "alias"), 2)?.code).toBe("MERGE_IDENTIFIED");
  expect(rootOf(ledger, "anon")).toBe("ann");
  expect(applyTo(ledger, identify("bob", "ann", "force"), 3)).toBeUndefined();
  expect([rootOf(ledger, "anon"), rootOf(ledger, "ann")]).toEqual(["bob", "bob"]);
});

test("chains end at one person, whatever the order", () => {
  const ledger = empty();
  applyTo(ledger, identify("b", "a", "alias"), 0);
  applyTo(ledger, identify("d", "c", "alias"), 1);
  applyTo(ledger, identify("d", "b", "force"), 2);
  expect(["a", "b", "c", "d"].map((id) => rootOf(ledger, id))).toEqual(["d", "d", "d", "d"]);
});

test("by force the known person survives", () => {
  const ledger = empty();
  applyTo(ledger, event({ distinctId: "known", identified: true, set: { name: "K", a: 1 } }), 0);
  applyTo(ledger, event({ distinctId: "anon", set: { name: "A", b: 2 } }), 1);
  applyTo(ledger, identify("anon", "known", "force"), 2);
  expect(rootOf(ledger, "anon")).toBe("known");
  expect(ledger.people.get("known")?.properties).toEqual({ name: "K", a: 1, b: 2 });
});

test("$set overwrites, $set_once only fills, $unset removes", () => {
  const ledger = empty();
  applyTo(ledger, event({ set: { plan: "free", city: "Ulm" }, setOnce: { first: "ad" } }), 0);
  applyTo(ledger, event({ set: { plan: "pro" }, setOnce: { first: "mail" }, unset: ["city"] }), 1);
  expect(ledger.people.get("u")?.properties).toEqual({ plan: "pro", first: "ad" });
});

test("an event that repeats what is known changes nothing", () => {
  const ledger = empty();
  const same = event({ identified: true, set: { plan: "free", tags: ["a"] }, setOnce: { first: "ad" } });
  applyTo(ledger, same, 0);
  ledger.changedPeople.clear();
  applyTo(ledger, same, 1);
  expect([...ledger.changedPeople]).toEqual([]);
  applyTo(ledger, event({ set: { tags: ["b"] } }), 2);
  expect([...ledger.changedPeople]).toEqual([["u", 2]]);
});

test.each(["null", "undefined", "0", "Anonymous", " NaN ", "[object Object]", "", "guest", '"null"'])(
  "%j is no id to merge on",
  (id) => {
    expect(isPlaceholder(id)).toBe(true);
    expect(applyTo(empty(), identify("ann", id), 0)?.code).toBe("MERGE_PLACEHOLDER");
    expect(applyTo(empty(), identify(id, "anon"), 0)?.code).toBe("MERGE_PLACEHOLDER");
  },
);
