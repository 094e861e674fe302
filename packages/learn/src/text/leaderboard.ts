import { checkBothSides, checkEnough } from "../evaluate/enough.ts";
import { pairedDifference, scoreInterval } from "../evaluate/interval.ts";
import { type LeaderboardRow, statementOf } from "../evaluate/judge.ts";
import { mainScore, type ScoreName, scoresFor } from "../evaluate/score.ts";
import { holdOut, type Split, type SplitPlan } from "../evaluate/splits.ts";
import { type ClassTarget, takeTargetRows } from "../tabular/target.ts";
import { checkLabelled } from "./checkLabelled.ts";
import type { FittedTextModel, TextEstimator, TextFitOptions } from "./estimator.ts";
import { textLinear } from "./linear/textLinear.ts";
import { textMajority } from "./majority.ts";
import { textCnn } from "./networks/textCnn.ts";
import { textLstm } from "./networks/textLstm.ts";

export interface TextLeaderboardOptions extends TextFitOptions {
  texts: readonly string[];
  labels: ArrayLike<string | number | boolean>;
  /** Models to try beside the shares of the classes. Default: linear, TextCNN, BiLSTM with attention. */
  estimators?: readonly TextEstimator[];
  /** Share of the texts that judges and is used for no choice. Default 0.2. */
  testShare?: number;
  /** The test texts, as places, where there is an official split; instead of `testShare`. */
  test?: Int32Array;
}

export interface TextLeaderboard {
  classes: readonly string[];
  metric: ScoreName;
  isHigherBetter: boolean;
  trainingRows: number;
  testRows: number;
  warnings: string[];
  /** Best first by a part of the training texts held out; metrics on the test texts. */
  rows: LeaderboardRow[];
  best: { model: string; fitted: FittedTextModel };
  /** Whether the best model beats the shares of the classes beyond chance on the test texts. */
  isPublishable: boolean;
  statement: string;
}

/**
 * Text models and the naive baseline: put in order by a fifth of the training texts, then fitted on all of them and judged
 * on test texts that no choice has seen. Equal texts stay on one side.
 * Errors: LEARN_TOO_FEW_ROWS, LEARN_CLASS_RARE, those of `TextEstimator.fit`; the signal's reason.
 */
export async function textLeaderboard(options: TextLeaderboardOptions): Promise<TextLeaderboard> {
  const { seed = 1, signal, onProgress, testShare = 0.2 } = options;
  const { read, y } = checkLabelled(options.texts, options.labels);
  checkEnough(y, "label");
  const warnings: string[] = [];
  const plan = planOf(read, seed, warnings);
  const split = options.test ? givenSplit(read.length, options.test) : holdOut(y, testShare, plan);
  const data = (rows: Int32Array) => ({
    texts: Array.from(rows, (row) => read[row] as string),
    y: takeTargetRows(y, rows),
    plan: planAt(plan, rows),
  });
  const [training, test] = [data(split.training), data(split.heldOut)];
  checkBothSides(training.y, test.y, "label");
  const inner = holdOut(training.y, 0.2, training.plan);
  const [part, held] = [inner.training, inner.heldOut].map((rows) =>
    data(Int32Array.from(rows, (row) => split.training[row] as number)),
  ) as [typeof training, typeof training];
  const score = mainScore(y);
  const baseline = textMajority();
  const estimators = [baseline, ...(options.estimators ?? [textLinear(), textCnn(), textLstm()])];
  const found: { name: string; validation: number; fitted: FittedTextModel; fitMs: number }[] = [];
  for (const [at, estimator] of estimators.entries()) {
    const fit = (texts: readonly string[], target: ClassTarget, from: number) =>
      estimator.fit(texts, namesOf(target), {
        seed,
        ...(signal && { signal }),
        onProgress: ({ share, step, values }) =>
          onProgress?.({
            share: (at + from + share / 2) / estimators.length,
            step: `${estimator.name}: ${step}`,
            ...(values && { values }),
          }),
      });
    const tried = await fit(part.texts, part.y, 0);
    const validation =
      score.prepare(
        held.y,
        await alignedProbabilities(tried, held.texts, y),
      )(new Float64Array(held.texts.length).fill(1)) ?? Number.NaN;
    await tried.close();
    const start = performance.now();
    const fitted = await fit(training.texts, training.y, 0.5);
    found.push({ name: estimator.name, validation, fitted, fitMs: performance.now() - start });
  }
  found.sort((a, b) => (score.isHigherBetter ? b.validation - a.validation : a.validation - b.validation));
  const rows = await judged(found, baseline.name, test, y, signal);
  const best = found.find(({ name }) => name !== baseline.name) ?? (found[0] as (typeof found)[number]);
  const row = rows.find(({ model }) => model === best.name) as LeaderboardRow;
  const isPublishable = row.gain?.verdict === "better";
  for (const { fitted } of found) if (fitted !== best.fitted) await fitted.close();
  return {
    classes: y.classes,
    metric: score.name,
    isHigherBetter: score.isHigherBetter,
    trainingRows: split.training.length,
    testRows: split.heldOut.length,
    warnings,
    rows,
    best: { model: best.name, fitted: best.fitted },
    isPublishable,
    statement: statementOf(row, rows, score, isPublishable),
  };
}

