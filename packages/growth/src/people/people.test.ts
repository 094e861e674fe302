import { afterAll, beforeAll, expect, test } from "vitest";
import type { QuestionContext } from "../context.ts";
import type { Filter } from "../schema/filter.ts";
import { eventNames, eventRow, peopleList, personDetail, propertyList, timeline } from "../schema/people.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";
import { getPerson, liveEvents, personTimeline } from "./events.ts";
import { resolvePeople } from "./ids.ts";
import { cohortCount, cohortPeople, listPeople } from "./list.ts";
import { listEvents, listProperties, propertyValues } from "./names.ts";

let world: World;
let context: QuestionContext;
beforeAll(async () => {
  world = await openWorld();
  context = await world.project(
    [
      ["anon", "look", "2026-03-01T10:00", { n: 1, page: "/a" }],
      ["ann", "buy", "2026-03-02T10:00", { n: 9007199254740992, page: "/b", vip: true }],
      ["bob", "look", "2026-03-03T10:00", { n: 2.5, page: "/a" }],
      ["bob", "look", "2026-03-03T10:00", { n: "two", page: "/c" }],
      ["100% real_id", "look", "2026-03-03T09:00"],
    ],
    {
      merged: { anon: "ann" },
      profiles: { ann: { email: "Ann@Example.org", plan: "pro" }, silent: { name: "Never Seen" } },
      cohorts: {
        buyers: {
          kind: "dynamic",
          op: "and",
          criteria: [
            {
              type: "behaviour",
              event: "buy",
              times: { op: "gte", count: 1 },
              withinDays: null,
              negate: false,
            },
          ],
        },
      },
    },
  );
});
afterAll(() => world.close());

const ids = ({ people }: { people: { personId: string }[] }) => people.map((p) => p.personId);

test("everybody is listed once, newest activity first, page by page", async () => {
  const all = await listPeople(context, {});
  expect(() => peopleList.parse(all)).not.toThrow();
  expect(ids(all)).toEqual(["bob", "100% real_id", "ann", "silent"]);
  expect(all).toMatchObject({ total: 4, cursor: null });
  expect(all.people[2]).toMatchObject({ label: "Ann@Example.org", firstSeen: "2026-03-01T10:00:00.000Z" });
  expect(all.people[3]).toMatchObject({ label: "Never Seen", firstSeen: null });
  const first = await listPeople(context, { limit: 3 });
  const second = await listPeople(context, { limit: 3, cursor: first.cursor ?? "" });
  expect([...ids(first), ...ids(second)]).toEqual(ids(all));
  expect([first.total, second.total, second.cursor]).toEqual([4, 4, null]);
  await expect(listPeople(context, { cursor: "3" })).rejects.toMatchObject({ code: "CURSOR_INVALID" });
});

test("whoever comes while pages are turned shifts nothing", async () => {
  const rows = (names: string[], at: string): Row[] => names.map((name) => [name, "look", at]);
  const growing = await world.project(rows(["a", "b", "c"], "2026-03-01"));
  const first = await listPeople(growing, { limit: 2 });
  await world.add(growing, rows(["new"], "2026-03-02"));
  const second = await listPeople(growing, { limit: 2, cursor: first.cursor ?? "" });
  expect([...ids(first), ...ids(second)].sort()).toEqual(["a", "b", "c"]);
});

test.each([
  ["example.ORG", ["ann"]],
  ["anon", ["ann"]],
  ["never", ["silent"]],
  ["% real_", ["100% real_id"]],
  ["nobody", []],
])("searching %s finds %j", async (search, found) => {
  expect(ids(await listPeople(context, { search }))).toEqual(found);
});

test("the filter language chooses people, by themselves or by one of their events", async () => {
  const where = (filter: Filter) =>
    listPeople(context, { filter: { type: "group", op: "and", filters: [filter] } });
  const pro = { type: "property", on: "person", key: "plan", operator: "is", value: "pro" } as const;
  expect(ids(await where(pro))).toEqual(["ann"]);
  expect((await where({ ...pro, operator: "is_not" })).total).toBe(3);
  expect((await listPeople(context, { filter: { type: "group", op: "and", filters: [] } })).total).toBe(4);
  expect(
    ids(await where({ type: "property", on: "event", key: "page", operator: "is", value: "/c" })),
  ).toEqual(["bob"]);
  expect(ids(await where({ type: "cohort", cohort: "buyers", negate: true }))).toEqual([
    "bob",
    "100% real_id",
    "silent",
  ]);
  await expect(listPeople(context, { limit: 0 })).rejects.toMatchObject({ field: "limit" });
});

