import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../answer.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** February 2026 has 28 days: A comes on all, B on the first 14, C on the first and last. */
const rows: Row[] = Array.from({ length: 28 }, (_, i) => i + 1).flatMap((day) => {
  const at = `2026-02-${String(day).padStart(2, "0")}T12:00`;
  const who = ["A", ...(day <= 14 ? ["B"] : []), ...(day === 1 || day === 28 ? ["C"] : [])];
  return who.map((person): Row => [person, "use", at]);
});
const now = new Date("2026-03-01T00:00:00Z");
const february = { from: "2026-02-01", to: "2026-02-28" };

test("28 days, three people: the histogram is 2:1, 14:1, 28:1 and stickiness 44/84", async () => {
  const context = await world.project(rows, { now });
  const { result } = await ask(context, { kind: "stickiness", range: february });
  const expected = Array.from({ length: 28 }, (_, i) => Number([2, 14, 28].includes(i + 1)));
  expect(result.people).toEqual(expected);
  expect(result.ratio).toBeCloseTo(44 / 84, 12);
  const cumulative = await ask(context, { kind: "stickiness", range: february, cumulative: true });
  expect([cumulative.result.people[0], cumulative.result.people[2], cumulative.result.people[27]]).toEqual([
    3, 2, 1,
  ]);
  const { people } = await peopleBehind(
    context,
    { kind: "stickiness", range: february },
    { kind: "stickiness", intervals: 14, bucket: null },
    { limit: 5 },
  );
  expect(people.map(({ personId }) => personId)).toEqual(["B"]);
});

test("mean L28 ÷ 28 on the last day is the average DAU ÷ MAU: 44/28 ÷ 3", async () => {
  const context = await world.project(rows, { now });
  const { result } = await ask(context, {
    kind: "stickiness",
    mode: "l28",
    range: { from: "2026-02-28", to: "2026-02-28" },
  });
  expect(result.days).toEqual([
    { start: "2026-02-28", complete: true, mean: 44 / 3, dau: 2, active: 3, ratio: 44 / 3 / 28 },
  ]);
  expect([result.people[1], result.people[13], result.people[27], result.total]).toEqual([1, 1, 1, 3]);
});

test("L7 looks back seven days, also before the range; who left the window is no longer active", async () => {
  const context = await world.project(rows, { now });
  const { result } = await ask(context, {
    kind: "stickiness",
    mode: "l7",
    range: { from: "2026-02-14", to: "2026-02-22" },
  });
  // 14 Feb: A 7, B 7 days; C (1 Feb) is outside. 20 Feb: A 7, B 1 (14 Feb). 21 Feb: A alone.
  expect(result.days?.map(({ active, mean, dau }) => [active, mean, dau])).toEqual([
    [2, 7, 2],
    [2, 6.5, 1],
    [2, 6, 1],
    [2, 5.5, 1],
    [2, 5, 1],
    [2, 4.5, 1],
    [2, 4, 1],
    [1, 7, 1],
    [1, 7, 1],
  ]);
  expect(result.people).toEqual([0, 0, 0, 0, 0, 0, 1]);
  const day = { kind: "stickiness" as const, intervals: 1, bucket: "2026-02-20" };
  const { people } = await peopleBehind(
    context,
    { kind: "stickiness", mode: "l7", range: { from: "2026-02-14", to: "2026-02-22" } },
    day,
    { limit: 5 },
  );
  expect(people.map(({ personId }) => personId)).toEqual(["B"]);
});

test("nobody: zeros and no ratio", async () => {
  const { result } = await ask(await world.project([], { now }), {
    kind: "stickiness",
    mode: "l7",
    range: february,
  });
  expect([result.total, result.ratio, result.days?.[0]?.mean]).toEqual([0, null, null]);
});
