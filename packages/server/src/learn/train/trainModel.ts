import { LeptonError } from "@lepton/core";
import type { Feature, FeatureRow } from "@lepton/growth";
import type { FittedModel, Table } from "@lepton/learn";
import type { ModelInput, ModelWarning, Verdict } from "../../contract/model.ts";
import type { TrainOrder, TrainResult } from "../messages.ts";
import { type Cells, saveModelFile } from "../modelFile.ts";
import { referenceOf } from "../monitor/reference.ts";
import {
  boardRows,
  type CurvePoint,
  type Entry,
  fitBoard,
  fitCandidate,
  recencyAlone,
  scoresOf,
  someRows,
} from "./board.ts";
import { curvesOf } from "./curves.ts";
import { driversOf } from "./drivers.ts";
import { headlineOf, headlineValue, improvement, type Judged } from "./measures.ts";
import { checkRows, hashOf, type PersonTimeSplit, splitRows, tableOfRows, truthOf } from "./rows.ts";

export interface TrainHooks {
  signal?: AbortSignal;
  onProgress(share: number, step: string, line?: string): void;
  /** Losses while candidates are fitted. */
  onCurve?(point: CurvePoint): void;
}

/** Part of the work that the search over candidates is, roughly. */
const boardShare = 0.7;
const backgroundRows = 50;

/**
 * From rows at several cutoffs to a model on disk: candidates are fitted on some people's past, chosen by others',
 * fitted anew on both, and judged on people of neither at the latest cutoff.
 * Errors: RECIPE_TOO_FEW_PEOPLE, RECIPE_OUTCOME_CONSTANT, MODEL_NOT_SAVED; the signal's reason.
 */
export async function trainModel(
  { task, plan, features, cutoffsMs, seed, budgetSeconds, file }: TrainOrder,
  byCutoff: readonly FeatureRow[][],
  { signal, onProgress, onCurve }: TrainHooks,
): Promise<TrainResult> {
  const since = performance.now();
  const split = splitRows(byCutoff, seed);
  checkRows(task, split);
  const training = [...split.fit, ...split.choose];
  onProgress(0, "train", `${training.length} rows to learn from, ${split.test.length} people to test on`);
  const entries = await fitBoard(
    { task, features, split, seed },
    {
      // The chosen one is fitted twice.
      budgetSeconds: budgetSeconds * boardShare,
      signal,
      onProgress: (share, line) => onProgress(share * boardShare, "train", line),
      ...(onCurve ? { onCurve } : {}),
    },
  );
  const [chosen] = entries
    .filter(({ candidate, model }) => !candidate.baseline && model !== null)
    .sort((a, b) => a.loss - b.loss);
  if (chosen === undefined) throw nothingFitted(entries);
  onProgress(
    boardShare,
    "train",
    `${chosen.candidate.name} is chosen; it learns from all training people now`,
  );
  const model = await fitCandidate(
    chosen.candidate,
    { task, features, rows: training, seed },
    { signal, onProgress: (share) => onProgress(boardShare + share * 0.2, "train") },
  );
  const tables = { training: tableOfRows(features, training), test: tableOfRows(features, split.test) };
  const judged: Judged = { truth: truthOf(split.test), score: await scoresOf(model, tables.test) };
  const final = entries.map((entry) => (entry === chosen ? { ...entry, model, judged } : entry));
  const winner = final.find(({ model: fitted }) => fitted === model) as Entry;
  onProgress(0.9, "evaluate");
  const leaderboard = boardRows(task, final, winner, seed);
  const metric = headlineOf(task);
  const headline = leaderboard.find((row) => row.chosen)?.metrics[metric];
  if (headline === undefined) throw nothingFitted(entries);
  const drivers = await driversOf(task, model, features, { table: tables.test, truth: judged.truth, seed });
  signal?.throwIfAborted();
  onProgress(0.97, "save");
  const verdict = verdictOf(task, winner, final, seed);
  const baseline = final.find(({ candidate }) => candidate.name === verdict.baseline)?.judged ?? null;
  await saveModelFile(file, {
    format: 1,
    task,
    plan,
    features,
    fitted: model.toJSON(),
    background: cellsOf(someRows(tables.training, backgroundRows)),
  });
  for (const { model: fitted } of final) await fitted?.close();
  return {
    headline: { ...headline, metric },
    verdict,
    estimator: winner.candidate.name,
    rows: training.length,
    trainSeconds: (performance.now() - since) / 1000,
    parameters: parametersOf(model),
    leaderboard,
    inputs: inputsOf(features, tables.training),
    drivers,
    reference: referenceOf(features, { training: tables.training, testScores: judged.score }),
    curves: curvesOf(task === "classification" ? judged : null, baseline),
    warnings: warningsOf(model, features, tables.test, judged, split),
    data: {
      rows: byCutoff.reduce((sum, rows) => sum + rows.length, 0),
      people: new Set(byCutoff.flatMap((rows) => rows.map(({ person }) => person))).size,
      outcomeMean: mean(truthOf(byCutoff.flat())),
      cutoffs: byCutoff.map((rows, i) => ({
        at: new Date(cutoffsMs[i] ?? 0).toISOString(),
        rows: rows.length,
        outcomeMean: mean(truthOf(rows)),
      })),
      hash: hashOf(byCutoff),
      trainRows: training.length,
      testRows: split.test.length,
    },
  };
}

