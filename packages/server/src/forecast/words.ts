import type { Interval } from "@lepton/growth";
import type {
  ForecastMethod,
  ForecastReply,
  ForecastTargetReply,
  ForecastVerdict,
} from "../contract/forecast.ts";
import type { History } from "./history.ts";
import type { StudyResult } from "./messages.ts";
import type { Plan } from "./plan.ts";

type Warning = ForecastReply["warnings"][number];

const number = (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1 });
const percent = (share: number) => `${Math.round(100 * share)}%`;

const seasonNames: Partial<Record<`${Interval} ${number}`, string>> = {
  "hour 24": "the day before",
  "hour 168": "last week",
  "day 7": "last week",
  "day 365": "last year",
  "week 52": "last year",
  "month 12": "last year",
  "quarter 4": "last year",
};

/** A method in the words of somebody who does not know its name. */
export function wordsOf({ key, season, withHolidays }: ForecastMethod, interval: Interval): string {
  const known = withHolidays ? ", knowing the holidays" : "";
  if (key === "naive") return `repeating the last ${interval}${known}`;
  if (key === "seasonalNaive")
    return `repeating ${seasonNames[`${interval} ${season ?? 0}`] ?? `the last ${season} ${interval}s`}${known}`;
  const names: Record<Exclude<ForecastMethod["key"], "naive" | "seasonalNaive">, string> = {
    mean: "the mean of the past",
    theta: "Theta",
    exponentialSmoothing: "exponential smoothing",
    mstl: "seasonal decomposition",
    globalLinear: "linear regression on past values",
    seasonalRegression: "trend and season by regression",
    median: "the median of four methods",
  };
  return `${names[key]}${known}`;
}

export function verdictOf(
  { code, best, bestMae, baseline, baselineMae, tried }: StudyResult["verdict"],
  { interval, horizon, plan }: { interval: Interval; horizon: number; plan: Plan },
): ForecastVerdict {
  const gain = baselineMae > 0 ? 1 - bestMae / baselineMae : null;
  const stretches = `${plan.check} ${plan.check === 1 ? "stretch" : "stretches"} of ${horizon} ${interval}${horizon === 1 ? "" : "s"} that no choice had seen`;
  const [own, base] = [wordsOf(best, interval), wordsOf(baseline, interval)];
  const figures = `a mean error of ${number(bestMae)} beside ${number(baselineMae)}, on ${stretches}`;
  const text =
    code === "better"
      ? `${capital(own)} errs ${percent(gain ?? 0)} less than ${base}: ${figures}.`
      : code === "noBetter"
        ? `No better than ${base}${(gain ?? 0) > 0 ? ", beyond chance" : ""}: the best of ${tried} methods, ${own}, had ${figures}. So ${base} is what is shown.`
        : `Nothing does better than ${own}, out of ${tried} methods. That is what is shown.`;
  return { code, text, gain };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "62% to reach 10,000 by 2026-03-31 (40% to 80%, from 16 earlier forecasts)." */
export function targetText(reply: Omit<ForecastTargetReply, "text">, last: number): string {
  const { value, date, when, direction, isReached, probability, low, high, n } = reply;
  const goal =
    when === "by"
      ? `${direction === "above" ? "reach" : "fall to"} ${number(value)} by ${date}`
      : `be at ${number(value)} or ${direction === "above" ? "more" : "less"} on ${date}`;
  if (isReached) return `Already there: the last value is ${number(last)}.`;
  if (probability === null) return `There is too little history to say how likely it is to ${goal}.`;
  return `${shareInWords(probability)} to ${goal} (${percent(low ?? 0)} to ${percent(high ?? 1)}, from ${n} earlier forecasts).`;
}

/** Simulated paths give no certainty: 0 and 1 are told as bounds. */
const shareInWords = (share: number) =>
  share < 0.01 ? "Under 1%" : share > 0.99 ? "Over 99%" : percent(share);

/** What a reader must know before trusting one line's forecast. */
export function lineWarnings(
  history: History,
  { coverage, holidaysSeen, isAssumed, rows }: StudyResult,
  { level, plan }: { level: number; plan: Plan },
): Warning[] {
  const out: Warning[] = [];
  const add = (code: string, text: string, values: Warning["values"] = {}) =>
    out.push({ code, text, values });
  const { gaps, zeroGaps, stopped } = history;
  if (stopped[0] !== undefined)
    add(
      "FORECAST_STOPPED",
      `Nothing has come since ${stopped[0]}, where there always was something. The forecast goes on from before, as if the data had stopped arriving; check the capture.`,
      { since: stopped[0], count: stopped.length },
    );
  if (gaps.length > 0)
    add(
      "FORECAST_GAPS",
      `${gaps.length} of ${history.values.length} values were filled in (${zeroGaps} zeros among values that are never near zero, first ${gaps[0]}).`,
      { gaps: gaps.length, points: history.values.length, zeros: zeroGaps, first: gaps[0] ?? "" },
    );
  if (coverage.share < level - 0.1)
    add(
      "FORECAST_NARROW",
      `The ${percent(level)} interval held only ${percent(coverage.share)} of ${coverage.n} steps it had not seen: take it as too narrow.`,
      { level: percent(level), share: percent(coverage.share), n: coverage.n },
    );
  if (plan.check === 1)
    add(
      "FORECAST_ONE_CHECK",
      "There was room to check on one stretch only: the verdict may be luck. A longer range or a shorter horizon checks more.",
    );
  if (isAssumed)
    add(
      "FORECAST_ASSUMED",
      "The interval could not be measured on earlier forecasts and is assumed from the steps between values.",
    );
  if (holidaysSeen !== null && holidaysSeen < 2)
    add(
      "FORECAST_HOLIDAYS_FEW",
      `${holidaysSeen} of the special days lie in the history: their effect ${holidaysSeen === 0 ? "cannot be learnt" : "rests on one case"}.`,
      { seen: holidaysSeen },
    );
  const untried = rows.filter(({ skipped }) => skipped === "budget").length;
  if (untried > 0)
    add("FORECAST_BUDGET", `The time was spent before ${untried} methods were tried.`, { untried });
  return out;
}
