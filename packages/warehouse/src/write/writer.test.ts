import { afterAll, beforeAll, expect, test } from "vitest";
import { openWarehouse } from "../open.ts";
import { event, folder } from "../testing/world.ts";
import type { Properties, Warehouse } from "../types.ts";

const place = folder();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ directory: place.path });
});
afterAll(async () => {
  await warehouse.close();
  place.remove();
});

const reopen = async () => {
  await warehouse.close();
  warehouse = await openWarehouse({ directory: place.path });
};
const count = async (project: string) =>
  Number(
    (
      await warehouse.query<{ n: string }>(
        "SELECT count() AS n FROM events WHERE project = {project:String}",
        { project },
      )
    )[0]?.n,
  );
const nested = (depth: number): Properties =>
  JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`) as Properties;

test("a key counts once: in a batch, between concurrent calls, on a retry, after a restart; per project", async () => {
  const of = (dedupeKey: string, project = "dup") => event({ project, dedupeKey });
  const receipts = await Promise.all([
    warehouse.write([of("a"), of("a"), of("b")]),
    warehouse.write([of("a")]),
    warehouse.write([of("a", "dup2")]),
  ]);
  expect(receipts.map(({ accepted, duplicates }) => [accepted, duplicates])).toEqual([
    [2, 1],
    [0, 1],
    [1, 0],
  ]);
  expect(await warehouse.write([of("b")])).toMatchObject({ accepted: 0, duplicates: 1 });
  await reopen();
  expect(await warehouse.write([of("b"), of("c")])).toMatchObject({ accepted: 1, duplicates: 1 });
  expect([await count("dup"), await count("dup2")]).toEqual([3, 1]);
});

test("an old file written again with `exact` adds nothing", async () => {
  // Received long ago: its keys are not among the latest after a restart.
  const rows = Array.from({ length: 500 }, (_, i) =>
    event({
      project: "file",
      ts: 852_076_800_000 + i * 86_400_000,
      receivedAt: 1_500_000_000_000,
      dedupeKey: `row-${i}`,
    }),
  );
  expect(await warehouse.write(rows, { exact: true })).toMatchObject({ accepted: 500, duplicates: 0 });
  await reopen();
  expect(await warehouse.write(rows, { exact: true })).toMatchObject({ accepted: 0, duplicates: 500 });
  expect(await count("file")).toBe(500);
});

test("a row that cannot be stored is refused with its reason; its neighbours are stored", async () => {
  const receipt = await warehouse.write([
    event({ project: "bad", properties: { n: 1 } }),
    event({ project: "bad", properties: nested(1500) }),
    event({ project: "bad", ts: Number.NaN }),
    event({ project: "bad", properties: { n: 2 } }),
    event({ project: "bad", set: nested(1500) }),
    event({ project: "bad", properties: nested(1500) }),
  ]);
  expect(receipt.accepted).toBe(3);
  expect(receipt.refused.map(({ index, code }) => [index, code]).sort()).toEqual([
    [1, "EVENT_UNREADABLE"],
    [2, "EVENT_INVALID"],
    [4, "PROPERTIES_UNREADABLE"],
    [5, "EVENT_UNREADABLE"],
  ]);
});

test("properties come back as they were sent", async () => {
  const sent: Properties[] = [
    { price: 1 },
    { price: "abc" },
    { price: { a: 1 } },
    { iso: "2024-01-01T10:00:00Z", day: "2024-01-01", time: "2024-01-01 10:00:00" },
    {
      text: "12",
      decimal: "1.50",
      yes: true,
      float: 1.5,
      tiny: -1e-300,
      huge: 1e308,
      big: 123456789012345680000,
    },
    { list: [1, "a", true], rows: [{ a: 1 }, { a: "x" }] },
    { "": 1, "x`y": 2, $set: { a: "'\"\\\t\n\0" }, 中文: "😀" },
    Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`key${i}`, i])),
  ];
  await warehouse.write(
    sent.map((properties, i) => event({ project: "back", ts: 1_700_000_000_000 + i, properties })),
  );
  const rows = await warehouse.query<{ properties: Properties }>(
    "SELECT properties FROM events WHERE project = 'back' ORDER BY ts",
    {},
    { integers: "number" },
  );
  expect(rows.map(({ properties }) => properties)).toEqual(sent);
  const texts = await warehouse.query<{ a: string; b: string }>(
    "SELECT toString(properties.price) AS a, toString(properties.iso) AS b FROM events WHERE project = 'back' ORDER BY ts LIMIT 4",
  );
  expect(texts).toEqual([
    { a: "1", b: "" },
    { a: "abc", b: "" },
    { a: "", b: "" },
    { a: "", b: "2024-01-01T10:00:00Z" },
  ]);
});

