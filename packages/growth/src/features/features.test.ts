import { afterAll, beforeAll, expect, test } from "vitest";
import type { QuestionContext } from "../context.ts";
import { Inquiry } from "../sql/run.ts";
import { openWorld, type Row, timeOf, type World } from "../testing/world.ts";
import { featuresOf } from "./definitions.ts";
import { planRecipe } from "./plan.ts";
import { proposeRecipe } from "./propose.ts";
import { type RecipeInput, recipe } from "./recipe.ts";
import { type FeatureRow, featureRows, populationSize, type RowsAsked } from "./rows.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const open = (context: QuestionContext) => Inquiry.open(context, null);
async function read(context: QuestionContext, asked: RowsAsked): Promise<FeatureRow[]> {
  const rows: FeatureRow[] = [];
  for await (const block of featureRows(await open(context), asked)) rows.push(...block);
  return rows.sort((a, b) => (a.personId < b.personId ? -1 : 1));
}
/** Features of one person by name. */
const named = (asked: RowsAsked, row: FeatureRow | undefined) => {
  const features = featuresOf(asked.plan);
  const numbers = features
    .filter(({ type }) => type === "number")
    .map(({ name }, i) => [name, row?.numbers[i]]);
  const texts = features
    .filter(({ type }) => type === "category")
    .map(({ name }, i) => [name, row?.texts[i]]);
  return Object.fromEntries([...numbers, ...texts]);
};

const churn = (more: Partial<RecipeInput> = {}) =>
  recipe.parse({
    name: "churn",
    target: { kind: "noEvent", event: "buy" },
    horizonDays: 10,
    features: { windowsDays: [7, 30], money: { event: "buy", property: "price" } },
    ...more,
  });
const plan = {
  windowsDays: [7, 30],
  events: ["buy", "look"],
  money: { event: "buy", property: "price" },
  firstTouch: ["source"],
};

// 2026-03-01 is a Sunday. Cutoff: midnight of 2026-03-11.
const history: Row[] = [
  ["ann", "look", "2026-02-01T00:00", { source: "ad" }],
  ["ann", "buy", "2026-03-01T00:00", { price: 10, source: "mail" }],
  ["ann", "buy", "2026-03-06T12:00", { price: 20 }],
  ["bob", "look", "2026-03-10T00:00"],
];
const future: Row[] = [
  ["ann", "buy", "2026-03-11T00:00", { price: 500, source: "late" }],
  ["bob", "look", "2026-03-12T00:00", { source: "late" }],
  ["cat", "buy", "2026-03-12T00:00"],
];
const cutoffMs = timeOf("2026-03-11");
const asked: RowsAsked = { recipe: churn(), plan, cutoffMs, outcome: true };

test("features of one person, worked by hand", async () => {
  const context = await world.project([...history, ...future]);
  const [ann, bob, ...others] = await read(context, asked);
  expect(others).toEqual([]);
  expect(ann?.personId).toBe("ann");
  expect(named(asked, ann)).toEqual({
    recency_days: 4.5,
    tenure_days: 38,
    events: 3,
    active_days: 3,
    // Active on 1 February, 1 and 6 March: gaps of 28 and 5 days, mean 16.5, sd |28 − 5| ÷ √2.
    gap_mean_days: 16.5,
    gap_sd_days: expect.closeTo(23 / Math.SQRT2, 9),
    quiet_ratio: expect.closeTo(4.5 / 16.5, 9),
    // 1 February and 1 March are Sundays.
    weekend_share: expect.closeTo(2 / 3, 9),
    events_7d: 1,
    active_days_7d: 1,
    trend_7d: expect.closeTo(Math.log(2 / 2), 9),
    events_30d: 2,
    active_days_30d: 2,
    trend_30d: expect.closeTo(Math.log(3 / 2), 9),
    money_sum: 30,
    money_mean: 15,
    money_last: 20,
    money_30d: 30,
    "count:buy": 2,
    "count_7d:buy": 1,
    "count_30d:buy": 2,
    "days_since:buy": 4.5,
    "count:look": 1,
    "count_7d:look": 0,
    "count_30d:look": 0,
    "days_since:look": 38,
    "first:source": "ad",
  });
  // Ann bought at the very cutoff: that is the future. Bob only looked.
  expect([ann?.outcome, bob?.outcome]).toEqual([0, 1]);
  expect(named(asked, bob)).toMatchObject({
    gap_mean_days: null,
    quiet_ratio: null,
    money_mean: null,
    money_last: null,
    "days_since:buy": 300,
    "first:source": "",
  });
});

test("events at or after the cutoff change no feature and no plan; only the outcome", async () => {
  const now = new Date("2026-03-22T00:00:00Z");
  const last: Row = ["zoe", "look", "2026-03-20T12:00"];
  const before = await world.project([...history, last], { now });
  const after = await world.project([...history, ...future, last], { now });
  const features = (rows: FeatureRow[]) =>
    rows.map(({ personId, numbers, texts }) => ({ personId, numbers, texts }));
  expect(features(await read(after, asked))).toEqual(features(await read(before, asked)));
  const outcomes = async (context: QuestionContext) =>
    (await read(context, asked)).map(({ outcome }) => outcome);
  expect(await outcomes(before)).toEqual([1, 1]);
  expect(await outcomes(after)).toEqual([0, 1]);
  const planned = async (context: QuestionContext) => planRecipe(await open(context), churn());
  expect((await planned(after)).features).toEqual((await planned(before)).features);
});

