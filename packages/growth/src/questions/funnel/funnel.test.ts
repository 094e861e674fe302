import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, peopleBehind } from "../../answer.ts";
import type { QuestionContext } from "../../context.ts";
import { funnelReference } from "../../testing/funnelReference.ts";
import { openWorld, type Row, timeOf, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const range = { from: "2026-03-01", to: null };
const now = new Date("2026-04-01T00:00:00Z");
const steps = (...names: string[]) => names.map((event) => ({ event }));
const hour = { value: 1, unit: "hour" as const };
const at = (time: string) => `2026-03-02T${time}`;

interface Case {
  events: [event: string, time: string][];
  expected: number[];
  question?: Partial<Extract<Parameters<typeof ask>[1], { kind: "funnel" }>>;
}
async function countsOf(context: QuestionContext, question: Case["question"] = {}) {
  const { result } = await ask(context, {
    kind: "funnel",
    range,
    steps: steps("A", "B", "C"),
    window: hour,
    ...question,
  });
  return result.steps.map(({ count }) => count);
}

const cases: Record<string, Case> = {
  "a later first step restarts the run, and the better run wins": {
    events: [
      ["A", "00:00"],
      ["A", "00:30"],
      ["B", "00:40"],
      ["C", "01:20"],
    ],
    expected: [1, 1, 1],
  },
  "without the second entry the third step comes too late": {
    events: [
      ["A", "00:00"],
      ["B", "00:40"],
      ["C", "01:20"],
    ],
    expected: [1, 1, 0],
  },
  "the window takes in its last instant": {
    events: [
      ["A", "00:00"],
      ["B", "01:00:00"],
    ],
    expected: [1, 1, 0],
  },
  "a second past the window is too late": {
    events: [
      ["A", "00:00"],
      ["B", "01:00:01"],
    ],
    expected: [1, 0, 0],
  },
  "a millisecond past the window is too late": {
    events: [
      ["A", "00:00"],
      ["B", "01:00:00.001"],
    ],
    expected: [1, 0, 0],
  },
  "equal times are settled in the person's favour": {
    events: [
      ["C", "00:00"],
      ["B", "00:00"],
      ["A", "00:00"],
    ],
    expected: [1, 1, 1],
  },
  "one event serves one step": {
    events: [
      ["A", "00:00"],
      ["B", "00:10"],
    ],
    question: { steps: steps("A", "A", "B") },
    expected: [1, 0, 0],
  },
  "two equal events at one instant serve two steps, also around another": {
    events: [
      ["A", "00:00"],
      ["A", "00:00"],
      ["B", "00:00"],
    ],
    question: { steps: steps("A", "B", "A") },
    expected: [1, 1, 1],
  },
  "strict: another event between resets, the first step still stands": {
    events: [
      ["A", "00:00"],
      ["Z", "00:05"],
      ["B", "00:10"],
    ],
    question: { order: "strict" },
    expected: [1, 0, 0],
  },
  "strict is not applied inside a tie": {
    events: [
      ["A", "00:00"],
      ["Z", "00:10"],
      ["B", "00:10"],
      ["C", "00:20"],
    ],
    question: { order: "strict" },
    expected: [1, 1, 1],
  },
  "an exclusion between removes the person from every step": {
    events: [
      ["A", "00:00"],
      ["X", "00:05"],
      ["B", "00:10"],
    ],
    question: { exclusions: [{ event: "X", from: 0, to: 1 }] },
    expected: [0, 0, 0],
  },
  "a later clean entry rescues": {
    events: [
      ["A", "00:00"],
      ["X", "00:05"],
      ["A", "00:10"],
      ["B", "00:20"],
    ],
    question: { exclusions: [{ event: "X", from: 0, to: 1 }] },
    expected: [1, 1, 0],
  },
  "an exclusion past the window, or after its step, is ignored": {
    events: [
      ["A", "00:00"],
      ["B", "00:10"],
      ["X", "00:20"],
      ["C", "00:30"],
      ["X", "02:00"],
    ],
    question: { exclusions: [{ event: "X", from: 0, to: 1 }] },
    expected: [1, 1, 1],
  },
  "without order, row n counts any n steps": {
    events: [
      ["C", "00:00"],
      ["A", "00:10"],
    ],
    question: { order: "unordered" },
    expected: [1, 1, 0],
  },
  "without order, an exclusion leaves the person at the steps before it": {
    events: [
      ["C", "00:00"],
      ["A", "00:10"],
      ["X", "00:20"],
      ["B", "00:30"],
    ],
    question: { order: "unordered", exclusions: [{ event: "X", from: 0, to: 2 }] },
    expected: [1, 1, 0],
  },
};

describe("one person", () => {
  for (const [name, { events, expected, question }] of Object.entries(cases))
    test(name, async () => {
      const rows = events.map(([event, time]): Row => ["u", event, at(time)]);
      expect(await countsOf(await world.project(rows, { now }), question)).toEqual(expected);
    });
});

const names = ["A", "B", "C", "X", "Z"];
/** Times on a coarse grid, so that ties and window edges are common. */
const person = fc.array(fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 12 })), {
  maxLength: 14,
});