const mean = (values: Float64Array): number =>
  values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;

/** Numbers and short texts of the saved form; weights and trees stay in the file. */
function parametersOf(model: FittedModel): Record<string, unknown> {
  const plain = Object.entries(model.toJSON()).filter(
    ([, value]) => typeof value === "number" || (typeof value === "string" && value.length <= 100),
  );
  return Object.fromEntries(plain);
}

/** The model against recency alone, then against always saying the same. */
function verdictOf(
  task: TrainOrder["task"],
  winner: Entry,
  entries: readonly Entry[],
  seed: number,
): Verdict {
  const metric = headlineOf(task);
  const against = (name: string) => {
    const other = entries.find(({ candidate }) => candidate.name === name);
    return other?.judged && winner.judged ? improvement(task, winner.judged, other.judged, seed) : null;
  };
  const unit = metric === "auc" ? "AUC" : "RMSE";
  const recency = against(recencyAlone);
  const constant = against("always the same");
  const amount = (difference: typeof recency) =>
    difference === null
      ? "unknown"
      : `${difference.value.toPrecision(3)} (${difference.low?.toPrecision(3) ?? "?"} to ${difference.high?.toPrecision(3) ?? "?"})`;
  if (constant !== null && !((constant.low ?? -1) > 0))
    return {
      code: "noBetterThanConstant",
      text: `not published: no better than always the same; ${unit} improves by ${amount(constant)}`,
      baseline: "always the same",
      metric,
      difference: constant,
    };
  if (recency !== null && !((recency.low ?? -1) > 0))
    return {
      code: "noBetterThanRecency",
      text: `not published: no better than recency alone; ${unit} improves by ${amount(recency)}`,
      baseline: recencyAlone,
      metric,
      difference: recency,
    };
  return {
    code: "better",
    text: `better than recency alone: ${unit} improves by ${amount(recency)}`,
    baseline: recencyAlone,
    metric,
    difference: recency,
  };
}

function inputsOf(features: readonly Feature[], table: Table): ModelInput[] {
  return features.map(({ name, type, description, unit }) => {
    const column = table.columns.find((one) => one.name === name);
    const base = { name, type, description, unit, min: null, median: null, max: null, categories: null };
    if (column?.kind === "number") {
      const known = column.values.filter((value) => !Number.isNaN(value)).sort();
      if (known.length === 0) return base;
      return {
        ...base,
        min: known[0] ?? null,
        median: known[known.length >> 1] ?? null,
        max: known.at(-1) ?? null,
      };
    }
    const counts = new Map<string, number>();
    for (const value of column?.values ?? [])
      if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
    const categories = [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
    return { ...base, categories: categories.slice(0, 50) };
  });
}

/** A feature that alone tells the outcome apart this well knows it already. */
const leakAuc = 0.99;

function warningsOf(
  model: FittedModel,
  features: readonly Feature[],
  test: Table,
  { truth }: Judged,
  split: PersonTimeSplit,
): ModelWarning[] {
  const warnings: ModelWarning[] = model.warnings.map((text) => ({ code: "LEARN_NOTE", text }));
  if (split.test.length < 300)
    warnings.push({
      code: "TEST_SMALL",
      text: `Only ${split.test.length} people are in the test: the intervals are wide.`,
    });
  if (model.task !== "classification") return warnings;
  for (const { name } of features) {
    const column = test.columns.find((one) => one.name === name);
    if (column?.kind !== "number") continue;
    const score = column.values.map((value) => (Number.isNaN(value) ? -1 : value));
    const alone = headlineValue("classification", { truth, score });
    if (Math.max(alone, 1 - alone) < leakAuc) continue;
    warnings.push({
      code: "FEATURE_LEAKS",
      text: `"${name}" alone tells the outcome apart (AUC ${Math.max(alone, 1 - alone).toFixed(3)}): it may know what happened afterwards.`,
      feature: name,
    });
  }
  return warnings;
}

/** A table's rows as plain cells. */
export function cellsOf(table: Table): Cells[] {
  return Array.from({ length: table.rows }, (_, i) =>
    table.columns.map(({ values }): number | string | null => {
      const value = values[i];
      return value === undefined || value === null || Number.isNaN(value)
        ? null
        : typeof value === "boolean"
          ? String(value)
          : value;
    }),
  );
}

function nothingFitted(entries: readonly Entry[]): LeptonError {
  return new LeptonError("MODEL_NONE_FITTED", {
    problem: "No model could be fitted.",
    received: entries
      .flatMap(({ candidate, problem }) => (problem === null ? [] : [`${candidate.name}: ${problem}`]))
      .join("; ")
      .slice(0, 300),
    next: "Give it more time (budgetSeconds), or fewer people.",
    field: "budgetSeconds",
  });
}
