import { LeptonError, nearestName } from "@lepton/core";
import { Temporal } from "temporal-polyfill";
import { listEvents, listProperties } from "../people/names.ts";
import { jsonProperty } from "../sql/property.ts";
import type { Inquiry } from "../sql/run.ts";
import { scopeSql } from "../sql/source.ts";
import type { FeaturePlan } from "./definitions.ts";
import type { Recipe } from "./recipe.ts";

/** When a recipe is asked, and what of. */
export interface RecipePlan {
  /** Midnights in the project's zone, UTC ms, ascending; the last one is the test. */
  cutoffsMs: readonly number[];
  /** The cutoff of predictions: now, or the end of the last day with data. */
  predictionMs: number;
  /** First and last event, UTC ms. */
  firstMs: number;
  lastMs: number;
  features: FeaturePlan;
}

const dayMs = 86_400_000;
/** Days of events a cutoff needs before it, at least. */
const leastHistoryDays = 7;

/**
 * Fills a recipe in from the project's data. The test's cutoff is the latest whose outcome is known; the outcomes of
 * training end where it begins. Errors: RECIPE_EVENT_UNKNOWN, RECIPE_PROPERTY_UNKNOWN, RECIPE_NO_DATA,
 * RECIPE_HISTORY_SHORT, RECIPE_CUTOFF_OUTCOME, each with the field.
 */
export async function planRecipe(inquiry: Inquiry, recipe: Recipe): Promise<RecipePlan> {
  await checkNames(inquiry, recipe);
  const { firstMs, lastMs } = await spanOfData(inquiry, recipe);
  const predictionMs = predictionCutoff(lastMs, inquiry);
  const cutoffsMs = cutoffsOf(recipe, { firstMs, predictionMs, timezone: inquiry.facts.timezone });
  const { windowsDays, money } = recipe.features;
  const testMs = cutoffsMs.at(-1) ?? predictionMs;
  const [events, firstTouch] = await Promise.all([
    topEvents(inquiry, recipe, testMs),
    firstTouchKeys(inquiry, recipe, testMs),
  ]);
  const features: FeaturePlan = {
    windowsDays: [...new Set(windowsDays)].sort((a, b) => a - b),
    // With one kind of event its counts are those of all events.
    events: events.length > 1 ? events : [],
    money,
    firstTouch,
  };
  return { cutoffsMs, predictionMs, firstMs, lastMs, features };
}

/** The end of the last day with data, never after now. */
export function predictionCutoff(lastMs: number, { facts }: Pick<Inquiry, "facts">): number {
  const day = Temporal.Instant.fromEpochMilliseconds(lastMs).toZonedDateTimeISO(facts.timezone);
  return Math.min(facts.nowMs, day.startOfDay().add({ days: 1 }).epochMilliseconds);
}

/** First and last event that the recipe reads. Errors: RECIPE_NO_DATA. */
export async function spanOfData(
  inquiry: Inquiry,
  recipe: Pick<Recipe, "filter" | "excludeInternal">,
): Promise<{ firstMs: number; lastMs: number }> {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ n: number; first: number; last: number }>(
    draft,
    `SELECT toFloat64(count()) AS n, toFloat64(toUnixTimestamp64Milli(min(ts))) AS first, toFloat64(toUnixTimestamp64Milli(max(ts))) AS last
FROM events WHERE ${scopeSql(draft, scopeOf(recipe, 0, inquiry.facts.nowMs))}`,
  );
  if (row === undefined || row.n === 0)
    throw new LeptonError("RECIPE_NO_DATA", {
      problem: "There are no events to learn from.",
      next: "Send or import events first, or loosen the recipe's filter.",
      field: "filter",
    });
  return { firstMs: row.first, lastMs: row.last };
}

/** Events that a recipe reads, in a span. */
export const scopeOf = (
  { filter, excludeInternal }: Pick<Recipe, "filter" | "excludeInternal">,
  fromMs: number,
  toMs: number,
) => ({ span: { fromMs, toMs }, selectors: [], filter, excludeInternal });