test("every order, window and exclusion agrees with the definition worked run by run, ties and duplicates included", async () => {
  const start = timeOf(at("00:00"));
  const population = fc.sample(person, { numRuns: 250, seed: 11 });
  const rows = population.flatMap((events, i) =>
    events.map(([event, minute]): Row => [`u${i}`, event, start + minute * 60_000]),
  );
  const context = await world.project(rows, { now });
  const definition = fc.record({
    steps: fc.oneof(
      fc.constantFrom<(string | null)[]>(
        ["A", "B", "C"],
        ["A", "B"],
        ["A", "A", "B"],
        ["A", "B", "A"],
        ["A", "B", "A", "C"],
      ),
      fc.constantFrom<(string | null)[]>(["A", null, "B"], [null, "A"], ["A", null, null]),
    ),
    minutes: fc.integer({ min: 1, max: 12 }),
    order: fc.constantFrom("ordered" as const, "strict" as const, "unordered" as const),
    exclusion: fc.constantFrom<null | "X" | "Z">(null, "X", "Z"),
    bounds: fc.constantFrom<[number, number]>([0, 1], [1, 2], [0, 2]),
  });
  await fc.assert(
    fc.asyncProperty(definition, async ({ steps: named, minutes, order, exclusion, bounds }) => {
      // Without order, steps are distinct or equal: what one event may serve is then plain.
      const wanted = order === "unordered" ? named.filter((name) => name !== null) : named;
      fc.pre(wanted.length > 1);
      const last = wanted.length - 1;
      const [from, to] =
        order === "unordered" ? [0, last] : [Math.min(bounds[0], last - 1), Math.min(bounds[1], last)];
      const exclusions = exclusion ? [{ event: exclusion, from, to }] : [];
      const { result } = await ask(context, {
        kind: "funnel",
        range,
        steps: wanted.map((event) => ({ event })),
        order,
        window: { value: minutes, unit: "minute" },
        exclusions,
      });
      const runs = population.map((events) =>
        funnelReference(
          events.map(([event, minute]) => ({
            ms: minute * 60_000,
            steps: wanted.reduce<number>(
              (mask, name, k) => mask | (Number(name === null || name === event) << k),
              0,
            ),
            exclusions: Number(event === exclusion),
          })),
          { steps: wanted.length, order, windowMs: minutes * 60_000, exclusions },
        ),
      );
      expect(result.steps.map(({ count }) => count)).toEqual(
        wanted.map((_, k) => runs.filter((r) => r.length > k).length),
      );
      for (const [k, step] of result.steps.entries()) {
        const times = runs.flatMap((run) =>
          k > 0 && run.length > k ? [((run[k] ?? 0) - (run[k - 1] ?? 0)) / 1000] : [],
        );
        const mean = times.length === 0 ? null : times.reduce((sum, t) => sum + t, 0) / times.length;
        expect(step.meanSeconds === null).toBe(mean === null);
        if (mean !== null) expect(step.meanSeconds).toBeCloseTo(mean, 6);
      }
    }),
    { numRuns: 30 },
  );
});

const day = (n: number, time: string) => `2026-03-0${n}T${time}`;
const shop: Row[] = [
  ["ann", "A", day(1, "10:00"), { source: "web" }],
  ["ann", "B", day(1, "10:30"), { source: "app" }],
  ["ann", "C", day(1, "10:50"), { source: "app" }],
  ["bob", "A", day(1, "12:00"), { source: "web" }],
  ["bob", "B", day(1, "13:04")],
  ["bob", "A", day(3, "12:00"), { source: "app" }],
  ["bob", "B", day(3, "12:20"), { source: "app" }],
  ["cid", "A", day(3, "09:00"), { source: "app" }],
];
const question = { kind: "funnel" as const, range, steps: steps("A", "B", "C"), window: hour };

