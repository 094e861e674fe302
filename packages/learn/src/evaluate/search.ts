import { LeptonError, random } from "@lepton/core";
import type { Table } from "../table/table.ts";
import type { Estimator, FitOptions } from "../tabular/estimator.ts";
import { rowsOf, type Target, takeTargetRows } from "../tabular/target.ts";
import { fitAndPredict } from "./crossValidate.ts";
import { mainScore, type ScoreName, scores } from "./score.ts";
import { holdOut, type SplitPlan } from "./splits.ts";

/** What a hyperparameter may be: one of a list, or a number between two bounds. */
export type Choice =
  | readonly (string | number | boolean)[]
  | { low: number; high: number; isLog?: boolean; isWhole?: boolean };
export type Space = Readonly<Record<string, Choice>>;
export type Parameters = Record<string, string | number | boolean>;

export interface SearchOptions extends SplitPlan, Pick<FitOptions, "signal" | "onProgress"> {
  /** Sets of hyperparameters drawn at first. Default 27. */
  trials?: number;
  /** Of every rung one in so many goes on, on so many times the rows. Default 3; 1 tries all on all rows (random search). */
  eta?: number;
  /** No further fit begins after this time; the best until then is given. Default 120. */
  budgetSeconds?: number;
  metric?: ScoreName;
}

export interface Trial {
  parameters: Parameters;
  /** On the held-out rows, after training on `rows` of the others. */
  value: number;
  rows: number;
  fitMs: number;
}
export interface Search {
  metric: ScoreName;
  isHigherBetter: boolean;
  /** In the order they ran. */
  trials: Trial[];
  /** The best of those that were trained on the most rows. */
  best: Trial;
  isCutShort: boolean;
}

/**
 * Random search with successive halving: all sets on a few rows, the better ones on more, the best on all; judged on
 * the same quarter of the rows, held out by time or group where named. The value of the best is optimistic: it was
 * chosen by it. Errors: LEARN_SPACE; those of fits. Source: Bergstra & Bengio 2012, JMLR 13:281–305; Jamieson &
 * Talwalkar 2016, AISTATS.
 * @example
 * await search((parameters) => boostedTrees(parameters), { maxLeaves: [4, 8, 16, 31] }, x, y, { seed: 7 });
 */
export async function search(
  estimatorOf: (parameters: Parameters) => Estimator,
  space: Space,
  x: Table,
  y: Target,
  { trials = 27, eta = 3, budgetSeconds = 120, metric, signal, onProgress, ...plan }: SearchOptions,
): Promise<Search> {
  checkSpace(space, trials, eta);
  const score = metric ? scores[metric] : mainScore(y);
  const split = holdOut(y, 0.25, plan);
  const held = takeTargetRows(y, split.heldOut);
  const ones = new Float64Array(rowsOf(held)).fill(1);
  const draw = random(plan.seed);
  const better = (a: Trial, b: Trial) => (score.isHigherBetter ? b.value - a.value : a.value - b.value);
  const rungs = eta === 1 ? 1 : 1 + Math.floor(Math.log(trials) / Math.log(eta) + 1e-9);
  // Rows in random order, so that a rung's rows are a sample of the next one's; in time, the latest.
  const order = plan.times ? Array.from(split.training).reverse() : draw.shuffle(Array.from(split.training));
  const deadline = performance.now() + 1000 * budgetSeconds;
  const done: Trial[] = [];
  let going = Array.from({ length: trials }, () => drawn(space, draw));
  const planned = Array.from({ length: rungs }, (_, rung) => Math.ceil(trials / eta ** rung)).reduce(
    (a, b) => a + b,
    0,
  );
  for (let rung = 0; rung < rungs; rung++) {
    const rows = Math.min(
      order.length,
      Math.max(leastRows, Math.round(order.length / eta ** (rungs - 1 - rung))),
    );
    const training = Int32Array.from(order.slice(0, rows)).sort();
    const here: Trial[] = [];
    for (const parameters of going) {
      if (performance.now() > deadline && done.length > 0) break;
      const { predictions, fitMs } = await fitAndPredict(
        estimatorOf(parameters),
        x,
        y,
        { training, heldOut: split.heldOut },
        { seed: plan.seed, ...(signal && { signal }) },
      );
      const value = score.prepare(held, predictions)(ones);
      const trial = { parameters, value: value ?? Number.NaN, rows, fitMs };
      done.push(trial);
      if (value !== null) here.push(trial);
      onProgress?.({
        share: done.length / planned,
        step: `trial ${done.length} of ${planned}, ${rows} rows`,
        values: { value: trial.value },
      });
    }
    if (here.length < going.length && performance.now() > deadline) break;
    going = here
      .sort(better)
      .slice(0, Math.ceil(here.length / eta))
      .map(({ parameters }) => parameters);
  }
  const most = Math.max(...done.filter(({ value }) => !Number.isNaN(value)).map(({ rows }) => rows));
  const best = done
    .filter(({ rows, value }) => rows === most && !Number.isNaN(value))
    .sort(better)[0] as Trial;
  const { name, isHigherBetter } = score;
  return { metric: name, isHigherBetter, trials: done, best, isCutShort: done.length < planned };
}

/** Fewer rows than this tell nothing of a set of hyperparameters. */
const leastRows = 50;

function drawn(space: Space, { next, int }: ReturnType<typeof random>): Parameters {
  return Object.fromEntries(
    Object.entries(space).map(([name, choice]) => {
      if (!("low" in choice)) return [name, choice[int(choice.length)] as string | number | boolean];
      const { low, high, isLog = false, isWhole = false } = choice;
      const value = isLog ? low * (high / low) ** next() : low + (high - low) * next();
      return [name, isWhole ? Math.round(value) : value];
    }),
  );
}

function checkSpace(space: Space, trials: number, eta: number): void {
  const bad = Object.entries(space).find(([, choice]) =>
    "low" in choice ? !(choice.low <= choice.high && (!choice.isLog || choice.low > 0)) : choice.length === 0,
  );
  if (!bad && Number.isInteger(trials) && trials >= 1 && Number.isInteger(eta) && eta >= 1) return;
  throw new LeptonError("LEARN_SPACE", {
    problem:
      "The search needs at least one trial, a whole eta of 1 or more, and a choice in every hyperparameter.",
    received: bad ? `${bad[0]}: ${JSON.stringify(bad[1])}` : `${trials} trials, eta ${eta}`,
    next: "Give lists with values, or bounds with low ≤ high, low above 0 on a logarithmic scale.",
    field: bad?.[0] ?? "trials",
  });
}
