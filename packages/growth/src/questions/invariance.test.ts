import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../answer.ts";
import type { QuestionInput } from "../schema/question.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Three weeks around the clock change of 8 March 2026 in California, at odd minutes; a few instants are shared. */
const rows: Row[] = Array.from({ length: 160 }, (_, i): Row => {
  const minute = Math.floor((i * 7919) % (21 * 24 * 60));
  const at = Date.parse("2026-02-27T00:00Z") + (i % 5 === 0 ? Math.floor(minute / 60) * 60 : minute) * 60_000;
  return [
    `p${(i * 31) % 12}`,
    ["view", "add", "buy"][(i * 17) % 3] ?? "view",
    at,
    { source: ["web", "app", "ads"][i % 3] ?? "" },
  ];
});
const range = { from: "2026-03-01", to: "2026-03-14" };
const questions: QuestionInput[] = [
  { kind: "trends", range, interval: "hour", series: [{ event: "view" }] },
  {
    kind: "trends",
    range,
    series: [{ event: null, measure: { type: "uniques" } }],
    breakdown: { key: "source" },
    compare: "previous",
  },
  {
    kind: "trends",
    range,
    interval: "week",
    cumulative: true,
    series: [{ event: null, measure: { type: "uniques" } }],
  },
  { kind: "funnel", range, steps: [{ event: "view" }, { event: "add" }, { event: "buy" }], trend: "day" },
  { kind: "funnel", range, steps: [{ event: "view" }, { event: null }, { event: "buy" }], order: "strict" },
  { kind: "lifecycle", range, interval: "day" },
  { kind: "stickiness", range, mode: "l7" },
  { kind: "paths", range, by: "event" },
];

describe.each(["UTC", "Asia/Kathmandu", "America/Los_Angeles"])("in %s", (timezone) => {
  test("shuffled rows and batches sent twice change no answer", async () => {
    const options = { timezone, now: new Date("2026-03-20T00:00Z"), merged: { p3: "p4" } };
    const plain = await world.project(rows, options);
    const shuffled = await world.project(
      rows.toSorted((a, b) => (Number(a[2]) % 97) - (Number(b[2]) % 97)),
      { ...options, sent: 2 },
    );
    for (const question of questions) {
      const [expected, got] = [await ask(plain, question), await ask(shuffled, question)];
      expect(got.result).toEqual(expected.result);
    }
  });

  test("hours add up to days, and days to the total", async () => {
    const context = await world.project(rows, { timezone, now: new Date("2026-03-20T00:00Z") });
    const sums = await Promise.all(
      (["hour", "day", "week"] as const).map(async (interval) => {
        const { result } = await ask(context, { kind: "trends", range, interval, series: [{ event: null }] });
        const [line] = result.series;
        return [line?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0), line?.total];
      }),
    );
    const total = sums[0]?.[0];
    expect(total).toBeGreaterThan(0);
    expect(sums).toEqual(sums.map(() => [total, total]));
  });
});
