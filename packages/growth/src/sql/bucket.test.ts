import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { intervals } from "../schema/time.ts";
import { openWorld, type World } from "../testing/world.ts";
import { bucketSql } from "./bucket.ts";
import { Draft, type Facts } from "./draft.ts";
import { bucketOf, cutBuckets } from "./range.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const zones = [
  "UTC",
  "Asia/Kathmandu",
  "Asia/Shanghai",
  "America/Los_Angeles",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Pacific/Apia",
];
const hour = 3_600_000;
/** Clock changes of these zones, to stand near them often. */
const changes = ["2026-03-08T10:00Z", "2026-11-01T09:00Z", "2026-04-04T15:00Z", "2018-11-04T03:00Z"].map(
  Date.parse,
);

test("the engine's bucket is the chart's bucket, in every zone and interval, on days of a clock change too", async () => {
  const instant = fc.oneof(
    fc.integer({ min: Date.parse("2015-01-01"), max: Date.parse("2027-01-01") }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * hour, max: 30 * hour }))
      .map(([at, by]) => at + by),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...zones),
      fc.constantFrom(...intervals),
      fc.constantFrom("sunday" as const, "monday" as const),
      instant,
      fc.array(fc.integer({ min: 0, max: 300 * hour }), { minLength: 20, maxLength: 60 }),
      async (timezone, interval, weekStart, fromMs, offsets) => {
        const clock = { timezone, weekStart, nowMs: fromMs + 400 * hour };
        const buckets = cutBuckets({ fromMs, toMs: fromMs + 301 * hour }, interval, clock);
        const draft = new Draft(clock as Facts);
        const times = offsets.map((offset) => fromMs + offset);
        const sql = draft.sql(
          `SELECT toString(${bucketSql(draft, buckets, "fromUnixTimestamp64Milli(t, 'UTC')")}) AS bucket
           FROM (SELECT arrayJoin(${draft.bind(times, "Array(Int64)")}) AS t)`,
        );
        const rows = await world.warehouse.query<{ bucket: string }>(sql.text, sql.params);
        expect(rows.map(({ bucket }) => Number(bucket))).toEqual(times.map((t) => bucketOf(buckets, t)));
      },
    ),
    { numRuns: 150 },
  );
});
