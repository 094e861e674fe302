import type { ForecastedLine } from "../contract/forecast.ts";
import type { ForecastTarget } from "../contract/forecastSpec.ts";
import type { History } from "./history.ts";
import type { StudyOrder, StudyResult } from "./messages.ts";
import { lineWarnings, targetText, verdictOf } from "./words.ts";

interface LineParts {
  named: Pick<ForecastedLine, "index" | "label" | "breakdown">;
  history: History;
  order: StudyOrder;
  /** The buckets after the history's last one. */
  coming: readonly string[];
  target: (Required<ForecastTarget> & { step: number; bucket: string }) | null;
}

/** One line of the reply: places become buckets, codes become words. */
export function lineOf(
  result: StudyResult,
  { named, history, order, coming, target }: LineParts,
): ForecastedLine {
  const { mean, low, high, method, rows, coverage, rehearsals, seasons, last } = result;
  const { interval, horizon, level, plan } = order;
  // The series may begin later than the history: leading gaps are cut off.
  const offset = history.values.findIndex((value) => value !== null);
  const all = [...history.buckets.slice(offset), ...coming];
  const bucketAt = (place: number) => all[place] as string;
  return {
    kind: "forecast",
    ...named,
    method,
    buckets: [...coming],
    mean,
    low,
    high,
    history: {
      from: bucketAt(0),
      to: history.buckets.at(-1) as string,
      points: history.values.length - offset,
      last,
      seasons,
    },
    backtest: {
      choiceOrigins: plan.choice,
      checkOrigins: plan.check,
      step: plan.step,
      methods: rows,
      coverage: { level, ...coverage },
      rehearsals: rehearsals.map(({ origin, ...path }) => ({
        start: bucketAt(origin),
        buckets: path.mean.map((_, h) => bucketAt(origin + h)),
        ...path,
      })),
    },
    verdict: verdictOf(result.verdict, { interval, horizon, plan }),
    anomalies: result.anomalies.map(({ at, value, z }) => ({ bucket: bucketAt(at), value, z })),
    changePoints: result.changePoints.map(({ at, before, after }) => ({
      bucket: bucketAt(at),
      before,
      after,
    })),
    gaps: history.gaps,
    target: targetReply(result, target),
    warnings: lineWarnings(history, result, { level, plan }),
  };
}

function targetReply(
  { probability, last }: StudyResult,
  target: LineParts["target"],
): ForecastedLine["target"] {
  if (!target || !probability) return null;
  const { value: share, low, high, n } = probability;
  const { value, date, when, direction, step, bucket } = target;
  const isReached = when === "by" && (direction === "above" ? last >= value : last <= value);
  const reply = { value, date, when, direction, step, bucket, isReached, probability: share, low, high, n };
  return { ...reply, text: targetText(reply, last) };
}
