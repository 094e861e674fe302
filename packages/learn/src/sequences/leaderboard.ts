import { type Estimate, LeptonError } from "@lepton/core";
import { type Difference, pairedDifference, scoreInterval } from "../evaluate/interval.ts";
import type { ScoreName } from "../evaluate/score.ts";
import { meanBaseline } from "../tabular/baseline.ts";
import type { FitProgress } from "../tabular/estimator.ts";
import { linearModel } from "../tabular/linear.ts";
import { boostedTrees } from "../trees/boostedTrees.ts";
import { bgNbdModel } from "./bgNbdModel.ts";
import type { FittedSequence, SequenceEstimator } from "./estimator.ts";
import { onFeatures } from "./features.ts";
import { lifeTable } from "./lifeTable.ts";
import { dayMs, holdOutPersons, type Moments, takeMoments } from "./moments.ts";
import { type SequenceTarget, takeOutcomes } from "./outcomes.ts";
import { judgeOf } from "./score.ts";
import { sequenceNetwork } from "./sequenceNetwork.ts";
import { wrongTask } from "./wrongTask.ts";

interface Side {
  x: Moments;
  y: SequenceTarget;
}
export interface SequenceLeaderboardOptions {
  training: Side;
  /** Other persons, and later: see `personTimeSplit`. */
  test: Side;
  /** What the networks must beat. Default: `sequenceBaselines`. */
  baselines?: readonly SequenceEstimator[];
  /** Default: `sequenceNetworks`. */
  estimators?: readonly SequenceEstimator[];
  /** Training outcomes may lie in the test's time, of other persons: it flatters where times differ. Default false. */
  sharesTime?: boolean;
  seed: number;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}
export interface SequenceLeaderboardRow {
  model: string;
  isBaseline: boolean;
  /** On a fifth of the training persons: what the order follows. */
  validation: number;
  /** On the test rows, with bootstrap intervals over persons. */
  metrics: Partial<Record<ScoreName, Estimate>>;
  /** Against the best baseline by validation, on the same test rows; null for baselines. */
  gain: Difference | null;
  fitMs: number;
}
export interface SequenceLeaderboard {
  metric: ScoreName;
  isHigherBetter: boolean;
  trainingRows: number;
  testRows: number;
  /** Best first. */
  rows: SequenceLeaderboardRow[];
  best: { model: string; fitted: FittedSequence };
  /** Whether the best network beats the best baseline beyond chance on the test rows. */
  isNetworkBetter: boolean;
  warnings: string[];
  statement: string;
}

/** Naive, recency alone, and what hand-made features or the fitting model of purchases reach. */
export function sequenceBaselines(y: SequenceTarget): SequenceEstimator[] {
  if (y.task === "survival") return [lifeTable()];
  const isCount = y.task === "regression" && y.values.every((value) => Number.isInteger(value) && value >= 0);
  return [
    onFeatures(meanBaseline(), { name: "naive baseline" }),
    onFeatures(linearModel(), { name: "recency alone", columns: ["recency_days"] }),
    onFeatures(linearModel()),
    onFeatures(boostedTrees()),
    ...(isCount ? [bgNbdModel()] : []),
  ];
}
export const sequenceNetworks = (): SequenceEstimator[] => [
  sequenceNetwork({ cell: "gru" }),
  sequenceNetwork({ cell: "attention" }),
];

/**
 * Baselines and networks over the same persons at points in time, ordered by training persons held out, judged on test
 * persons and a test time that no fit has seen. Errors: LEARN_SPLIT_LEAK, those of the fits; the signal's reason.
 */