test("people are merged in the tables, and a merge is still known after a restart", async () => {
  const project = "who";
  const ask = (sql: string) => warehouse.query<{ v: string }>(sql, { project });
  await warehouse.write([
    event({ project, distinctId: "anon", setOnce: { first: "ad" }, set: { name: "?" } }),
  ]);
  await warehouse.write([
    event({
      project,
      distinctId: "ann",
      set: { name: "Ann", n: 5 },
      merge: { otherId: "anon", kind: "identify" },
    }),
  ]);
  await reopen();
  const receipt = await warehouse.write([
    event({ project, distinctId: "bob", merge: { otherId: "anon", kind: "identify" } }),
    event({ project, distinctId: "anon", set: { city: "Ulm" } }),
  ]);
  expect(receipt.refusedMerges).toMatchObject([{ index: 0, code: "MERGE_IDENTIFIED" }]);
  await warehouse.write([event({ project, distinctId: "bob", merge: { otherId: "ann", kind: "force" } })]);
  expect(
    await ask(
      "SELECT concat(distinct_id, '>', person_id) AS v FROM identities FINAL WHERE project = {project:String} ORDER BY v",
    ),
  ).toEqual([{ v: "ann>bob" }, { v: "anon>bob" }]);
  expect(
    await warehouse.query(
      "SELECT person_id, identified, properties FROM people FINAL WHERE project = {project:String}",
      { project },
      { integers: "number" },
    ),
  ).toEqual([
    { person_id: "bob", identified: true, properties: { first: "ad", name: "Ann", n: 5, city: "Ulm" } },
  ]);
});

test("what only people are told stores no event, and keeps what is known of them", async () => {
  const project = "scored";
  await warehouse.write([event({ project, distinctId: "ann", set: { name: "Ann" } })]);
  const count = () =>
    warehouse.query("SELECT count() AS n FROM events WHERE project = {project:String}", { project });
  expect(await count()).toEqual([{ n: "1" }]);
  const score = (distinctId: string, risk: number) => event({ project, distinctId, set: { risk } });
  const receipt = await warehouse.write([score("ann", 0.5), score("bob", 1)], { peopleOnly: true });
  expect(receipt).toMatchObject({ accepted: 0, duplicates: 0, refused: [] });
  await warehouse.write([score("ann", 0.75)], { peopleOnly: true });
  expect(await count()).toEqual([{ n: "1" }]);
  expect(
    await warehouse.query(
      "SELECT person_id, properties FROM people FINAL WHERE project = {project:String} ORDER BY person_id",
      { project },
      { integers: "number" },
    ),
  ).toEqual([
    { person_id: "ann", properties: { name: "Ann", risk: 0.75 } },
    { person_id: "bob", properties: { risk: 1 } },
  ]);
});

test("a group's values are overwritten one by one", async () => {
  const set = (values: Properties) =>
    event({ project: "g", group: { type: "company", key: "acme", set: values } });
  await warehouse.write([set({ plan: "free", size: 3 })]);
  await warehouse.write([set({ plan: "pro" })]);
  expect(
    await warehouse.query(
      "SELECT properties FROM groups FINAL WHERE project = 'g'",
      {},
      { integers: "number" },
    ),
  ).toEqual([{ properties: { plan: "pro", size: 3 } }]);
});

test("more than the queue holds is refused as busy, and can be sent again", async () => {
  const other = folder();
  const small = await openWarehouse({ directory: other.path, queueBytes: 10_000 });
  const batch = (name: string) => Array.from({ length: 50 }, (_, i) => event({ dedupeKey: `${name}${i}` }));
  const results = await Promise.allSettled(["a", "b", "c", "d"].map((name) => small.write(batch(name))));
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({ code: "WAREHOUSE_BUSY", status: 503 });
  for (const name of ["a", "b", "c", "d"]) await small.write(batch(name));
  expect(await small.query("SELECT count() AS n FROM events")).toEqual([{ n: "200" }]);
  await small.close();
  other.remove();
});
