import type { Feature, FeatureRow } from "@lepton/growth";
import {
  boostedTrees,
  type Estimator,
  type FittedModel,
  linearModel,
  meanBaseline,
  type Table,
  tabularNetwork,
  takeTableRows,
  withoutColumns,
} from "@lepton/learn";
import type { LeaderboardRow, ModelTask } from "../../contract/model.ts";
import { type Judged, lossOf, measureAll } from "./measures.ts";
import { type PersonTimeSplit, tableOfRows, targetOfRows, truthOf } from "./rows.ts";

export interface Candidate {
  name: string;
  baseline: boolean;
  estimator: Estimator;
  /** Columns it may see; undefined: all. */
  columns?: readonly string[];
}
export const recencyAlone = "recency alone";

/** Baselines first, then cheap models before dear ones: the budget ends the list. */
export const candidates = (): Candidate[] => [
  { name: "always the same", baseline: true, estimator: meanBaseline() },
  { name: recencyAlone, baseline: true, estimator: linearModel(), columns: ["recency_days"] },
  { name: "linear model", baseline: false, estimator: linearModel() },
  { name: "boosted trees", baseline: false, estimator: boostedTrees() },
  { name: "neural network", baseline: false, estimator: tabularNetwork() },
];

/** The score of each row: P(it happens), or the value. */
export async function scoresOf(model: FittedModel, table: Table): Promise<Float64Array> {
  if (model.task === "regression") return model.predict(table);
  const both = await model.predictProbabilities(table);
  return Float64Array.from({ length: table.rows }, (_, i) => both[2 * i + 1] as number);
}

export interface BoardData {
  task: ModelTask;
  features: readonly Feature[];
  split: PersonTimeSplit;
  seed: number;
}
export interface Entry {
  candidate: Candidate;
  model: FittedModel | null;
  /** Loss on the rows that choose. */
  loss: number;
  judged: Judged | null;
  seconds: number;
  problem: string | null;
}

/** What a fit reports for live curves: a candidate's model of a bag, its epoch or round, its losses by name. */
export interface CurvePoint {
  model: string;
  run: number;
  round: number;
  values: Readonly<Record<string, number>>;
}

export interface BoardOptions {
  budgetSeconds: number;
  signal?: AbortSignal;
  onProgress(share: number, line?: string): void;
  onCurve?(point: CurvePoint): void;
}

/** Fits every candidate the budget allows on `fit`, measures its loss on `choose` and its scores on `test`. */
export async function fitBoard(data: BoardData, options: BoardOptions): Promise<Entry[]> {
  const { task, features, split } = data;
  const all = candidates();
  const started = performance.now();
  const entries: Entry[] = [];
  const tables = { choose: tableOfRows(features, split.choose), test: tableOfRows(features, split.test) };
  for (const [i, candidate] of all.entries()) {
    const spent = (performance.now() - started) / 1000;
    const isDear = candidate.name === "neural network";
    if (
      !candidate.baseline &&
      entries.some(({ candidate: { baseline }, model }) => !baseline && model !== null)
    ) {
      // A dear one must be worth starting: half of the budget left at least.
      if (spent > options.budgetSeconds * (isDear ? 0.5 : 1)) {
        entries.push(skipped(candidate, "left out: the time was used up"));
        continue;
      }
    }
    const left = Math.max(1, options.budgetSeconds - spent);
    const entry = await fitOne(data, candidate, tables, {
      ...options,
      share: i / all.length,
      of: all.length,
      left,
    });
    entries.push(entry);
    const loss = entry.problem ?? `loss ${entry.loss.toFixed(4)} on the people who choose`;
    options.onProgress((i + 1) / all.length, `${candidate.name}: ${loss}, ${entry.seconds.toFixed(1)} s`);
  }
  return entries;

  async function fitOne(
    { seed }: BoardData,
    candidate: Candidate,
    { choose, test }: { choose: Table; test: Table },
    {
      share,
      of,
      left,
      signal,
      onProgress,
      onCurve,
    }: BoardOptions & { share: number; of: number; left: number },
  ): Promise<Entry> {
    const since = performance.now();
    const limit = AbortSignal.timeout(Math.ceil(left * 2000));
    try {
      const model = await fitCandidate(
        candidate,
        { task, features, rows: split.fit, seed },
        {
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
          onProgress: (part) => onProgress(share + part / of),
          ...(onCurve ? { onCurve } : {}),
        },
      );
      return {
        candidate,
        model,
        loss: lossOf(task, { truth: truthOf(split.choose), score: await scoresOf(model, choose) }),
        judged: { truth: truthOf(split.test), score: await scoresOf(model, test) },
        seconds: (performance.now() - since) / 1000,
        problem: null,
      };
    } catch (error) {
      signal?.throwIfAborted();
      const problem = limit.aborted
        ? "left out: it took longer than the time given"
        : (error as Error).message;
      return { ...skipped(candidate, problem), seconds: (performance.now() - since) / 1000 };
    }
  }
}

/** One candidate fitted on rows. */
export async function fitCandidate(
  { name, estimator, columns }: Candidate,
  {
    task,
    features,
    rows,
    seed,
  }: Pick<BoardData, "task" | "features" | "seed"> & { rows: readonly FeatureRow[] },
  {
    signal,
    onProgress,
    onCurve,
  }: { signal?: AbortSignal; onProgress(share: number): void; onCurve?(point: CurvePoint): void },
): Promise<FittedModel> {
  const table = tableOfRows(features, rows);
  const seen =
    columns === undefined
      ? table
      : withoutColumns(
          table,
          features.map(({ name }) => name).filter((name) => !columns.includes(name)),
        );
  return estimator.fit(seen, targetOfRows(task, rows), {
    seed,
    ...(signal ? { signal } : {}),
    onProgress: ({ share, values, at }) => {
      onProgress(share);
      if (values && at) onCurve?.({ model: name, ...at, values });
    },
  });
}

const skipped = (candidate: Candidate, problem: string): Entry => ({
  candidate,
  model: null,
  loss: Number.POSITIVE_INFINITY,
  judged: null,
  seconds: 0,
  problem,
});

/** The board as people see it. `chosen` is the entry the model is made of. */
export function boardRows(
  task: ModelTask,
  entries: readonly Entry[],
  chosen: Entry,
  seed: number,
): LeaderboardRow[] {
  return entries.map((entry) => ({
    name: entry.candidate.name,
    baseline: entry.candidate.baseline,
    chosen: entry === chosen,
    metrics: entry.judged === null ? {} : measureAll(task, entry.judged, seed),
    seconds: entry.seconds,
    problem: entry.problem,
  }));
}

/** Rows of a table in evenly spread places; for backgrounds and samples. */
export function someRows(table: Table, most: number): Table {
  const n = Math.min(most, table.rows);
  return takeTableRows(
    table,
    Int32Array.from({ length: n }, (_, i) => Math.floor((i * table.rows) / n)),
  );
}