test("a cohort is listed and counted by id and by an unsaved definition", async () => {
  expect(ids(await cohortPeople(context, "buyers", { limit: 10 }))).toEqual(["ann"]);
  const saved = await context.cohort("buyers");
  expect(saved.kind === "dynamic" && (await cohortCount(context, saved))).toBe(1);
});

test("a person is found under any of their ids, with all their events", async () => {
  const person = await getPerson(context, "anon");
  expect(personDetail.parse(person)).toMatchObject({
    personId: "ann",
    distinctIds: ["ann", "anon"],
    eventCount: 2,
    identified: true,
  });
  await expect(getPerson(context, "ghost")).rejects.toMatchObject({ code: "PERSON_NOT_FOUND", status: 404 });
  const page = await personTimeline(context, { personId: "ann", limit: 1 });
  expect(timeline.parse(page).events[0]).toMatchObject({
    event: "buy",
    personId: "ann",
    distinctId: "ann",
    properties: { page: "/b" },
  });
  const next = await personTimeline(context, { personId: "ann", limit: 1, cursor: page.cursor ?? "" });
  expect(next).toMatchObject({
    events: [{ event: "look", personId: "ann", distinctId: "anon" }],
    cursor: null,
  });
  expect((await personTimeline(context, { personId: "bob", limit: 1 })).cursor).not.toBeNull(); // two events of one instant
  await expect(personTimeline(context, { personId: "ann", cursor: "nonsense" })).rejects.toMatchObject({
    field: "cursor",
  });
});

test("two events of one instant are each given once", async () => {
  const first = await personTimeline(context, { personId: "bob", limit: 1 });
  const second = await personTimeline(context, { personId: "bob", limit: 1, cursor: first.cursor ?? "" });
  expect(new Set([...first.events, ...second.events].map((e) => e.uuid)).size).toBe(2);
  expect(second.cursor).toBeNull();
});

test("live events, event names, property keys and values", async () => {
  const live = await liveEvents(context, { limit: 2 });
  expect(live.map((e) => eventRow.parse(e).event)).toEqual(["look", "look"]);
  expect((await liveEvents(context, { event: "buy" })).map((e) => e.distinctId)).toEqual(["ann"]);
  expect((await liveEvents(context, {})).map((e) => [e.distinctId, e.personId]).at(-1)).toEqual([
    "anon",
    "ann",
  ]);
  expect([...(await resolvePeople(context, ["anon", "bob", "ghost"]))]).toEqual([["anon", "ann"]]);
  expect(eventNames.parse(await listEvents(context))).toEqual([
    { event: "look", count: 4, lastSeen: "2026-03-03T10:00:00.000Z" },
    { event: "buy", count: 1, lastSeen: "2026-03-02T10:00:00.000Z" },
  ]);
  const { properties, sampled } = propertyList.parse(await listProperties(context));
  expect(sampled).toBe(5);
  expect(properties.map((p) => [p.key, p.type, p.coverage])).toEqual([
    ["n", "mixed", 0.8],
    ["page", "string", 0.8],
    ["vip", "boolean", 0.2],
  ]);
  expect((await listProperties(context, { on: "person" })).properties.map((p) => p.key)).toEqual([
    "email",
    "name",
    "plan",
  ]);
  expect(await propertyValues(context, { key: "page" })).toEqual([
    { value: "/a", count: 2 },
    { value: "/b", count: 1 },
    { value: "/c", count: 1 },
  ]);
  expect(await propertyValues(context, { key: "page", search: "B" })).toEqual([{ value: "/b", count: 1 }]);
  expect(await propertyValues(context, { key: "n", event: "buy" })).toEqual([
    { value: "9007199254740992", count: 1 },
  ]);
  expect(await propertyValues(context, { key: "vip" })).toEqual([{ value: true, count: 1 }]);
});

test("an empty project has nobody and nothing, without an error", async () => {
  const empty = await world.project([]);
  expect(await listPeople(empty, {})).toEqual({ people: [], total: 0, cursor: null });
  expect(await listEvents(empty)).toEqual([]);
  expect(await listProperties(empty)).toEqual({ properties: [], sampled: 0 });
  expect(await liveEvents(empty, {})).toEqual([]);
});
