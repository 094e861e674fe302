import { type Column, type Table, tableOf } from "../table/table.ts";
import type { Estimator, FittedModel } from "../tabular/estimator.ts";
import { modelFromJSON } from "../tabular/saved.ts";
import { checkSequenceFit } from "./checkFit.ts";
import type {
  FittedSequence,
  FittedSequenceFor,
  SequenceEstimator,
  SequenceFitOptions,
} from "./estimator.ts";
import { endBefore } from "./histories.ts";
import { dayMs, type Moments } from "./moments.ts";
import type { SequenceTarget } from "./outcomes.ts";
import { wrongTask } from "./wrongTask.ts";

/** Windows that events are counted in, days. */
const windows = [7, 30, 90] as const;
/** Names counted one by one: the commonest. */
const mostNames = 10;

/**
 * What a good analyst reads off a history by hand, per row, from events before its cutoff: recency, tenure, frequency
 * and active days, counts in windows, gaps and their spread, silence in gaps, amounts, the last event, counts of the
 * `names`. The strong baseline of every network over events.
 */
export function featureTable(x: Moments, names: readonly string[]): Table {
  const { histories, persons, cutoffs, horizonsDays } = x;
  const number = (name: string, of: (row: number, from: number, to: number) => number): Column => ({
    name,
    kind: "number",
    values: Float64Array.from(persons, (person, row) =>
      of(row, histories.offsets[person] as number, endBefore(histories, person, cutoffs[row] as number)),
    ),
  });
  const age = (row: number, at: number) =>
    ((cutoffs[row] as number) - (histories.times[at] as number)) / dayMs;
  const countIf = (from: number, to: number, test: (at: number) => boolean) => {
    let count = 0;
    for (let at = from; at < to; at++) count += Number(test(at));
    return count;
  };
  const gapsOf = (from: number, to: number) =>
    Array.from(
      { length: Math.max(0, to - from - 1) },
      (_, i) => ((histories.times[from + i + 1] as number) - (histories.times[from + i] as number)) / dayMs,
    );
  const meanGap = (from: number, to: number) => mean(gapsOf(from, to));
  const amounts = (from: number, to: number) =>
    Array.from(histories.amounts.subarray(from, to)).filter(Number.isFinite);
  return tableOf([
    number("recency_days", (row, from, to) => (to > from ? age(row, to - 1) : Number.NaN)),
    number("tenure_days", (row, from, to) => (to > from ? age(row, from) : Number.NaN)),
    number("events", (_, from, to) => to - from),
    number(
      "active_days",
      (_, from, to) =>
        new Set(Array.from(histories.times.subarray(from, to), (t) => Math.floor(t / dayMs))).size,
    ),
    ...windows.map((days) =>
      number(`events_${days}d`, (row, from, to) => countIf(from, to, (at) => age(row, at) <= days)),
    ),
    number("gap_mean_days", (_, from, to) => meanGap(from, to)),
    number("gap_sd_days", (_, from, to) => {
      const gaps = gapsOf(from, to);
      const centre = mean(gaps);
      return gaps.length > 1 ? Math.sqrt(mean(gaps.map((gap) => (gap - centre) ** 2))) : Number.NaN;
    }),
    number("gap_last_days", (_, from, to) => gapsOf(from, to).at(-1) ?? Number.NaN),
    number("quiet_ratio", (row, from, to) =>
      to - from > 1 ? age(row, to - 1) / Math.max(1 / 24, meanGap(from, to)) : Number.NaN,
    ),
    number("amount_sum", (_, from, to) => amounts(from, to).reduce((sum, value) => sum + value, 0)),
    number("amount_mean", (_, from, to) => mean(amounts(from, to))),
    number("amount_last", (_, from, to) => amounts(from, to).at(-1) ?? Number.NaN),
    number("horizon_days", (row) => horizonsDays[row] as number),
    ...names.map((name) => {
      const code = histories.names.indexOf(name);
      return number(`count:${name}`, (_, from, to) =>
        countIf(from, to, (at) => histories.codes[at] === code),
      );
    }),
    {
      name: "last_event",
      kind: "category",
      values: Array.from(persons, (person, row) => {
        const at = endBefore(histories, person, cutoffs[row] as number) - 1;
        return at < (histories.offsets[person] as number)
          ? null
          : (histories.names[histories.codes[at] as number] as string);
      }),
    },
  ]);
}
const mean = (values: readonly number[]) =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : Number.NaN;

/** The commonest names before the cutoffs of these rows. */
function commonNames({ histories, persons, cutoffs }: Moments): string[] {
  const counts = new Map<number, number>();
  persons.forEach((person, row) => {
    const end = endBefore(histories, person, cutoffs[row] as number);
    for (let at = histories.offsets[person] as number; at < end; at++) {
      const code = histories.codes[at] as number;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  });
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, mostNames)
    .map(([code]) => histories.names[code] as string);
}

/** A model of tables on `featureTable`, of the columns named or of all. For classes and values. */
export function onFeatures(
  estimator: Estimator,
  { name = `${estimator.name} on features`, columns }: { name?: string; columns?: readonly string[] } = {},
): SequenceEstimator {
  return {
    name,
    async fit<T extends SequenceTarget>(x: Moments, y: T, options: SequenceFitOptions) {
      checkSequenceFit(x, y);
      if (y.task === "survival") throw wrongTask(name, "classes and values", "times");
      const names = commonNames(x);
      const fitted: FittedModel = await estimator.fit(chosen(featureTable(x, names), columns), y, options);
      return fittedOnFeatures(fitted, names) as FittedSequenceFor<T>;
    },
  };
}
const chosen = (table: Table, columns?: readonly string[]): Table =>
  columns
    ? { rows: table.rows, columns: table.columns.filter((column) => columns.includes(column.name)) }
    : table;

export function fittedOnFeatures(model: FittedModel, names: readonly string[]): FittedSequence {
  const shared = {
    kind: "sequenceFeatures",
    warnings: model.warnings,
    toJSON: () => ({ kind: "sequenceFeatures", names, model: model.toJSON() }),
    close: () => model.close(),
  };
  if (model.task === "regression")
    return { ...shared, task: "regression", predict: (x) => model.predict(featureTable(x, names)) };
  return {
    ...shared,
    task: "classification",
    classes: model.classes,
    predictProbabilities: (x) => model.predictProbabilities(featureTable(x, names)),
  };
}

export const featuresFromJSON = ({ names, model }: { names: string[]; model: unknown }): FittedSequence =>
  fittedOnFeatures(modelFromJSON(model), names);
