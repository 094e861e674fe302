import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../answer.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const now = new Date("2026-03-05T00:00:00Z");
const question = {
  kind: "lifecycle" as const,
  interval: "day" as const,
  range: { from: "2026-03-01", to: "2026-03-04" },
};
const active = (person: string, ...days: number[]): Row[] =>
  days.map((day) => [person, "use", `2026-03-${String(day).padStart(2, "0")}T10:00`]);

test("X on days 1, 2, 4 and Y on day 2", async () => {
  const context = await world.project([...active("X", 1, 2, 4), ...active("Y", 2)], { now });
  const { result } = await ask(context, question);
  expect(result).toMatchObject({
    new: [1, 1, 0, 0],
    returning: [0, 1, 0, 0],
    resurrecting: [0, 0, 0, 1],
    dormant: [0, 0, -2, 0],
  });
});

test("who was seen before the range is not new, and the day before it counts as before", async () => {
  const rows: Row[] = [
    ["X", "use", "2025-01-01"],
    ...active("X", 1),
    ["Y", "use", "2026-02-28T10:00"],
    ...active("Y", 1),
  ];
  const { result } = await ask(
    await world.project([...rows, ["Z", "use", "2026-02-28T11:00"]], { now }),
    question,
  );
  expect(result).toMatchObject({
    new: [0, 0, 0, 0],
    returning: [1, 0, 0, 0],
    resurrecting: [1, 0, 0, 0],
    dormant: [-1, -2, 0, 0],
  });
});

test("a person active only long before the range is in none of its counts", async () => {
  const rows: Row[] = [["X", "use", "2025-01-01"], ...active("Y", 2)];
  const { result } = await ask(await world.project(rows, { now }), question);
  expect(result).toMatchObject({
    new: [0, 1, 0, 0],
    returning: [0, 0, 0, 0],
    resurrecting: [0, 0, 0, 0],
    dormant: [0, 0, -1, 0],
  });
});

test("no events: zeros", async () => {
  const { result } = await ask(await world.project([], { now }), question);
  expect([result.new, result.dormant]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

test("the balance holds from day to day, people lists agree, and order or duplicates of rows change nothing", async () => {
  const history = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.constantFrom("UTC", "Asia/Kathmandu", "America/Los_Angeles"),
      async (days, timezone) => {
        const rows = days.flatMap(([person, day]) => active(person, day));
        const options = { now: new Date("2026-03-12T00:00:00Z"), timezone };
        const wide = { ...question, range: { from: "2026-02-27", to: "2026-03-10" } };
        const context = await world.project(rows, options);
        const { result } = await ask(context, wide);
        const shuffled = await ask(await world.project([...rows].reverse().concat(rows), options), wide);
        expect(shuffled.result).toEqual(result);
        const at = (values: number[], i: number) => values[i] ?? 0;
        const total = (i: number) => at(result.new, i) + at(result.returning, i) + at(result.resurrecting, i);
        for (const [i] of result.buckets.entries())
          if (i > 0)
            expect(total(i)).toBe(
              total(i - 1) + at(result.new, i) + at(result.resurrecting, i) + at(result.dormant, i),
            );
        for (const [i, { start }] of result.buckets.entries()) {
          if (at(result.dormant, i) === 0) continue;
          const { total: people } = await peopleBehind(
            context,
            wide,
            { kind: "lifecycle", bucket: start, status: "dormant" },
            { limit: 9 },
          );
          expect(people).toBe(-at(result.dormant, i));
        }
      },
    ),
    { numRuns: 6 },
  );
});
