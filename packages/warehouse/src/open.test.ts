import { afterAll, beforeAll, expect, test } from "vitest";
import { openWarehouse } from "./index.ts";
import { event, folder } from "./testing/world.ts";
import type { Warehouse } from "./types.ts";

const place = folder();
let warehouse: Warehouse;
beforeAll(async () => {
  // One session for reading: what a statement leaves behind would reach the next one.
  warehouse = await openWarehouse({ directory: place.path, readers: 1 });
});
afterAll(async () => {
  await warehouse.close();
  place.remove();
});

const endless = "SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1";

test("an event written is an event read", async () => {
  await warehouse.write([event({ properties: { $browser: "x", n: 2 } })]);
  const rows = await warehouse.query(
    "SELECT event, toUnixTimestamp64Milli(ts) AS t, toString(properties.`$browser`) AS b, properties FROM events WHERE project = {p:String}",
    { p: "p" },
  );
  expect(rows).toEqual([
    { event: "visit", t: "1700000000123", b: "x", properties: { $browser: "x", n: "2" } },
  ]);
});

test("bound values arrive as they are, whatever they hold", async () => {
  const text = `it's\n\t\\ "q" \`中\` {x:String} \0 \\N; DROP TABLE events --`;
  const list = ["a'b", "c\\d", "e\nf\tg", "", "[1]"];
  expect(
    await warehouse.query(
      `SELECT {text:String} AS text, {list:Array(String)} AS list, {none:Nullable(Int32)} AS none, {yes:Bool} AS yes,
              {at:DateTime64(3, 'UTC')} AS at, {ids:Array(UInt64)} AS ids, {x:Float64} AS x`,
      {
        text,
        list,
        none: null,
        yes: true,
        at: "2024-01-02 03:04:05.678",
        ids: [1, 2],
        x: 1.5,
      },
    ),
  ).toEqual([
    {
      text,
      list,
      none: null,
      yes: true,
      at: "2024-01-02 03:04:05.678",
      ids: ["1", "2"],
      x: 1.5,
    },
  ]);
});

test("a value bound once is not there for the next query", async () => {
  await warehouse.query("SELECT {secret:String}", { secret: "s" });
  await expect(warehouse.query("SELECT {secret:String}")).rejects.toMatchObject({
    code: "WAREHOUSE_UNKNOWN_NAME",
  });
});

test.each([
  ["SELEC 1", "WAREHOUSE_SYNTAX", 400],
  ["SELECT nope FROM events", "WAREHOUSE_UNKNOWN_NAME", 400],
  ["SELECT 1 FROM nowhere", "WAREHOUSE_UNKNOWN_NAME", 400],
  ["SELECT 1 + 'a'", "WAREHOUSE_TYPE", 400],
  ["SELECT toUInt8OrZero({n:UInt8})", "WAREHOUSE_UNKNOWN_NAME", 400],
  ["SELECT 1; SELECT 2", "WAREHOUSE_SYNTAX", 400],
])("%s is refused as %s", async (sql, code, status) => {
  await expect(warehouse.query(sql)).rejects.toMatchObject({ name: "LeptonError", code, status });
});

test("limits stop a query, and do not stay for the next", async () => {
  await expect(warehouse.query(endless, {}, { maxSeconds: 1 })).rejects.toMatchObject({
    code: "WAREHOUSE_TIMEOUT",
  });
  await expect(
    warehouse.query(
      "SELECT uniqExact(sipHash64(number)) FROM numbers(100000000)",
      {},
      { maxMemoryBytes: 5e7 },
    ),
  ).rejects.toMatchObject({ code: "WAREHOUSE_MEMORY" });
  expect(
    await warehouse.query(
      "SELECT getSetting('max_execution_time') AS seconds, getSetting('readonly') AS readonly",
    ),
  ).toEqual([{ seconds: 60, readonly: 0 }]);
});

test("read-only refuses writes, and a later write works", async () => {
  for (const sql of [
    "CREATE TABLE t (a UInt8) ENGINE = Memory",
    "INSERT INTO rejects (project) VALUES ('x')",
  ])
    await expect(warehouse.command(sql, {}, { readOnly: true })).rejects.toMatchObject({
      code: "WAREHOUSE_READ_ONLY",
    });
  expect(await warehouse.query("SELECT 1 AS x", {}, { readOnly: true })).toEqual([{ x: 1 }]);
  await warehouse.command("CREATE TABLE t (a UInt8) ENGINE = Memory");
  await warehouse.command("DROP TABLE t");
});

test("cancelling frees the session, not only the promise", async () => {
  const abort = new AbortController();
  const running = warehouse.query(endless, {}, { signal: abort.signal }).catch((error: unknown) => error);
  setTimeout(() => abort.abort(), 200);
  expect(await running).toMatchObject({ code: "WAREHOUSE_CANCELLED" });
  // With one reading session this would wait for the endless query if it were still running.
  expect(await warehouse.query("SELECT 1 AS x")).toEqual([{ x: 1 }]);
});

test("rows written before a failure do not reach the next query", async () => {
  const failing =
    "SELECT number, throwIf(number = 900000) FROM numbers(1000000) SETTINGS max_block_size = 1000";
  await expect(warehouse.query(failing)).rejects.toMatchObject({ name: "LeptonError" });
  expect(await warehouse.query("SELECT 1 AS x")).toEqual([{ x: 1 }]);
  await expect(
    warehouse.query("SELECT repeat(toString(number), 100) AS x FROM numbers(1000000)"),
  ).rejects.toMatchObject({
    code: "WAREHOUSE_TOO_LARGE",
  });
  expect(await warehouse.query("SHOW TABLES LIKE 'events'")).toEqual([{ name: "events" }]);
});

test("a stream gives all rows in blocks, and can be left early", async () => {
  let sum = 0;
  let blocks = 0;
  for await (const rows of warehouse.stream<{ n: number }>(
    "SELECT toUInt32(number) AS n FROM numbers(200000)",
  )) {
    blocks++;
    for (const { n } of rows) sum += n;
  }
  expect(sum).toBe((199_999 * 200_000) / 2);
  expect(blocks).toBeGreaterThan(10);
  for await (const rows of warehouse.stream("SELECT number FROM numbers(200000)")) {
    expect(rows.length).toBeGreaterThan(0);
    break;
  }
  expect(await warehouse.query("SELECT 1 AS x")).toEqual([{ x: 1 }]);
});

test("a long query does not delay a write", async () => {
  const abort = new AbortController();
  const running = warehouse.query(endless, {}, { signal: abort.signal }).catch((error: unknown) => error);
  expect(await warehouse.write([event({ project: "beside" })])).toMatchObject({ accepted: 1 });
  abort.abort();
  await running;
});

test("health tells version, memory under its cap, and disk", async () => {
  const health = await warehouse.health();
  expect(health).toMatchObject({ ok: true, restarts: 0 });
  expect(health.version).toMatch(/^\d+\.\d+/);
  expect(health.memoryBytes).toBeLessThan(health.memoryCapBytes);
  expect(health.diskFreeBytes).toBeGreaterThan(0);
  expect(health.dataBytes).toBeGreaterThan(0);
});

test("wrong options are refused with what is expected", async () => {
  await expect(openWarehouse({ directory: "" })).rejects.toMatchObject({ code: "WAREHOUSE_OPTIONS" });
});
