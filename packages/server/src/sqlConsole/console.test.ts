import { LeptonError } from "@lepton/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SqlReply } from "../contract/sql.ts";
import { openWorld, type World } from "../testing/world.ts";
import { attacks } from "./attacks.ts";
import { type SqlConsole, sqlConsoleOf } from "./console.ts";

let world: World;
let run: SqlConsole;
const secret = "only the other project may see this";

beforeAll(async () => {
  world = await openWorld();
  await world.write([
    {
      event: "sign up",
      distinctId: "ann",
      ts: 1_700_000_000_000,
      properties: { plan: "pro", price: 12.5, "a b": 1 },
    },
    { event: "sign up", distinctId: "bob", ts: 1_700_000_060_000, properties: { plan: "free", price: 0 } },
    { event: "pay", distinctId: "ann", ts: 1_700_003_600_000, properties: { price: 30, tags: ["x", "y"] } },
    {
      event: "pay",
      distinctId: "phone",
      ts: 1_700_007_200_000,
      merge: { otherId: "phone-2", kind: "alias" },
    },
  ]);
  await world.write([{ event: secret, distinctId: secret, set: { secret } }], "prj_other");
  run = sqlConsoleOf(world.warehouse);
});
afterAll(() => world.close());

const ask = (sql: string, limit = 100): Promise<SqlReply> =>
  run(world.project, sql, limit, new AbortController().signal);

const refusals = ["SQL_NOT_ALLOWED", "WAREHOUSE_SYNTAX", "WAREHOUSE_UNKNOWN_NAME"];

describe("attacks", () => {
  for (const [aim, list] of Object.entries(attacks))
    test(`${list.length} on ${aim} are refused`, async () => {
      for (const sql of list) {
        const outcome = await ask(sql).then(
          ({ rows }) => `ran: ${JSON.stringify(rows).slice(0, 200)}`,
          (error: unknown) => (error instanceof LeptonError ? error.code : error),
        );
        // Refused by us, or by ClickHouse before it ran: no syntax, no such name.
        expect.soft(refusals, `${sql}: ${outcome}`).toContain(outcome);
      }
    });

  test("are at least a hundred", () => {
    expect(Object.values(attacks).flat().length).toBeGreaterThan(100);
  });
});