async function judged(
  found: readonly { name: string; validation: number; fitted: FittedTextModel; fitMs: number }[],
  baseline: string,
  test: { texts: readonly string[]; y: ClassTarget; plan: SplitPlan },
  y: ClassTarget,
  signal: AbortSignal | undefined,
): Promise<LeaderboardRow[]> {
  const options = { ...test.plan, ...(signal && { signal }) };
  const score = mainScore(y);
  const predicted = new Map<string, { predictions: Float64Array; predictMs: number }>();
  for (const { name, fitted } of found) {
    const start = performance.now();
    const predictions = await alignedProbabilities(fitted, test.texts, y);
    predicted.set(name, { predictions, predictMs: performance.now() - start });
  }
  const naive = predicted.get(baseline)?.predictions as Float64Array;
  const rows: LeaderboardRow[] = [];
  for (const { name, validation, fitMs } of found) {
    const { predictions, predictMs } = predicted.get(name) as {
      predictions: Float64Array;
      predictMs: number;
    };
    const metrics: LeaderboardRow["metrics"] = {};
    for (const one of scoresFor(y))
      metrics[one.name] = await scoreInterval(one, test.y, predictions, options);
    const isBaseline = name === baseline;
    const gain = isBaseline ? null : await pairedDifference(score, test.y, predictions, naive, options);
    rows.push({ model: name, isBaseline, validation, metrics, gain, fitMs, predictMs });
  }
  return rows;
}

/** A class without a training text gets probability 0. */
async function alignedProbabilities(
  fitted: FittedTextModel,
  texts: readonly string[],
  { classes }: ClassTarget,
): Promise<Float64Array> {
  const p = await fitted.predictProbabilities(texts);
  if (fitted.classes.length === classes.length) return p;
  const placeOf = fitted.classes.map((name) => classes.indexOf(name));
  const out = new Float64Array(texts.length * classes.length);
  p.forEach((value, at) => {
    const row = Math.floor(at / placeOf.length);
    out[row * classes.length + (placeOf[at % placeOf.length] as number)] = value;
  });
  return out;
}

/** Share of texts that equal another from which equal texts are kept together. */
const manyEqual = 0.01;
function planOf(texts: readonly string[], seed: number, warnings: string[]): SplitPlan {
  const groups = texts.map((text) => text.trim().toLowerCase());
  const equal = texts.length - new Set(groups).size;
  if (equal <= manyEqual * texts.length) return { seed };
  warnings.push(
    `${equal} of ${texts.length} texts equal another one; equal texts are kept on one side of the split.`,
  );
  return { seed, groups };
}
const planAt = ({ seed, groups }: SplitPlan, rows: Int32Array): SplitPlan =>
  groups ? { seed, groups: Array.from(rows, (row) => groups[row] as string) } : { seed };

function givenSplit(rows: number, test: Int32Array): Split {
  const isTest = new Set(test);
  return {
    training: Int32Array.from({ length: rows }, (_, i) => i).filter((row) => !isTest.has(row)),
    heldOut: test,
  };
}
const namesOf = ({ labels, classes }: ClassTarget): string[] =>
  Array.from(labels, (label) => classes[label] as string);
