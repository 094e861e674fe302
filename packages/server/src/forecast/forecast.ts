import { createHash } from "node:crypto";
import { LeptonError } from "@lepton/core";
import type { QuestionOf, ResultOf } from "@lepton/growth";
import type { z } from "zod";
import type { ForecastLine, ForecastReply, forecastRequest } from "../contract/forecast.ts";
import { mostSteps } from "../contract/forecastSpec.ts";
import type { Project } from "../contract/project.ts";
import type { Answerer } from "../data/answer.ts";
import { bucketsAfter, clockOf, dateBefore, stepsTo } from "./coming.ts";
import type { Forecaster } from "./forecaster.ts";
import { type History, historyOf } from "./history.ts";
import { lineOf } from "./line.ts";
import type { StudyOrder } from "./messages.ts";
import { mostHistory, needOf, planOf, possibleHorizon, usualHorizon } from "./plan.ts";
import type { ProgressOf } from "./progress.ts";
import type { StudyCache } from "./studyCache.ts";

type Request = z.output<typeof forecastRequest>;
type Trends = ResultOf<"trends">;
type Line = Trends["series"][number];

/** Lines that one request forecasts. */
export const mostLines = 5;
/** What a breakdown folds together changes its members over time: it is not one series. */
const rest = "Other";

export interface ForecastParts {
  answer: Answerer;
  forecaster: Forecaster;
  cache: StudyCache;
}
interface Asked {
  project: Project;
  request: Request;
  refresh: boolean;
  signal: AbortSignal;
  progress: ProgressOf;
}

/** Answers the question, and says how its lines go on. */
export async function forecastOf(
  { answer, forecaster, cache }: ForecastParts,
  { project, request, refresh, signal, progress }: Asked,
): Promise<ForecastReply> {
  const started = performance.now();
  const { question, level, seed, budgetSeconds } = request;
  const clock = clockOf(project);
  const { interval } = question;
  const shown = await answer(project, { ...question, compare: undefined }, { refresh, signal });
  const chart = shown.result as Trends;
  const learnt = await longerHistory(answer, { project, request, refresh, signal, chart });
  const lines = linesToForecast(chart);
  const special = new Set(request.holidays);
  const histories = lines.kept.map((line) => {
    const history = historyIn(learnt, line, { interval, special, from: chart });
    const last = history.buckets.at(-1);
    const ahead = last === undefined ? [] : bucketsAfter(last, mostSteps, interval, clock);
    return { line, history, ahead, target: targetOf(request, ahead) };
  });
  const longest = Math.max(0, ...histories.map(({ history }) => history.values.length));
  const horizon = Math.max(
    request.horizon ?? usualHorizon(interval, longest),
    ...histories.map(({ target }) => target?.step ?? 1),
  );
  const out: ForecastLine[] = [];
  const keys: string[] = [];
  let isCached = true;
  for (const [i, { line, history, ahead, target }] of histories.entries()) {
    const named = { index: line.index, label: line.label, breakdown: line.breakdown };
    const n = history.values.length;
    const plan = planOf(interval, n, horizon);
    if (plan === null) {
      const possible = possibleHorizon(interval, n);
      out.push({
        kind: "short",
        ...named,
        have: n,
        need: needOf(interval, horizon),
        possibleHorizon: possible,
      });
      continue;
    }
    const aim = target && directed(target, history);
    const order: StudyOrder = {
      values: history.values,
      start: history.buckets[0] as string,
      interval,
      horizon,
      level,
      holidays: request.holidays,
      isRunningSum: question.cumulative,
      plan,
      seed,
      budgetSeconds: budgetSeconds / histories.length,
      target: aim && { value: aim.value, step: aim.step, when: aim.when, direction: aim.direction },
    };
    const key = fingerprintOf(order);
    keys.push(key);
    let result = refresh ? undefined : cache.get(key);
    if (!result) {
      isCached = false;
      progress.waiting();
      result = await forecaster.study(order, {
        signal,
        onBegin: () => progress.at(i / histories.length, ""),
        onProgress: (share, step) => progress.at((i + share) / histories.length, step),
      });
      cache.set(key, result);
    }
    out.push(lineOf(result, { named, history, order, coming: ahead.slice(0, horizon), target: aim }));
  }
  return {
    lines: out,
    interval,
    unit: chart.unit,
    timezone: shown.timezone,
    level,
    horizon,
    fingerprint: createHash("sha256").update(keys.join()).digest("hex"),
    warnings: warningsOf({ chart, lines, histories: histories.map(({ history }) => history) }),
    cached: isCached && keys.length > 0,
    elapsedMs: performance.now() - started,
    computedAt: new Date().toISOString(),
  };
}

