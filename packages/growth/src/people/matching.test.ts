import { afterAll, beforeAll, expect, test } from "vitest";
import type { FilterGroup } from "../schema/filter.ts";
import { openWorld, type World } from "../testing/world.ts";
import { matchingIds, matchingPeople } from "./matching.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const all = async (blocks: AsyncIterable<string[]>) => {
  const found: string[] = [];
  for await (const block of blocks) found.push(...block);
  return found.sort();
};

test("people are named once by their own id, ids as often as they have some; profiles without events count", async () => {
  const context = await world.project(
    [
      ["anon", "look", "2026-03-01"],
      ["ann", "buy", "2026-03-02"],
      ["bob", "look", "2026-03-03"],
    ],
    {
      merged: { anon: "ann" },
      profiles: { ann: { plan: "pro" }, silent: { plan: "pro" }, bob: { plan: "free" } },
    },
  );
  const pro: FilterGroup = {
    type: "group",
    op: "and",
    filters: [{ type: "property", on: "person", key: "plan", operator: "is", value: "pro" }],
  };
  expect(await all(matchingPeople(context, pro))).toEqual(["ann", "silent"]);
  expect(await all(matchingIds(context, pro))).toEqual(["ann", "anon", "silent"]);
  expect(await all(matchingPeople(context, { type: "group", op: "and", filters: [] }))).toEqual([
    "ann",
    "bob",
    "silent",
  ]);
});
