import { LeptonError } from "@lepton/core";
import { listEvents } from "../people/names.ts";
import type { Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import { predictionCutoff, scopeOf, spanOfData } from "./plan.ts";
import { type Recipe, type RecipeInput, recipe } from "./recipe.ts";

export const readyRecipes = ["churn", "conversion", "lifetime-value"] as const;
export type ReadyRecipe = (typeof readyRecipes)[number];

/** What the project says of its events; null where it has not said. */
export interface EventMeaning {
  coreEvent: string | null;
  revenueEvent: string | null;
  revenueProperty: string | null;
  /** Which events are read at all. */
  filter?: Recipe["filter"];
}
export interface Proposal {
  recipe: Recipe;
  /** Facts the proposal rests on. */
  basis: Record<string, number>;
}

const dayMs = 86_400_000;
/** Horizons people think in, days. */
const horizons = [7, 14, 30, 60, 90, 180, 365];

/**
 * A ready recipe filled in from the data. Horizon: the first usual one that covers 90% of the gaps between two active
 * days (churn, lifetime value) or the time to the goal of three quarters (conversion), and that leaves room for four
 * horizons of data. Population: whoever was active within two horizons; older ones have left already.
 * Errors: RECIPE_NO_DATA, RECIPE_HISTORY_SHORT, RECIPE_NO_GOAL, RECIPE_NO_MONEY.
 */
export async function proposeRecipe(
  inquiry: Inquiry,
  ready: ReadyRecipe,
  meaning: EventMeaning,
): Promise<Proposal> {
  const reading = { filter: meaning.filter, excludeInternal: true };
  const { firstMs, lastMs } = await spanOfData(inquiry, reading);
  const spanDays = (predictionCutoff(lastMs, inquiry) - firstMs) / dayMs;
  const longest = Math.floor((spanDays - 7) / 4);
  if (longest < 7)
    throw new LeptonError("RECIPE_HISTORY_SHORT", {
      problem: "The events reach back too short a time to learn from.",
      received: `${Math.floor(spanDays)} days of events`,
      next: "Wait until there are 35 days of events, or import older ones.",
    });
  const money =
    meaning.revenueEvent !== null && meaning.revenueProperty !== null
      ? { event: meaning.revenueEvent, property: meaning.revenueProperty }
      : null;
  const core = meaning.coreEvent ?? (await mostUsed(inquiry));
  const base = { name: ready, features: { money }, ...reading };
  const filled = (input: Omit<RecipeInput, "name" | "features">) => recipe.parse({ ...base, ...input });
  const usual = (days: number) =>
    horizons.find((horizon) => horizon >= days && horizon <= longest) ??
    horizons.filter((horizon) => horizon <= longest).at(-1) ??
    7;

  if (ready === "conversion") {
    const goal = meaning.revenueEvent;
    if (goal === null || goal === core) throw noGoal(goal);
    const days = await daysToGoal(inquiry, { ...reading, goal, toMs: lastMs + 1 });
    return {
      recipe: filled({
        population: { withinDays: 2 * usual(days), without: goal },
        target: { kind: "event", event: goal },
        horizonDays: usual(days),
      }),
      basis: { daysToGoal75: days, spanDays },
    };
  }
  if (ready === "lifetime-value" && money === null) throw noMoney();
  const event = ready === "lifetime-value" ? (money?.event ?? core) : core;
  const gap = await gapDays(inquiry, { ...reading, event, toMs: lastMs + 1 });
  const horizonDays = usual(gap);
  return {
    recipe: filled({
      population: { event, withinDays: 2 * horizonDays },
      target:
        ready === "lifetime-value" && money !== null
          ? { kind: "value", ...money }
          : { kind: "noEvent", event },
      horizonDays,
    }),
    basis: { gapDays90: gap, spanDays },
  };
}

async function mostUsed({ facts }: Inquiry): Promise<string> {
  const events = await listEvents(facts.context);
  // `$pageview`, `survey sent` and their like say less of a use than the product's own events.
  const own = events.find(({ event }) => !event.startsWith("$") && !event.startsWith("survey "));
  return own?.event ?? events[0]?.event ?? "";
}

type Reading = Pick<Recipe, "filter" | "excludeInternal">;

/** 90% quantile of the days between two days with the event, over all people. 0 when nobody came twice. */
async function gapDays(
  inquiry: Inquiry,
  { event, toMs, ...reading }: Reading & { event: string; toMs: number },
) {
  const draft = inquiry.draft();
  const source = sourceSql(
    draft,
    { ...scopeOf(reading, 0, toMs), selectors: [{ event }] },
    { day: `toInt32(toDate(ts, ${draft.zone}))` },
  );
  const [row] = await inquiry.rows<{ gap: number | null }>(
    draft,
    `SELECT toFloat64(quantileExact(0.9)(gap)) AS gap FROM (
  SELECT arrayJoin(arrayPopFront(arrayDifference(arraySort(groupUniqArray(day))))) AS gap
  FROM (${source}) GROUP BY person_key)`,
  );
  return row?.gap ?? 0;
}

/** 75% quantile of the days from a person's first event to their first goal, over those who reached it. */
async function daysToGoal(
  inquiry: Inquiry,
  { goal, toMs, ...reading }: Reading & { goal: string; toMs: number },
) {
  const draft = inquiry.draft();
  const source = sourceSql(draft, scopeOf(reading, 0, toMs), { is_goal: `event = ${draft.text(goal)}` });
  const [row] = await inquiry.rows<{ days: number | null }>(
    draft,
    `SELECT toFloat64(quantileExact(0.75)(days)) AS days FROM (
  SELECT (toUnixTimestamp64Milli(minIf(ts, is_goal)) - toUnixTimestamp64Milli(min(ts))) / 86400000 AS days
  FROM (${source}) GROUP BY person_key HAVING countIf(is_goal) > 0)`,
  );
  return row?.days ?? 0;
}

function noGoal(goal: string | null): LeptonError {
  return new LeptonError("RECIPE_NO_GOAL", {
    problem:
      goal === null
        ? "The project does not say which event is its goal."
        : "The goal is the event by which people come, so there is nobody left to convert.",
    received: goal ?? "no revenue event",
    next: "Set the event that carries money in the project's settings, or write a recipe with its own target.",
    field: "target.event",
  });
}

function noMoney(): LeptonError {
  return new LeptonError("RECIPE_NO_MONEY", {
    problem: "The project does not say which property carries money.",
    next: "Set the revenue event and its property in the project's settings.",
    field: "target.property",
  });
}