test("people merged later count as one, before the cutoff too", async () => {
  const context = await world.project([["anon", "look", "2026-02-20T00:00"], ...history], {
    merged: { anon: "bob" },
  });
  const rows = await read(context, asked);
  expect(rows.map(({ personId }) => personId)).toEqual(["ann", "bob"]);
  expect(named(asked, rows[1])).toMatchObject({ events: 2, tenure_days: 19 });
  expect(await read(context, { ...asked, personIds: ["bob"] })).toEqual([rows[1]]);
});

test("the population is judged at the cutoff", async () => {
  const context = await world.project([...history, ...future]);
  const size = async (population: RecipeInput["population"]) =>
    populationSize(await open(context), churn({ population }), cutoffMs);
  expect(await size({})).toBe(2);
  expect(await size({ event: "buy" })).toBe(1);
  expect(await size({ event: "buy", minTimes: 3 })).toBe(0);
  expect(await size({ event: "look", withinDays: 5 })).toBe(1);
  expect(await size({ without: "buy" })).toBe(1);
});

test("a value is summed over the horizon, its end excluded", async () => {
  const context = await world.project([
    ...history,
    ...future,
    ["ann", "buy", "2026-03-21T00:00", { price: 7 }],
  ]);
  const value = churn({ target: { kind: "value", event: "buy", property: "price" } });
  const rows = await read(context, { ...asked, recipe: value });
  expect(rows.map(({ outcome }) => outcome)).toEqual([500, 0]);
});

test("cutoffs lie at midnights of the zone, outcomes known, training outcomes before the test", async () => {
  const rows: Row[] = Array.from({ length: 100 }, (_, i) => [
    "ann",
    "buy",
    timeOf("2026-01-01T12:00") + i * 86_400_000,
    { price: 1 },
  ]);
  const context = await world.project(rows, {
    timezone: "Europe/Berlin",
    now: new Date("2026-04-30T00:00:00Z"),
  });
  const { cutoffsMs, predictionMs } = await planRecipe(await open(context), churn({ cutoffs: { count: 3 } }));
  // The last event: 10 April, so predictions are made at the end of that day, in summer time.
  expect(new Date(predictionMs).toISOString()).toBe("2026-04-10T22:00:00.000Z");
  expect(cutoffsMs.map((ms) => new Date(ms).toISOString())).toEqual([
    "2026-03-11T23:00:00.000Z",
    "2026-03-21T23:00:00.000Z",
    "2026-03-31T22:00:00.000Z",
  ]);
  const dated = await planRecipe(
    await open(context),
    churn({ cutoffs: { dates: ["2026-02-01", "2026-03-25", "2026-04-01"] } }),
  );
  // The outcome of 25 March would reach into the test's time.
  expect(dated.cutoffsMs.map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([
    "2026-01-31",
    "2026-03-31",
  ]);
});

test("what a recipe gets wrong is named with its field", async () => {
  const context = await world.project([...history, ...future]);
  const planning = async (more: Partial<RecipeInput>) => planRecipe(await open(context), churn(more));
  await expect(planning({ target: { kind: "event", event: "bui" } })).rejects.toMatchObject({
    code: "RECIPE_EVENT_UNKNOWN",
    field: "target.event",
    next: "Did you mean buy?",
  });
  await expect(
    planning({ target: { kind: "value", event: "buy", property: "source" } }),
  ).rejects.toMatchObject({ code: "RECIPE_PROPERTY_UNKNOWN", field: "target.property" });
  await expect(planning({ horizonDays: 40 })).rejects.toMatchObject({
    code: "RECIPE_HISTORY_SHORT",
    field: "horizonDays",
  });
  await expect(planning({ cutoffs: { dates: ["2026-02-01", "2026-03-09"] } })).rejects.toMatchObject({
    code: "RECIPE_CUTOFF_OUTCOME",
    field: "cutoffs.dates",
  });
  const empty = await world.project([]);
  await expect(
    planRecipe(await open(empty), churn({ target: { kind: "noEvent", event: null }, features: {} })),
  ).rejects.toMatchObject({
    code: "RECIPE_NO_DATA",
  });
});

test("ready recipes take horizon and event from the data", async () => {
  // Everybody buys every five days for 120 days.
  const rows: Row[] = ["ann", "bob", "cat"].flatMap((person, p) =>
    Array.from(
      { length: 25 },
      (_, i): Row => [person, "buy", timeOf("2025-12-01T12:00") + (p + 5 * i) * 86_400_000, { price: 3 }],
    ),
  );
  const context = await world.project([...rows, ["ann", "$pageview", "2026-01-01"]]);
  const meaning = { coreEvent: null, revenueEvent: "buy", revenueProperty: "price" };
  const { recipe: proposed, basis } = await proposeRecipe(await open(context), "churn", meaning);
  expect(basis.gapDays90).toBe(5);
  expect(proposed).toMatchObject({
    target: { kind: "noEvent", event: "buy" },
    horizonDays: 7,
    population: { event: "buy", withinDays: 14 },
  });
  const value = await proposeRecipe(await open(context), "lifetime-value", meaning);
  expect(value.recipe.target).toEqual({ kind: "value", event: "buy", property: "price" });
  await expect(proposeRecipe(await open(context), "conversion", meaning)).rejects.toMatchObject({
    code: "RECIPE_NO_GOAL",
  });
  const goal = await proposeRecipe(await open(context), "conversion", { ...meaning, coreEvent: "$pageview" });
  expect(goal.recipe).toMatchObject({
    population: { without: "buy" },
    target: { kind: "event", event: "buy" },
  });
});