test("conversion, times and intervals of a small shop, worked by hand", async () => {
  const { result } = await ask(await world.project(shop, { now }), question);
  // A→B: ann 1800 s, bob 1200 s (his second run); B→C: ann 1200 s.
  expect(
    result.steps.map(({ count, ofPrevious, medianSeconds }) => [count, ofPrevious, medianSeconds]),
  ).toEqual([
    [3, null, null],
    [2, 2 / 3, 1500],
    [1, 1 / 2, 1200],
  ]);
  expect(result.timeToConvert).toEqual({
    median: 3000,
    mean: 3000,
    bins: [{ fromSeconds: 3000, toSeconds: 3000, count: 1 }],
  });
});

test("attribution takes the first touch, the last, every value of its own, or the value at a step", async () => {
  const context = await world.project(shop, { now });
  const split = async (breakdown: object) => {
    const { result } = await ask(context, { ...question, breakdown: { key: "source", ...breakdown } });
    return result.breakdown.map((part) => [part.value, ...part.steps.map(({ count }) => count)]);
  };
  expect(await split({})).toEqual([
    ["web", 2, 2, 1],
    ["app", 1, 0, 0],
  ]);
  expect(await split({ attribution: "last" })).toEqual([["app", 3, 2, 1]]);
  expect(await split({ attribution: "all" })).toEqual([
    ["app", 2, 1, 0],
    ["web", 2, 0, 0],
  ]);
  expect(await split({ attribution: "step", step: 1 })).toEqual([
    ["app", 2, 2, 1],
    ["(none)", 1, 0, 0],
  ]);
});

test("the trend books people at their entry, once per bucket", async () => {
  const { result } = await ask(await world.project(shop, { now: new Date("2026-03-03T18:00Z") }), {
    ...question,
    trend: "day",
  });
  expect(result.trend).toEqual([
    { start: "2026-03-01", complete: true, entered: 2, converted: 1, rate: 0.5 },
    { start: "2026-03-02", complete: true, entered: 0, converted: 0, rate: null },
    { start: "2026-03-03", complete: false, entered: 2, converted: 0, rate: 0 },
  ]);
});

test("people behind every step agree with the chart, and each says why", async () => {
  const context = await world.project(shop.slice(0, 5).concat([["cid", "A", day(3, "09:00")]]), {
    now: new Date("2026-03-03T09:15Z"),
  });
  const { result } = await ask(context, question);
  for (const [step, { count }] of result.steps.entries()) {
    const converted = await peopleBehind(
      context,
      question,
      { kind: "funnel", step, outcome: "converted", breakdown: null, bucket: null },
      { limit: 9 },
    );
    expect(converted.total).toBe(count);
    if (step === 0) continue;
    const dropped = await peopleBehind(
      context,
      question,
      { kind: "funnel", step, outcome: "dropped", breakdown: null, bucket: null },
      { limit: 9 },
    );
    expect(dropped.total).toBe((result.steps[step - 1]?.count ?? 0) - count);
    if (step === 1)
      expect(dropped.people.map(({ personId, why }) => [personId, why])).toEqual([
        ["cid", "Has not done “B” yet; 45 min of the 1-hour window are left."],
        ["bob", "Did “B” when the 1-hour window had ended 4 min earlier."],
      ]);
    if (step === 1)
      expect(dropped.people.map(({ reason }) => reason)).toEqual([
        { code: "pending", step: "B", window: { value: 1, unit: "hour" }, left: 45 * 60_000 },
        { code: "late", step: "B", window: { value: 1, unit: "hour" }, by: 4 * 60_000 },
      ]);
  }
});

test("nobody is a funnel of zeros; a misplaced exclusion names its field", async () => {
  const context = await world.project([], { now });
  const { result } = await ask(context, question);
  expect(result.steps.map(({ count, ofFirst }) => [count, ofFirst])).toEqual([
    [0, null],
    [0, null],
    [0, null],
  ]);
  await expect(
    ask(context, { ...question, exclusions: [{ event: "X", from: 1, to: 1 }] }),
  ).rejects.toMatchObject({
    code: "GROWTH_FUNNEL",
    field: "exclusions.0",
  });
});
