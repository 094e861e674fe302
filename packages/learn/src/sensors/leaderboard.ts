import { type Estimate, LeptonError } from "@lepton/core";
import { type Difference, pairedDifference, scoreInterval } from "../evaluate/interval.ts";
import { type ScoreName, scores } from "../evaluate/score.ts";
import { holdOut } from "../evaluate/splits.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { classTarget, regressionTarget, type Target } from "../tabular/target.ts";
import { type FittedFailureWithin, failsAt, failureWithin } from "./failureWithin.ts";
import type { WindowMethod } from "./method.ts";
import { type Readings, takeUnits } from "./readings.ts";
import { blendOfWindows, type FittedRemainingLife, lifeAt, remainingLife } from "./remainingLife.ts";
import { constant, linearOnLast, treesOnStatistics } from "./tabularMethods.ts";
import { windowNetwork } from "./windowNetwork.ts";

/** What is asked of a fleet. */
export type SensorQuestion =
  | { kind: "remainingLife"; cap: number }
  | { kind: "failureWithin"; horizon: number };

export interface SensorLeaderboardOptions extends Omit<FitOptions, "weights"> {
  question: SensorQuestion;
  /** Default: constant, linear on last values, trees, both networks, their average. */
  methods?: readonly WindowMethod[];
  length?: number;
  folds?: number;
  conditions?: readonly string[];
  regimes?: number;
  /** Share of the machines that judges and is used for no choice. Default 0.2. */
  testShare?: number;
}
export interface SensorRow {
  model: string;
  isBaseline: boolean;
  /** On training machines held out in turn: what the order follows. */
  validation: number;
  /** On the test machines, resampled by machine. */
  test: Estimate;
  /** Against the best baseline on the same test machines. */
  gain: Difference | null;
  fitMs: number;
}
export interface SensorLeaderboard {
  metric: ScoreName;
  testUnits: number;
  rows: SensorRow[];
  best: FittedRemainingLife | FittedFailureWithin;
  /** Whether the best model beats every baseline beyond chance on the test machines. */
  isPublishable: boolean;
  statement: string;
}

const defaults = (): WindowMethod[] => [
  constant(),
  linearOnLast(),
  treesOnStatistics(),
  windowNetwork({ architecture: "conv" }),
  windowNetwork({ architecture: "lstm" }),
  blendOfWindows(),
];

/**
 * Methods beside baselines, chosen on training machines and judged on whole machines that no choice has seen; every
 * reading of them with a whole window and a known outcome counts. RMSE of remaining life, AUC of failures.
 * Errors: those of the fits; LEARN_UNITS_FEW.
 */
