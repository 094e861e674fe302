import {
  calendarColumns,
  type FittedForecast,
  type Forecast,
  type ForecastScores,
  forecastLeaderboard,
  probabilityOfReaching,
  type Series,
  seriesFrom,
} from "@lepton/learn";
import type { ForecastMethodRow } from "../contract/forecast.ts";
import { isSmallerBeyondChance } from "./chance.ts";
import { marksOf } from "./marks.ts";
import type { Path, StudyOrder, StudyResult } from "./messages.ts";
import { baselineNamed, candidatesFor, methodNamed } from "./methods.ts";

/** One study with the fit behind it: other targets need no new one. */
export interface Study {
  result: Omit<StudyResult, "probability">;
  fitted: FittedForecast;
}

/**
 * Forecasts one line: methods compete on earlier origins, the best is checked beside the baselines on the last origins,
 * and where it does no better there beyond chance, the best baseline's path is the forecast.
 */
export async function studyOf(
  order: StudyOrder,
  onProgress: (share: number, step: string) => void,
): Promise<Study> {
  const { horizon, level, plan, seed, budgetSeconds } = order;
  const { series, holidaysSeen } = seriesOf(order);
  const judged: { name: string; origin: number; forecast: Forecast }[] = [];
  const board = await forecastLeaderboard(series, {
    horizon,
    level,
    seed,
    budgetSeconds,
    origins: plan.choice,
    testOrigins: plan.check,
    step: plan.step,
    models: candidatesFor(series),
    onProgress: ({ share, step }) => onProgress(share, step),
    onForecast: (name, { origin, forecast }) => judged.push({ name, origin, forecast }),
  });
  const { chosen: bestScores, baselines } = board.test;
  const baseline = leastOf(baselines);
  const best = methodNamed(board.chosen);
  const first = series.values.length - horizon - (plan.check - 1) * plan.step;
  const errorsOf = (of: string) =>
    judged
      .filter(({ name, origin }) => name === of && origin >= first)
      .flatMap(({ origin, forecast: { mean } }) =>
        Array.from(mean, (point, h) => (series.values[origin + h] as number) - point),
      );
  const isBetter = isSmallerBeyondChance(errorsOf(board.chosen), errorsOf(baseline.name), horizon);
  const code = best.isBaseline ? "nothingBetter" : isBetter ? "better" : "noBetter";
  const shown = code === "noBetter" ? baseline.name : board.chosen;
  const fitted =
    shown === board.chosen ? board.fitted : await baselineNamed(shown).fit(series, { seed, horizon });
  const rows = rowsOf(board, shown);
  const rehearsed = judged.filter(({ name }) => name === shown).sort((a, b) => a.origin - b.origin);
  const bounded = boundsOf(series, order.isRunningSum);
  const forecast = await fitted.forecast(horizon, { level });
  const inside = rehearsed.map(({ origin, forecast: { low, high } }) =>
    Array.from(low, (least, h) => {
      const truth = series.values[origin + h] as number;
      return truth >= least && truth <= (high[h] as number);
    }),
  );
  const steps = inside.flat();
  const known = order.values.slice(order.values.length - series.values.length).map((value) => value !== null);
  return {
    fitted,
    result: {
      ...bounded(forecast, series.values.length),
      method: methodNamed(shown),
      verdict: {
        code,
        best,
        bestMae: bestScores.mae.mean,
        baseline: methodNamed(baseline.name),
        baselineMae: baseline.mae.mean,
        tried: board.entries.length,
      },
      rows,
      coverage: { share: steps.filter(Boolean).length / steps.length, n: steps.length },
      rehearsals: rehearsed.map((one) => ({ origin: one.origin, ...bounded(one.forecast, one.origin) })),
      seasons: [...series.seasons],
      last: series.values.at(-1) as number,
      ...marksOf(series, known),
      holidaysSeen,
      isAssumed: forecast.n === 0,
    },
  };
}

/** How likely the target is reached, by the errors of the study's earlier forecasts. */
export async function probabilityIn(
  { fitted }: Study,
  { target, seed }: StudyOrder,
): Promise<StudyResult["probability"]> {
  if (target === null) return null;
  const { value, low, high, n } = await probabilityOfReaching(fitted, target.value, target.step, {
    when: target.when === "by" ? "by" : "at",
    direction: target.direction,
    seed,
  });
  return { value, low, high, n };
}

function seriesOf({ values, start, interval, holidays, horizon }: StudyOrder) {
  const begins = start.length > 10 ? `${start.slice(0, 16)}:00Z` : start;
  const input = { values, start: begins, frequency: interval };
  if (holidays.length === 0) return { series: seriesFrom(input), holidaysSeen: null };
  const { holiday } = calendarColumns({
    start: begins,
    frequency: interval,
    length: values.length + horizon,
    holidays: { holiday: holidays },
  });
  const column = holiday as Float64Array;
  const seen = column.subarray(0, values.length).filter((one) => one === 1).length;
  // An effect that was never seen cannot be learnt; a constant column would only cost time.
  const series = seriesFrom(seen === 0 ? input : { ...input, known: { holiday: column } });
  return { series, holidaysSeen: seen };
}

/** By MASE, or by MAE where the scale is 0. */
const leastOf = (all: readonly ForecastScores[]): ForecastScores =>
  all.reduce((low, scores) => (rank(scores) < rank(low) ? scores : low));
const rank = ({ mase, mae }: ForecastScores) => (Number.isNaN(mase.mean) ? mae.mean : mase.mean);

type Board = Awaited<ReturnType<typeof forecastLeaderboard>>;
function rowsOf({ entries, skipped, test, chosen }: Board, shown: string): ForecastMethodRow[] {
  const checked = new Map(
    [...test.baselines, { ...test.chosen, name: chosen }].map((one) => [one.name, one]),
  );
  const errors = (scores: ForecastScores | undefined) =>
    scores
      ? { mase: Number.isFinite(scores.mase.mean) ? scores.mase.mean : null, mae: scores.mae.mean }
      : null;
  return [
    ...entries.map(({ name, validation }) => ({
      ...methodNamed(name),
      isShown: name === shown,
      choice: errors(validation),
      check: errors(checked.get(name)),
      skipped: null,
    })),
    ...skipped.map(({ name, reason }) => ({
      ...methodNamed(name),
      isShown: false,
      choice: null,
      check: errors(checked.get(name)),
      skipped: /budget/.test(reason) ? ("budget" as const) : ("short" as const),
    })),
  ];
}

/** What cannot be is cut off: counts below zero, a running sum that falls. */
function boundsOf({ values }: Series, isRunningSum: boolean) {
  const least = values.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  return ({ mean, low, high }: Pick<Forecast, "mean" | "low" | "high">, origin: number): Path => {
    const bounded = (path: Float64Array) => {
      let floor = isRunningSum ? (values[origin - 1] ?? least) : least;
      return Array.from(path, (value) => {
        const cut = Math.max(value, floor);
        if (isRunningSum) floor = cut;
        return cut;
      });
    };
    return { mean: bounded(mean), low: bounded(low), high: bounded(high) };
  };
}