/** Honest queries with the rows they must give. */
const honest: [sql: string, rows: unknown[][]][] = [
  ["SELECT 1 AS one", [[1]]],
  ["SELECT count() FROM events", [["4"]]],
  [
    "SELECT event, count() AS people FROM events GROUP BY event ORDER BY people DESC, event",
    [
      ["pay", "2"],
      ["sign up", "2"],
    ],
  ],
  ["SELECT events.event FROM events WHERE events.distinct_id = 'bob'", [["sign up"]]],
  ["SELECT e.event FROM events e WHERE e.distinct_id = 'bob'", [["sign up"]]],
  ["SELECT e.event FROM events AS e WHERE e.distinct_id = 'bob'", [["sign up"]]],
  ["SELECT \"event\" FROM `events` WHERE distinct_id = 'bob'", [["sign up"]]],
  ["select Event from (select event as Event from events order by ts desc limit 1)", [["pay"]]],
  ["SELECT uniqExact(person_id) FROM events", [["3"]]],
  ["SELECT sum(toFloat64(properties.price)) FROM events", [[42.5]]],
  [
    "SELECT properties.plan::String AS plan FROM events WHERE event = 'sign up' ORDER BY ts",
    [["pro"], ["free"]],
  ],
  ["SELECT properties.`a b` FROM events WHERE distinct_id = 'ann' AND event = 'sign up'", [["1"]]],
  ["SELECT properties.price.:Int64 FROM events WHERE event = 'pay' AND distinct_id = 'ann'", [["30"]]],
  [
    "WITH payers AS (SELECT DISTINCT distinct_id FROM events WHERE event = 'pay') SELECT count() FROM payers",
    [["2"]],
  ],
  ["WITH 2 AS k SELECT k * 3", [[6]]],
  [
    "SELECT distinct_id FROM events WHERE distinct_id IN (SELECT distinct_id FROM events WHERE event = 'pay') AND event = 'sign up'",
    [["ann"]],
  ],
  ["SELECT event FROM events WHERE event IN ('pay', 'x') AND distinct_id NOT IN ('phone')", [["pay"]]],
  [
    "SELECT a.event FROM events AS a INNER JOIN events AS b ON a.distinct_id = b.distinct_id AND b.event = 'pay' WHERE a.event = 'sign up'",
    [["sign up"]],
  ],
  ["SELECT events.event FROM events JOIN identities ON identities.person_id = events.distinct_id", [["pay"]]],
  ["SELECT countIf(event = 'pay'), avgOrNull(1), quantile(0.5)(2), median(3) FROM events", [["2", 1, 2, 3]]],
  [
    "SELECT event, row_number() OVER (PARTITION BY event ORDER BY ts) AS n FROM events WHERE event = 'pay' ORDER BY n",
    [
      ["pay", "1"],
      ["pay", "2"],
    ],
  ],
  [
    "SELECT sum(1) OVER w FROM events WHERE event = 'pay' WINDOW w AS (ORDER BY ts) ORDER BY 1",
    [["1"], ["2"]],
  ],
  [
    "SELECT windowFunnel(86400)(toDateTime(ts), event = 'sign up', event = 'pay') AS level FROM events WHERE distinct_id = 'ann'",
    [[2]],
  ],
  [
    "SELECT tag FROM events ARRAY JOIN properties.tags::Array(String) AS tag WHERE event = 'pay' AND distinct_id = 'ann'",
    [["x"], ["y"]],
  ],
  ["SELECT 'a\\' FROM system.tables -- '", [["a' FROM system.tables -- "]]],
  ["SELECT arrayMap(x -> x * 2, [1, 2]) AS a", [[[2, 4]]]],
  ["SELECT CASE WHEN 1 > 0 THEN 'yes' ELSE 'no' END", [["yes"]]],
  ["SELECT number FROM numbers(3)", [["0"], ["1"], ["2"]]],
  ["SELECT 1 UNION ALL SELECT 1", [[1], [1]]],
  ["SELECT toStartOfMonth(ts) AS m, count() FROM events GROUP BY ALL ORDER BY m", [["2023-11-01", "4"]]],
  [
    "SELECT toString(ts - INTERVAL 1 DAY) FROM events WHERE distinct_id = 'bob'",
    [["2023-11-13 22:14:20.000"]],
  ],
  [
    "SELECT * EXCEPT(properties, uuid, received_at, ts, timestamp, session_id) FROM events WHERE distinct_id = 'bob'",
    [["sign up", "bob", "bob"]],
  ],
  [
    "SELECT 'it''s; -- /* fine */ system.tables', 'a\\'b' -- a comment; with file('x')",
    [["it's; -- /* fine */ system.tables", "a'b"]],
  ],
  ["/* first */ SELECT 1 -- last", [[1]]],
  ["SELECT '中文 “quotes” − fine'", [["中文 “quotes” − fine"]]],
  ["SELECT count() FROM people", [["1"]]],
  ["SELECT count() FROM groups", [["0"]]],
  ["SELECT count() FROM market_sizes", [["0"]]],
  ["SELECT event FROM events QUALIFY row_number() OVER (ORDER BY ts DESC) = 1", [["pay"]]],
  ["SELECT event FROM events ORDER BY ts LIMIT 1 BY event LIMIT 1 OFFSET 1", [["pay"]]],
  ["SELECT EXISTS(SELECT 1 FROM events)", [[1]]],
  ["SELECT countIf(toInt64OrNull('5') = 5), uniqExactIf(event, 1) FROM events", [["4", "2"]]],
];

describe("honest queries", () => {
  for (const [sql, rows] of honest)
    test(sql, async () => {
      expect((await ask(sql)).rows).toEqual(rows);
    });

  test("give columns with their types, also for no rows", async () => {
    const { columns, rows } = await ask("SELECT event, count() AS n FROM events WHERE 0 GROUP BY event");
    expect(columns).toEqual([
      { name: "event", type: "LowCardinality(String)" },
      { name: "n", type: "UInt64" },
    ]);
    expect(rows).toEqual([]);
  });

  test("say when the limit cut them", async () => {
    expect(await ask("SELECT number FROM numbers(10)", 3)).toMatchObject({
      rows: [["0"], ["1"], ["2"]],
      truncated: true,
    });
  });
});

test("a mistake is told in the member's words", async () => {
  const error = await ask("SELECT nope FROM events").catch((e: unknown) => e as LeptonError);
  expect(error).toMatchObject({ status: 400, field: "sql" });
  expect(JSON.stringify(error)).not.toContain("lepton_");
});

test("no query sees the other project", async () => {
  const everything = await Promise.all(
    ["events", "people", "identities", "groups", "market_sizes"].map((t) => ask(`SELECT * FROM ${t}`)),
  );
  expect(JSON.stringify(everything)).not.toContain(secret);
});
