import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type Row, timeOf, type World } from "../testing/world.ts";
import { assignVariant } from "./assign.ts";
import { momentsOf } from "./moments.ts";
import { type ExperimentPlanInput, planExperiment } from "./plan.ts";
import { type ExperimentAsked, experimentResults } from "./results.ts";
import { experimentMetric, experimentResults as resultsSchema } from "./schema.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const exposed = (id: string, variant: string, at: string, key = "checkout"): Row => [
  id,
  "$experiment_exposure",
  at,
  { $experiment: key, $variant: variant },
];
const metric = experimentMetric.parse({ id: "buys", name: "Buys", kind: "conversion", event: "buy" });
const spend = experimentMetric.parse({
  id: "spend",
  name: "Spend",
  kind: "sum",
  event: "buy",
  property: "amount",
  role: "secondary",
});
const asked: ExperimentAsked = {
  key: "checkout",
  variants: [
    { key: "control", weight: 1 },
    { key: "new", weight: 1 },
  ],
  metrics: [metric, spend],
  startedMs: timeOf("2026-03-01"),
  stoppedMs: null,
  plannedPeople: 1000,
  level: 0.95,
};
const now = new Date("2026-03-20T00:00:00Z");

describe("who counts and what counts, seven people by hand", () => {
  test("first exposure opens the window, the past ends there, mixed and early ones stay out", async () => {
    const context = await world.project(
      [
        // Ann buys within seven days, as her merged id; her second exposure to the same variant moves nothing.
        exposed("anon", "control", "2026-03-02T10:00"),
        exposed("ann", "control", "2026-03-08T10:00"),
        ["ann", "buy", "2026-03-09T09:59", { amount: 10 }],
        // A millisecond after her window.
        ["ann", "buy", timeOf("2026-03-09T10:00"), { amount: 100 }],
        ["ann", "buy", "2026-02-20T10:00", { amount: 4 }],
        exposed("bob", "control", "2026-03-03"),
        exposed("cyd", "new", "2026-03-03"),
        // At the very instant of exposure counts; before 28 days of past does not.
        ["cyd", "buy", "2026-03-03", { amount: 7 }],
        ["cyd", "buy", "2026-02-02", { amount: 1000 }],
        exposed("dan", "new", "2026-03-04"),
        // Saw both.
        exposed("eve", "new", "2026-03-04"),
        exposed("eve", "control", "2026-03-05"),
        // Before the start, then of another experiment, then of a variant nobody knows.
        exposed("fay", "new", "2026-02-28T23:59"),
        exposed("fay", "new", "2026-03-05", "prices"),
        exposed("gus", "blue", "2026-03-05"),
        // Her window has not ended.
        exposed("hal", "new", "2026-03-15"),
      ],
      { now, merged: { anon: "ann" } },
    );
    const found = await experimentResults(context, asked);
    expect(() => resultsSchema.parse(found)).not.toThrow();
    expect(found.exposed).toEqual([
      { variant: "control", people: 2, expected: 2.5 },
      { variant: "new", people: 3, expected: 2.5 },
    ]);
    expect([found.mixed, found.unknown]).toEqual([1, 1]);
    const [conversion, sum] = found.metrics;
    expect(conversion?.arms.map(({ n, value }) => [n, value.value])).toEqual([
      [2, 0.5],
      [2, 0.5],
    ]);
    expect(conversion?.waiting).toBe(1);
    // Ann 10 of a past of 4, Bob nothing; Cyd 7, Dan nothing, both without a past.
    expect(sum?.arms.map(({ value }) => value.value)).toEqual([5, 3.5]);
    expect(sum?.cuped?.theta).toBeCloseTo(10 / 4, 12);
    expect(found.decision).toEqual({ code: "notEnough", variant: null });
  });

  test("nobody yet is an answer of its own; outcomes after the stop still count", async () => {
    const context = await world.project([], { now });
    expect(await experimentResults(context, asked)).toMatchObject({
      decision: { code: "nobody" },
      sampleRatio: null,
    });
    const stopped = await world.project(
      [
        exposed("a", "control", "2026-03-02"),
        exposed("b", "new", "2026-03-02"),
        ["b", "buy", "2026-03-07"],
        exposed("late", "new", "2026-03-06"),
      ],
      { now },
    );
    const found = await experimentResults(stopped, { ...asked, stoppedMs: timeOf("2026-03-05") });
    expect(found.metrics[0]?.arms.map(({ n, value }) => [n, value.value])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

/** 4,000 people split by the hash; in `new`, one in ten more buys. */
function company(options: { lift: number; lose?: number }): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < 4000; i++) {
    const id = `u${i}`;
    const variant = assignVariant("checkout", id, asked.variants);
    const at = timeOf("2026-03-01") + i * 60_000;
    // Every third one of `new` is lost before the exposure is sent.
    if (options.lose && variant === "new" && i % options.lose === 0) continue;
    rows.push(exposed(id, variant, new Date(at).toISOString()));
    const habit = i % 10 < 3;
    if (habit) rows.push([id, "buy", at - 86_400_000, { amount: 20 }]);
    // Those in the habit mostly buy again.
    if (habit ? i % 4 !== 0 : i % 20 === 9) rows.push([id, "buy", at + 3_600_000, { amount: 20 }]);
    else if (variant === "new" && (i * 7919) % 100 < options.lift * 100)
      rows.push([id, "buy", at + 7_200_000, { amount: 20 }]);
  }
  return rows;
}

describe("4,000 people split by the hash", () => {
  test("the figures equal those worked out person by person; CUPED narrows the interval; the better one is named", async () => {
    const rows = company({ lift: 0.1 });
    const context = await world.project(rows, { now });
    const found = await experimentResults(context, { ...asked, plannedPeople: 4000 });
    expect(found.sampleRatio?.failed).toBe(false);
    const [result] = found.metrics;
    const people = new Map<string, { variant: string; x: number; y: number }>();
    for (const [id, , , p] of rows.filter(([, e]) => e.startsWith("$")))
      people.set(id, { variant: String(p?.$variant), x: 0, y: 0 });
    const starts = new Map(rows.filter(([, e]) => e.startsWith("$")).map(([id, , at]) => [id, timeOf(at)]));
    for (const [id, event, at] of rows) {
      const person = people.get(id);
      if (event !== "buy" || !person) continue;
      if (timeOf(at) < (starts.get(id) ?? 0)) person.x = 1;
      else person.y = 1;
    }
    for (const arm of result?.arms ?? []) {
      const own = [...people.values()].filter(({ variant }) => variant === arm.variant);
      const moments = momentsOf(own.map(({ x, y }) => [x, y]));
      expect(arm.n).toBe(moments.n);
      expect(arm.value.value).toBeCloseTo(moments.meanY, 12);
    }
    expect(result?.cuped?.reduction).toBeGreaterThan(0.2);
    const [one] = result?.comparisons ?? [];
    const width = (e: { low: number | null; high: number | null } | undefined) =>
      (e?.high ?? 0) - (e?.low ?? 0);
    expect(width(one?.adjusted?.safe?.difference)).toBeLessThan(width(one?.raw.safe?.difference));
    expect(width(one?.raw.fixed?.difference)).toBeLessThan(width(one?.raw.safe?.difference));
    expect(found.decision).toEqual({ code: "better", variant: "new" });
    expect(result?.arms[1]?.best).toBeGreaterThan(0.99);
  });

  test("people lost from one variant fail the sample-ratio check, whatever the metric says", async () => {
    const context = await world.project(company({ lift: 0.1, lose: 3 }), { now });
    const found = await experimentResults(context, asked);
    expect(found.sampleRatio?.p).toBeLessThan(1e-10);
    expect(found.decision.code).toBe("sampleRatio");
  });

  test("no difference is not called one; a guardrail that gets worse comes first", async () => {
    const context = await world.project(company({ lift: 0 }), { now });
    const same = await experimentResults(context, asked);
    expect(["open", "noDifference"]).toContain(same.decision.code);
    const guarded = await world.project(company({ lift: 0.15 }), { now });
    const found = await experimentResults(guarded, {
      ...asked,
      metrics: [metric, { ...metric, id: "calls", role: "guardrail", goal: "decrease" }],
    });
    expect(found.decision).toEqual({ code: "guardrail", variant: "new" });
    expect(found.metrics[1]?.comparisons[0]?.correctedP).toBeNull();
  });
});

describe("planning from history", () => {
  const input: ExperimentPlanInput = { variants: [...asked.variants], metric };
  test("50 newcomers a day of whom a fifth buys: value, rate, and people for a tenth more", async () => {
    const rows: Row[] = [];
    for (let day = 0; day < 40; day++)
      for (let i = 0; i < 50; i++) {
        const at = timeOf("2026-02-08") + day * 86_400_000 + i * 1000;
        rows.push([`d${day}-${i}`, "open", at]);
        if (i % 5 === 0) rows.push([`d${day}-${i}`, "buy", at + 60_000]);
      }
    const context = await world.project(rows, { now });
    const plan = await planExperiment(context, { ...input, entry: "open" });
    if (plan.kind !== "plan") throw new Error("not enough");
    expect(plan.baseline.value).toBeCloseTo(0.2, 12);
    expect(plan.baseline.n).toBe(28 * 50);
    expect(plan.newcomersPerDay).toBe(50);
    // 0.2 against 0.22 with variance 0.16·1400/1399: 12,559 people (SciPy), at 50 a day 252 days and the window.
    expect(plan.needed.peopleOneLook).toBeGreaterThan(12_540);
    expect(plan.needed.peopleOneLook).toBeLessThan(12_590);
    expect(plan.needed.daysOneLook).toBe(Math.ceil(plan.needed.peopleOneLook / 50) + 7);
    expect(plan.needed.people).toBeGreaterThan(plan.needed.peopleOneLook);
    expect(plan.days.map(({ days }) => days)).toEqual([14, 21, 28, 35, 49, 63, 91]);
    for (const { safe, oneLook } of plan.days) expect(safe.absolute).toBeGreaterThan(oneLook.absolute);
  });
  test("without history it says so", async () => {
    const context = await world.project([["a", "open", "2026-03-01"]], { now });
    expect(await planExperiment(context, input)).toEqual({ kind: "notEnough", have: 1, need: 50 });
  });
});
