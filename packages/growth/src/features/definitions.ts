import type { SqlParams } from "@lepton/warehouse";
import type { Draft } from "../sql/draft.ts";

/** The features of a recipe with every name filled in: stored with a model, so that it reads the same ones for ever. */
export interface FeaturePlan {
  windowsDays: readonly number[];
  /** Events counted by name. */
  events: readonly string[];
  money: { event: string; property: string } | null;
  /** Text properties of the first event. */
  firstTouch: readonly string[];
}

/** One column of the features. */
export interface Feature {
  name: string;
  type: "number" | "category";
  /** What it says, for people. */
  description: string;
  unit: "days" | "events" | "money" | "share" | "ratio" | null;
}
interface Definition extends Feature {
  /**
   * Aggregate over one person's rows before the cutoff. Columns: `age` (days before the cutoff, positive), `day`
   * (date in the project's zone), `is_weekend`, `event`, `money`, `first_0` …
   */
  sql(draft: Draft): string;
}

/** Days with activity, ascending, as day numbers; read once per person. */
export const activeDaysSql = "arraySort(groupUniqArray(toInt32(day)))";

/**
 * All features of a plan: recency, tenure, frequency, active days, trend, gaps, weekend, money, single events, first
 * touch. Numbers first, then categories.
 * Formulas: trend = ln((1 + events in the last w days) ÷ (1 + events in the w days before)); quiet = recency ÷ mean
 * gap between active days. A person with too few days for a gap has it missing.
 */
export function featureDefinitions(plan: FeaturePlan): Definition[] {
  return [
    ...general,
    ...plan.windowsDays.flatMap(windowFeatures),
    ...(plan.money ? moneyFeatures(plan.windowsDays) : []),
    ...plan.events.flatMap((event) => eventFeatures(event, plan.windowsDays)),
    ...plan.firstTouch.map(firstTouchFeature),
  ];
}

/** What the features are, without how they are read. */
export const featuresOf = (plan: FeaturePlan): Feature[] =>
  featureDefinitions(plan).map(({ name, type, description, unit }) => ({ name, type, description, unit }));

const number = (
  name: string,
  unit: Feature["unit"],
  description: string,
  sql: string | ((draft: Draft) => string),
): Definition => ({
  name,
  type: "number",
  unit,
  description,
  sql: typeof sql === "string" ? () => sql : sql,
});

const gapSum = "toFloat64(days[-1] - days[1])";
const general: Definition[] = [
  number("recency_days", "days", "Days since the last event", "min(age)"),
  number("tenure_days", "days", "Days since the first event", "max(age)"),
  number("events", "events", "Events so far", "toFloat64(count())"),
  number("active_days", "days", "Days with an event so far", "toFloat64(length(days))"),
  number(
    "gap_mean_days",
    "days",
    "Mean days between two active days",
    `if(length(days) > 1, ${gapSum} / (length(days) - 1), NULL)`,
  ),
  number(
    "gap_sd_days",
    "days",
    "Standard deviation of the days between two active days",
    "if(length(days) > 2, arrayReduce('stddevSamp', arrayMap(d -> toFloat64(d), arrayPopFront(arrayDifference(days)))), NULL)",
  ),
  number(
    "quiet_ratio",
    "ratio",
    "Days since the last event, in mean gaps of this person",
    `if(length(days) > 1, min(age) * (length(days) - 1) / ${gapSum}, NULL)`,
  ),
  number("weekend_share", "share", "Share of events on Saturdays and Sundays", "avg(is_weekend)"),
];

function windowFeatures(days: number): Definition[] {
  const within = (draft: Draft, far: number, near = 0) =>
    `age <= ${draft.bind(far, "Float64")}${near === 0 ? "" : ` AND age > ${draft.bind(near, "Float64")}`}`;
  return [
    number(
      `events_${days}d`,
      "events",
      `Events of the last ${days} days`,
      (draft) => `toFloat64(countIf(${within(draft, days)}))`,
    ),
    number(
      `active_days_${days}d`,
      "days",
      `Days with an event, of the last ${days}`,
      (draft) => `toFloat64(uniqExactIf(day, ${within(draft, days)}))`,
    ),
    number(
      `trend_${days}d`,
      "ratio",
      `Activity of the last ${days} days against the ${days} before, logarithm`,
      (draft) =>
        `log((1 + countIf(${within(draft, days)})) / (1 + countIf(${within(draft, 2 * days, days)})))`,
    ),
  ];
}

function moneyFeatures(windowsDays: readonly number[]): Definition[] {
  const longest = Math.max(...windowsDays);
  return [
    number("money_sum", "money", "Money so far", "ifNull(sum(money), 0)"),
    number("money_mean", "money", "Mean money per payment", "if(count(money) > 0, avg(money), NULL)"),
    number("money_last", "money", "Money of the last payment", "argMinIf(money, age, isNotNull(money))"),
    number(
      `money_${longest}d`,
      "money",
      `Money of the last ${longest} days`,
      (draft) => `ifNull(sumIf(money, age <= ${draft.bind(longest, "Float64")}), 0)`,
    ),
  ];
}

function eventFeatures(event: string, windowsDays: readonly number[]): Definition[] {
  const is = (draft: Draft) => `event = ${draft.text(event)}`;
  const longest = Math.max(...windowsDays);
  return [
    number(`count:${event}`, "events", `"${event}" so far`, (draft) => `toFloat64(countIf(${is(draft)}))`),
    ...windowsDays.map((days) =>
      number(
        `count_${days}d:${event}`,
        "events",
        `"${event}" in the last ${days} days`,
        (draft) => `toFloat64(countIf(${is(draft)} AND age <= ${draft.bind(days, "Float64")}))`,
      ),
    ),
    number(
      `days_since:${event}`,
      "days",
      `Days since the last "${event}", at most ${10 * longest}`,
      (draft) =>
        `least(if(countIf(${is(draft)}) > 0, minIf(age, ${is(draft)}), ${10 * longest}), ${10 * longest})`,
    ),
  ];
}

const firstTouchFeature = (key: string, place: number): Definition => ({
  name: `first:${key}`,
  type: "category",
  unit: null,
  description: `"${key}" of the first event`,
  sql: () => `argMax(first_${place}, (age, id))`,
});

/** A statement and its values. */
export interface FeatureSql {
  text: string;
  params: SqlParams;
}