function cutoffsOf(
  { cutoffs, horizonDays }: Recipe,
  { firstMs, predictionMs, timezone }: { firstMs: number; predictionMs: number; timezone: string },
): number[] {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime(timezone).epochMilliseconds;
  const test = at(predictionMs).toPlainDate().subtract({ days: horizonDays });
  const earliestMs = firstMs + leastHistoryDays * dayMs;
  const shortage = (field: string) =>
    new LeptonError("RECIPE_HISTORY_SHORT", {
      problem: `The events reach back too short a time: a horizon of ${horizonDays} days needs at least ${2 * horizonDays + leastHistoryDays} days, once to learn and once to test.`,
      received: `${Math.floor((predictionMs - firstMs) / dayMs)} days of events`,
      next: `Choose a horizon of at most ${Math.max(1, Math.floor(((predictionMs - firstMs) / dayMs - leastHistoryDays) / 2))} days, or wait for more data.`,
      field,
    });
  if (cutoffs.dates !== undefined) {
    const dates = [...new Set(cutoffs.dates)].sort();
    const late = dates.findIndex((date) => Temporal.PlainDate.compare(date, test) > 0);
    if (late >= 0)
      throw new LeptonError("RECIPE_CUTOFF_OUTCOME", {
        problem: "The outcome of a cutoff is not known yet.",
        received: dates[late],
        next: `Give dates up to ${test}: ${horizonDays} days before the last data.`,
        field: "cutoffs.dates",
      });
    const found = dates.map((date) => midnight(Temporal.PlainDate.from(date)));
    const last = found.at(-1) ?? 0;
    const kept = found.filter((ms) => ms >= earliestMs && (ms === last || ms <= last - horizonDays * dayMs));
    if (kept.length < 2) throw shortage("cutoffs.dates");
    return kept;
  }
  const every = cutoffs.everyDays ?? horizonDays;
  const found = [midnight(test)];
  for (let back = 0; found.length < cutoffs.count; back++) {
    const ms = midnight(test.subtract({ days: horizonDays + back * every }));
    if (ms < earliestMs) break;
    found.unshift(ms);
  }
  if (found.length < 2) throw shortage("horizonDays");
  return found;
}

/** Every event and property a recipe names is there. */
async function checkNames({ facts }: Inquiry, recipe: Recipe): Promise<void> {
  const { population, target, features } = recipe;
  const names = (await listEvents(facts.context)).map(({ event }) => event);
  const asked: [field: string, event: string | null][] = [
    ["population.event", population.event],
    ["population.without", population.without],
    ["target.event", target.event],
    ["features.money.event", features.money?.event ?? null],
  ];
  for (const [field, event] of asked) {
    if (event === null || names.includes(event)) continue;
    const near = nearestName(event, names);
    throw new LeptonError("RECIPE_EVENT_UNKNOWN", {
      problem: "This project has no event of this name.",
      received: event,
      next: near
        ? `Did you mean ${near}?`
        : names.length === 0
          ? "Send or import events first."
          : `Use one of: ${names.slice(0, 10).join(", ")}.`,
      field,
    });
  }
  if (target.kind === "value") await checkNumber(facts.context, target, "target.property");
  if (features.money) await checkNumber(facts.context, features.money, "features.money.property");
}

async function checkNumber(
  context: Parameters<typeof listProperties>[0],
  { event, property }: { event: string; property: string },
  field: string,
): Promise<void> {
  const { properties } = await listProperties(context, { event });
  const found = properties.find(({ key }) => key === property);
  if (found && (found.type === "number" || found.type === "mixed")) return;
  const numbers = properties.filter(({ type }) => type === "number").map(({ key }) => key);
  throw new LeptonError("RECIPE_PROPERTY_UNKNOWN", {
    problem: found
      ? `The property "${property}" of "${event}" is no number.`
      : `The event "${event}" has no property of this name.`,
    received: found ? `${property}: ${found.type}` : property,
    next:
      numbers.length > 0
        ? `Use one of its numbers: ${numbers.slice(0, 10).join(", ")}.`
        : "Choose another event.",
    field,
  });
}

async function topEvents(inquiry: Inquiry, recipe: Recipe, toMs: number): Promise<string[]> {
  if (recipe.features.topEvents === 0) return [];
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ event: string }>(
    draft,
    `SELECT event, count() AS n FROM events WHERE ${scopeSql(draft, scopeOf(recipe, 0, toMs))}
GROUP BY event ORDER BY n DESC, event LIMIT ${draft.int(recipe.features.topEvents)}`,
  );
  return rows.map(({ event }) => event);
}

/** Text properties with few values, set on many events: what tells one group of people from another. */
async function firstTouchKeys(inquiry: Inquiry, recipe: Recipe, toMs: number): Promise<string[]> {
  const { firstTouch, money } = recipe.features;
  if (firstTouch === 0) return [];
  const { properties } = await listProperties(inquiry.facts.context);
  const candidates = properties
    .filter(({ key, type, coverage }) => type === "string" && coverage >= 0.2 && key !== money?.property)
    .filter(({ key }) => !/(^|[_$])(id|uuid|token|ip|sample_load|insert_id)$/i.test(key))
    .slice(0, 20);
  if (candidates.length === 0) return [];
  const draft = inquiry.draft();
  const counts = candidates.map(({ key }) => {
    const { text, isSet } = jsonProperty("properties", key);
    return `uniqIf(${text}, ${isSet})`;
  });
  const [row] = await inquiry.rows<{ values: string[] }>(
    draft,
    `SELECT [${counts.join(", ")}] AS values FROM (SELECT properties FROM events
  WHERE ${scopeSql(draft, scopeOf(recipe, 0, toMs))} ORDER BY ts DESC LIMIT 20000)`,
  );
  return candidates
    .filter((_, i) => {
      const values = Number(row?.values[i] ?? 0);
      return values >= 2 && values <= 50;
    })
    .slice(0, firstTouch)
    .map(({ key }) => key);
}