export async function sequenceLeaderboard(options: SequenceLeaderboardOptions): Promise<SequenceLeaderboard> {
  const { training, test, seed, signal, sharesTime = false } = options;
  checkApart(training.x, test.x, sharesTime);
  checkAlike(training.y, test.y);
  const baselines = options.baselines ?? sequenceBaselines(training.y);
  const estimators = options.estimators ?? sequenceNetworks();
  const split = holdOutPersons(training.x, 0.2, seed);
  const part = (rows: Int32Array): Side => ({
    x: takeMoments(training.x, rows),
    y: takeOutcomes(training.y, rows),
  });
  const [inner, validation] = [part(split.training), part(split.heldOut)];
  const validationJudge = judgeOf(validation.y);
  const testJudge = judgeOf(test.y);
  const { main } = testJudge;
  const tried = [
    ...baselines.map((estimator) => ({ estimator, isBaseline: true })),
    ...estimators.map((estimator) => ({ estimator, isBaseline: false })),
  ];
  const candidates = [];
  for (const [at, { estimator, isBaseline }] of tried.entries()) {
    const fitOptions = (share: number) => ({
      seed,
      ...(signal && { signal }),
      onProgress: (progress: FitProgress) =>
        options.onProgress?.({
          ...progress,
          share: (at + share + progress.share / 2) / tried.length,
          step: `${estimator.name}: ${progress.step}`,
        }),
    });
    const tryout: FittedSequence = await estimator.fit(inner.x, inner.y, fitOptions(0));
    const predicted = await validationJudge.predictions(tryout, validation.x);
    const ones = new Float64Array(validation.x.persons.length).fill(1);
    const value = validationJudge.main.prepare(validationJudge.y, predicted)(ones) ?? Number.NaN;
    await tryout.close();
    const start = performance.now();
    const fitted: FittedSequence = await estimator.fit(training.x, training.y, fitOptions(0.5));
    const fitMs = performance.now() - start;
    const predictions = await testJudge.predictions(fitted, test.x);
    candidates.push({ name: estimator.name, isBaseline, validation: value, fitted, fitMs, predictions });
  }
  candidates.sort((a, b) =>
    main.isHigherBetter ? b.validation - a.validation : a.validation - b.validation,
  );
  const strongest = candidates.find(({ isBaseline }) => isBaseline) as (typeof candidates)[number];
  const interval = { seed, groups: Array.from(test.x.persons), ...(signal && { signal }) };
  const rows: SequenceLeaderboardRow[] = [];
  for (const { name, isBaseline, validation: value, fitMs, predictions } of candidates) {
    const metrics: SequenceLeaderboardRow["metrics"] = {};
    for (const score of testJudge.all)
      metrics[score.name] = await scoreInterval(score, testJudge.y, predictions, interval);
    const gain = isBaseline
      ? null
      : await pairedDifference(main, testJudge.y, predictions, strongest.predictions, interval);
    rows.push({ model: name, isBaseline, validation: value, metrics, gain, fitMs });
  }
  const best = candidates[0] as (typeof candidates)[number];
  for (const { fitted } of candidates) if (fitted !== best.fitted) await fitted.close();
  const network = rows.find(({ isBaseline }) => !isBaseline);
  const isNetworkBetter = network?.gain?.verdict === "better";
  return {
    metric: main.name,
    isHigherBetter: main.isHigherBetter,
    trainingRows: training.x.persons.length,
    testRows: test.x.persons.length,
    rows,
    best: { model: best.name, fitted: best.fitted },
    isNetworkBetter,
    warnings: [...best.fitted.warnings],
    statement: statementOf(rows, network, strongest.name, main.name, isNetworkBetter),
  };
}

const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? "unknown" : Number(value.toPrecision(4)).toString();

function statementOf(
  rows: readonly SequenceLeaderboardRow[],
  network: SequenceLeaderboardRow | undefined,
  strongest: string,
  metric: ScoreName,
  isBetter: boolean,
): string {
  const theirs = shown(rows.find(({ model }) => model === strongest)?.metrics[metric]?.value);
  if (!network) return `${strongest}: ${metric} ${theirs}.`;
  const { value, low, high } = network.metrics[metric] as Estimate;
  const figures = `${metric} ${shown(value)} (${shown(low)} to ${shown(high)}), ${strongest} ${theirs}`;
  return isBetter
    ? `The network (${network.model}) is better than ${strongest}: ${figures}.`
    : `The network (${network.model}) is not better than ${strongest} beyond chance: ${figures}.`;
}

/** Errors: LEARN_CLASS_UNKNOWN, LEARN_TASK when the two sides were asked other questions. */
function checkAlike(training: SequenceTarget, test: SequenceTarget): void {
  if (training.task !== test.task) throw wrongTask("Training", training.task, test.task);
  if (training.task !== "classification" || test.task !== "classification") return;
  if (training.classes.join("\n") === test.classes.join("\n")) return;
  throw new LeptonError("LEARN_CLASS_UNKNOWN", {
    problem: "Training and test have other classes, or another order of them.",
    received: test.classes.slice(0, 20).join(", "),
    next: "Take both from one `outcomesOf` question on the same histories.",
  });
}

/** Errors: LEARN_SPLIT_LEAK when a person is on both sides, or training outcomes reach into the test's time. */
function checkApart(training: Moments, test: Moments, sharesTime: boolean): void {
  const learnt = new Set(Array.from(training.persons, (person) => training.histories.persons[person]));
  const both = Array.from(test.persons, (person) => test.histories.persons[person]).find((person) =>
    learnt.has(person),
  );
  if (both !== undefined)
    throw new LeptonError("LEARN_SPLIT_LEAK", {
      problem: "A person is in training and in the test.",
      received: String(both),
      next: "Split by person and time, as `personTimeSplit` does.",
    });
  const from = test.cutoffs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const late = training.cutoffs.findIndex(
    (cutoff, i) => cutoff + (training.horizonsDays[i] as number) * dayMs > from,
  );
  if (late >= 0 && !sharesTime)
    throw new LeptonError("LEARN_SPLIT_LEAK", {
      problem: "Training outcomes reach into the test's time.",
      received: `cutoff ${new Date(training.cutoffs[late] as number).toISOString()}, test from ${new Date(from).toISOString()}`,
      next: "Give earlier training cutoffs, or { sharesTime: true } where that is meant.",
    });
}
