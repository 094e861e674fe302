import { LeptonError } from "@lepton/core";
import { columnNamed, levelAt, type Table, takeTableRows, withoutColumns } from "../table/table.ts";

import { meanBaseline } from "../tabular/baseline.ts";
import type { Estimator, FitProgress, FittedModel } from "../tabular/estimator.ts";
import { linearModel } from "../tabular/linear.ts";
import { tabularNetwork } from "../tabular/tabularNetwork.ts";
import { rowsOf, type Target, type Task, takeTargetRows, targetFrom } from "../tabular/target.ts";
import { boostedTrees } from "../trees/boostedTrees.ts";
import { blend, type Candidate, tryCandidate } from "./candidates.ts";
import { checkBothSides, checkEnough } from "./enough.ts";
import { judge, type LeaderboardRow, statementOf } from "./judge.ts";
import { duplicateRows, findLeaks, type Leak, type LeakOptions } from "./leaks.ts";
import { mainScore, type ScoreName } from "./score.ts";
import { foldsOf, holdOut, type SplitPlan } from "./splits.ts";

export interface LeaderboardOptions extends Pick<LeakOptions, "roles"> {
  table: Table;
  /** Name of the column to predict. */
  target: string;
  /** Told from the target's values unless given. */
  task?: Task;
  /** Column with each row's point in time: models are judged on later rows than they learnt from. */
  time?: string;
  /** Column of persons, machines, …: models are judged on others than they learnt from. */
  group?: string;
  /** Columns to use although the report names them. */
  keep?: readonly string[];
  /** Further naive baselines: a linear model of these columns alone, e.g. recency. */
  baselines?: readonly { name: string; columns: readonly string[] }[];
  /** Models to try. Default: linear model, boosted trees, neural network. */
  estimators?: readonly Estimator[];
  /** Time for all fits, about. Models that do not fit in are named as skipped. Default 120. */
  budgetSeconds?: number;
  /** Share of the rows that judges and is used for no choice. Default 0.2. */
  testShare?: number;
  /** Fit the best model on all rows at the end. Default false: it is the one that was judged. */
  refit?: boolean;
  seed: number;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

export interface Leaderboard {
  task: Task;
  target: string;
  classes: readonly string[] | null;
  metric: ScoreName;
  isHigherBetter: boolean;
  trainingRows: number;
  testRows: number;
  /** Columns left out, and why. */
  leaks: Leak[];
  warnings: string[];
  /** Best first, baselines among them. */
  rows: LeaderboardRow[];
  skipped: { model: string; why: string }[];
  best: { model: string; fitted: FittedModel; columns: readonly string[] };
  /** Whether the best model beats every naive baseline beyond chance on the test rows. */
  isPublishable: boolean;
  /** The result in a sentence. */
  statement: string;
}

/**
 * Naive baselines, a linear model, boosted trees, a network and their blend, chosen by cross-validation on the training
 * rows and judged on test rows that no choice has seen. Leaking columns are left out and named.
 * Errors: LEARN_TOO_FEW_ROWS, LEARN_CLASS_RARE, those of the target, of the columns and of fits; the signal's reason.
 * @example
 * const board = await leaderboard({ table, target: "churned", seed: 7 });
 * if (board.isPublishable) await board.best.fitted.predict(newRows);
 */
export async function leaderboard(options: LeaderboardOptions): Promise<Leaderboard> {
  const { table, target: name, time, group, seed, signal, budgetSeconds = 120, keep = [] } = options;
  const started = performance.now();
  const known = targetFrom(columnNamed(table, name), options.task);
  const y: Target = known.target;
  checkEnough(y, name);
  const all = takeTableRows(table, known.rows);
  const warnings: string[] = [];
  if (known.rows.length < table.rows)
    warnings.push(`${table.rows - known.rows.length} rows without a known ${name} are left out.`);
  const plan = planFrom(all, options);
  const split = holdOut(y, options.testShare ?? 0.2, plan);
  const training = takeTargetRows(y, split.training);
  const test = takeTargetRows(y, split.heldOut);
  checkBothSides(training, test, name);
  // Leaks are looked for in the training rows alone; the group names persons and is no feature.
  const features = withoutColumns(all, [name, ...(group === undefined ? [] : [group])]);
  const found = await findLeaks(takeTableRows(features, split.training), training, {
    ...leakOptions(options),
    ...(time === undefined ? {} : { time }),
  });
  const leaks = found.filter(({ column }) => !keep.includes(column));
  const x = withoutColumns(features, [
    ...leaks.map(({ column }) => column),
    ...(time === undefined ? [] : [time]),
  ]);
  warnOfDuplicates(x, warnings);
  const trainingRows = takeTableRows(x, split.training);
  const testRows = takeTableRows(x, split.heldOut);

  const score = mainScore(y);
  const folds = foldsOf(training, foldCount(training), planOf(plan, split.training));
  const deadline = started + 1000 * budgetSeconds;
  const candidates: Candidate[] = [];
  const skipped: Leaderboard["skipped"] = [];
  const tried = [...baselinesOf(options), ...modelsOf(options)];
  for (const [at, { estimator, isBaseline, columns }] of tried.entries()) {
    const report = (share: number, step: string, values?: FitProgress["values"]) =>
      options.onProgress?.({
        share: (at + share) / (tried.length + 1),
        step: `${estimator.name}: ${step}`,
        ...(values && { values }),
      });
    const chosen = columns ? onlyColumns(trainingRows, columns) : trainingRows;
    const result = await tryCandidate(estimator, chosen, training, folds, score, {
      seed,
      signal,
      // A baseline is always there; a model may use what is left, with the last one's share kept for later ones.
      deadline: isBaseline ? Number.POSITIVE_INFINITY : deadline,
      report,
    });
    if ("why" in result) skipped.push({ model: estimator.name, why: result.why });
    else candidates.push({ ...result, isBaseline });
  }
  const models = candidates.filter(({ isBaseline }) => !isBaseline);
  const blended = models.length > 1 ? blend(models, training, folds, score) : null;
  if (blended) candidates.push(blended);
  candidates.sort((a, b) =>
    score.isHigherBetter ? b.validation - a.validation : a.validation - b.validation,
  );
  const rows = await judge(candidates, testRows, test, score, { ...plan, signal, heldOut: split.heldOut });
  const best = candidates.find(({ isBaseline }) => !isBaseline) ?? (candidates[0] as Candidate);
  const row = rows.find(({ model }) => model === best.name) as LeaderboardRow;
  const isPublishable = row.gain?.verdict === "better";
  options.onProgress?.({ share: 1, step: "judged on the test rows" });
  const fitted = options.refit
    ? await best.estimator.fit<Target>(x, y, { seed, ...(signal && { signal }) })
    : best.fitted;
  // A blend shares its members; their threads start again when they are next asked.
  for (const { fitted: other } of candidates) if (other !== fitted) await other.close();
  return {
    task: y.task,
    target: name,
    classes: y.task === "classification" ? y.classes : null,
    metric: score.name,
    isHigherBetter: score.isHigherBetter,
    trainingRows: split.training.length,
    testRows: split.heldOut.length,
    leaks,
    warnings: [...warnings, ...best.fitted.warnings],
    rows,
    skipped,
    best: { model: best.name, fitted, columns: fitted.columns },
    isPublishable,
    statement: statementOf(row, rows, score, isPublishable),
  };
}

const leakOptions = ({ roles, seed, signal }: LeaderboardOptions) => ({
  seed,
  ...(roles && { roles }),
  ...(signal && { signal }),
});

function planFrom(table: Table, { time, group, seed }: LeaderboardOptions): SplitPlan {
  const times = time === undefined ? undefined : columnNamed(table, time);
  if (times && times.kind !== "date" && times.kind !== "number")
    throw new LeptonError("LEARN_COLUMN_KIND", {
      problem: `The time column ${times.name} must hold dates or numbers.`,
      received: times.kind,
      next: "Give dates such as 2026-01-31.",
      field: times.name,
    });
  const groups = group === undefined ? undefined : columnNamed(table, group);
  return {
    seed,
    ...(times && { times: times.values }),
    ...(groups && { groups: Array.from({ length: table.rows }, (_, i) => levelAt(groups, i)) }),
  };
}
const planOf = ({ seed, times, groups }: SplitPlan, rows: Int32Array): SplitPlan => ({
  seed,
  ...(times && { times: Float64Array.from(rows, (row) => times[row] as number) }),
  ...(groups && { groups: Array.from(rows, (row) => groups[row] as string | number | null) }),
});

/** Many rows tell as much in three parts as few do in five. */
const foldCount = (y: Target) => (rowsOf(y) >= 5000 ? 3 : 5);

/** Rows up to which equal ones are counted. */
const mostCompared = 200_000;
function warnOfDuplicates(x: Table, warnings: string[]): void {
  if (x.rows > mostCompared) return;
  const equal = duplicateRows(x);
  if (equal > 0.01 * x.rows)
    warnings.push(
      `${equal} of ${x.rows} rows equal another row in every feature; where they are the same case, name its column as group.`,
    );
}

function baselinesOf({ baselines = [] }: LeaderboardOptions) {
  return [
    { estimator: meanBaseline(), isBaseline: true, columns: null },
    ...baselines.map(({ name, columns }) => ({
      estimator: { ...linearModel(), name },
      isBaseline: true,
      columns,
    })),
  ];
}
function modelsOf({ estimators, roles }: LeaderboardOptions) {
  const own = roles ? { roles } : {};
  const tried = estimators ?? [linearModel(own), boostedTrees(own), tabularNetwork(own)];
  return tried.map((estimator) => ({ estimator, isBaseline: false, columns: null }));
}
const onlyColumns = (table: Table, columns: readonly string[]): Table => ({
  rows: table.rows,
  columns: columns.map((column) => columnNamed(table, column)),
});