/** The same question over a longer time, where that may be: a running sum counts from where its range begins. */
async function longerHistory(
  answer: Answerer,
  { project, request, refresh, signal, chart }: Omit<Asked, "progress"> & { chart: Trends },
): Promise<Trends> {
  const { question, history } = request;
  const [first, last] = [chart.buckets[0], chart.buckets.at(-1)];
  if (history === "range" || question.cumulative || !first || !last) return chart;
  const from = dateBefore(last.start, mostHistory[question.interval], question.interval, clockOf(project));
  if (from >= first.start.slice(0, 10)) return chart;
  const longer: QuestionOf<"trends"> = {
    ...question,
    compare: undefined,
    range: { from, to: question.range.to },
    // Values that lead in the chart may be small over the longer time.
    ...(question.breakdown ? { breakdown: { ...question.breakdown, limit: 50 } } : {}),
  };
  return (await answer(project, longer, { refresh, signal })).result as Trends;
}

const isSameLine = (a: Line, b: Line) => a.index === b.index && a.breakdown === b.breakdown;

function historyIn(
  learnt: Trends,
  line: Line,
  { from, ...options }: Parameters<typeof historyOf>[2] & { from: Trends },
): History {
  const longer = learnt.series.find((one) => isSameLine(one, line));
  return longer
    ? historyOf(learnt.buckets, longer.values, options)
    : historyOf(from.buckets, line.values, options);
}

/** The formula first: it is what a question with one is about. */
function linesToForecast({ series }: Trends): { kept: Line[]; hasRest: boolean; cut: number } {
  const own = series.filter(({ breakdown }) => breakdown !== rest);
  const ordered = [...own.filter(({ index }) => index < 0), ...own.filter(({ index }) => index >= 0)];
  return {
    kept: ordered.slice(0, mostLines),
    hasRest: own.length < series.length,
    cut: Math.max(0, ordered.length - mostLines),
  };
}

function targetOf({ target }: Request, ahead: readonly string[]) {
  const end = ahead.at(-1);
  if (!target || end === undefined) return null;
  const step = stepsTo(target.date, ahead);
  if (step < 1 || (step === ahead.length && target.date > end.slice(0, 10)))
    throw new LeptonError("FORECAST_TARGET_DATE", {
      problem: `The date of the target must lie ahead, within ${mostSteps} steps.`,
      received: target.date,
      next: `Choose a date from ${ahead[0]} to ${end}, or a longer interval.`,
      field: "target.date",
    });
  return { ...target, step, bucket: ahead[step - 1] as string };
}

/** Which side counts: on a date the target or more; by a date, the side that the last value is not on. */
function directed(target: NonNullable<ReturnType<typeof targetOf>>, { values }: History) {
  const last = values.findLast((value) => value !== null) ?? 0;
  const usual = target.when === "on" || target.value >= last ? ("above" as const) : ("below" as const);
  return { ...target, direction: target.direction ?? usual };
}

function fingerprintOf({ budgetSeconds: _, ...order }: StudyOrder): string {
  return createHash("sha256").update(JSON.stringify(order)).digest("hex");
}

function warningsOf({
  chart,
  lines: { hasRest, cut },
  histories,
}: {
  chart: Trends;
  lines: ReturnType<typeof linesToForecast>;
  histories: readonly History[];
}): ForecastReply["warnings"] {
  const out: ForecastReply["warnings"] = [];
  const running = histories[0]?.running ?? null;
  if (running !== null && chart.buckets.at(-1)?.complete === false)
    out.push({
      code: "FORECAST_RUNNING",
      text: `${running} is still running: it is forecast, and what it counts so far is not learnt from.`,
      values: { bucket: running },
    });
  if (cut > 0)
    out.push({
      code: "FORECAST_LINES",
      text: `The first ${mostLines} lines are forecast, ${cut} are not.`,
      values: { most: mostLines, cut },
    });
  if (hasRest)
    out.push({
      code: "FORECAST_REST",
      text: "“Other” is not forecast: what it holds changes over time.",
      values: {},
    });
  return out;
}