export async function sensorLeaderboard(
  readings: Readings,
  {
    question,
    methods = defaults(),
    testShare = 0.2,
    onProgress,
    length = 30,
    ...options
  }: SensorLeaderboardOptions,
): Promise<SensorLeaderboard> {
  const { seed, signal, folds, conditions, regimes } = options;
  const split = splitUnits(readings, testShare, seed);
  const [training, test] = [takeUnits(readings, split.training), takeUnits(readings, split.heldOut)];
  const shared = {
    length,
    ...(folds !== undefined && { folds }),
    ...(conditions && { conditions: [...conditions] }),
    ...(regimes !== undefined && { regimes }),
  };
  const { y, groups, places } = truthOf(test, question, length);
  const score = question.kind === "remainingLife" ? scores.rmse : scores.auc;
  const judgedBy = { seed, groups, resamples: 200, ...(signal && { signal }) };
  const tried: {
    method: WindowMethod;
    fitted: FittedRemainingLife | FittedFailureWithin;
    fitMs: number;
    predictions: Float64Array;
  }[] = [];
  for (const [m, method] of methods.entries()) {
    const start = performance.now();
    const fitOptions: Omit<FitOptions, "weights"> = {
      seed,
      ...(signal && { signal }),
      onProgress: (progress) => onProgress?.({ ...progress, share: (m + progress.share) / methods.length }),
    };
    const fitted =
      question.kind === "remainingLife"
        ? await remainingLife({ ...shared, cap: question.cap, method }).fit(training, fitOptions)
        : await failureWithin({ ...shared, horizon: question.horizon, method }).fit(training, fitOptions);
    const fitMs = performance.now() - start;
    tried.push({ method, fitted, fitMs, predictions: await predicted(fitted, test, places) });
  }
  const sign = score.isHigherBetter ? -1 : 1;
  const validationOf = ({ fitted }: { fitted: FittedRemainingLife | FittedFailureWithin }) =>
    (fitted.kind === "remainingLife" ? fitted.heldOut : fitted.heldOut.auc).value ?? Number.NaN;
  tried.sort((a, b) => sign * (validationOf(a) - validationOf(b)));
  const naive = tried.find(({ method }) => method.isBaseline);
  const rows: SensorRow[] = [];
  for (const one of tried) {
    const { method, fitMs, predictions } = one;
    rows.push({
      model: method.name,
      isBaseline: method.isBaseline,
      validation: validationOf(one),
      test: await scoreInterval(score, y, predictions, judgedBy),
      gain:
        method.isBaseline || !naive
          ? null
          : await pairedDifference(score, y, predictions, naive.predictions, judgedBy),
      fitMs,
    });
  }
  const best = tried.find(({ method }) => !method.isBaseline) ?? (tried[0] as (typeof tried)[number]);
  for (const { fitted } of tried) if (fitted !== best.fitted) await fitted.close();
  const row = rows.find(({ model }) => model === best.method.name) as SensorRow;
  const isPublishable = row.gain?.verdict === "better";
  return {
    metric: score.name,
    testUnits: test.units.length,
    rows,
    best: best.fitted,
    isPublishable,
    statement: statementOf(
      row,
      rows.find(({ isBaseline }) => isBaseline),
      score.name,
      isPublishable,
    ),
  };
}

const splitUnits = ({ units }: Readings, share: number, seed: number) =>
  holdOut(regressionTarget(units.map((_, i) => i)), share, { seed, groups: units.map(({ id }) => id) });

/** Outcomes of the test machines' readings, in the order that `predict(…, "every")` gives them. */
function truthOf(test: Readings, question: SensorQuestion, length: number) {
  const groups: string[] = [];
  const places: number[] = [];
  const values: number[] = [];
  let at = 0;
  test.units.forEach(({ id, cycles }, unit) => {
    for (let reading = 0; reading < cycles.length; reading++, at++) {
      const place = { unit, reading };
      const value =
        question.kind === "remainingLife"
          ? lifeAt(test, place, question.cap)
          : Number(failsAt(test, place, question.horizon) ?? Number.NaN);
      if (reading + 1 < length || Number.isNaN(value)) continue;
      groups.push(id);
      places.push(at);
      values.push(value);
    }
  });
  if (places.length === 0)
    throw new LeptonError("LEARN_UNITS_FEW", {
      problem: "No test machine has a whole window with a known outcome.",
      received: `${test.units.length} test units`,
      next: "Give more machines, a larger test share, or a shorter window.",
    });
  const y: Target =
    question.kind === "remainingLife"
      ? regressionTarget(values)
      : classTarget(
          values.map((value) => (value === 1 ? "fails" : "survives")),
          ["survives", "fails"],
        );
  return { y, groups, places };
}

async function predicted(
  fitted: FittedRemainingLife | FittedFailureWithin,
  test: Readings,
  places: readonly number[],
): Promise<Float64Array> {
  if (fitted.kind === "remainingLife") {
    const all = await fitted.predict(test, "every");
    return Float64Array.from(places, (place) => all[place]?.value as number);
  }
  const all = await fitted.predict(test, "every");
  return Float64Array.from(
    places.flatMap((place) => {
      const p = all[place]?.probability as number;
      return [1 - p, p];
    }),
  );
}

const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? "unknown" : Number(value.toPrecision(4)).toString();

function statementOf(
  row: SensorRow,
  naive: SensorRow | undefined,
  metric: string,
  isBetter: boolean,
): string {
  const figures =
    `${metric} ${shown(row.test.value)} (${shown(row.test.low)} to ${shown(row.test.high)}), ` +
    `${naive?.model ?? "no baseline"} ${shown(naive?.test.value)}`;
  return isBetter
    ? `The ${row.model} is better than the ${naive?.model}: ${figures}.`
    : `No better than the ${naive?.model}, so it is not published: ${row.model} ${figures}.`;
}
