import { quantile, type Random, random } from "@lepton/core";
import type { Explanation } from "../explanation.ts";
import { checkBackground, checkCount, evaluate, type Predict, type Row, sameValue } from "../predict.ts";
import { kernel, type LocalModel, type LocalModelOptions, localModel } from "./localModel.ts";

export interface LimeTableOptions extends LocalModelOptions {
  /** Rows tried around the case. Default 2000; more narrows the interval. */
  samples?: number;
  /** Distance at which a row counts e^−½. Default 0.75·√features. */
  kernelWidth?: number;
  seed?: number;
}

/**
 * What a part of a LIME explanation says: the case's value, or the range low < value ≤ high that counts as the same;
 * null where the range is open.
 */
export type Condition =
  | { kind: "equals"; value: unknown }
  | { kind: "between"; low: number | null; high: number | null };

export type LimeTable = Explanation & LocalModel & { conditions: Condition[] };

/**
 * LIME for tables: which values of the case, against others drawn from the data, move the prediction nearby? A sample
 * takes every feature from a random row of `data`; its mask has 1 where that value counts as the case's: the same
 * category, or the same quarter of the numbers. Weight √exp(−d²/width²), d Euclidean between masks. Ridge on masks.
 * Differs from the lime package in drawing numbers from the data instead of from a normal within the quarter, so
 * that only values that occur are tried.
 * Limit: features are drawn one by one, so rows that cannot occur are among the samples.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_OPTION.
 * Source: Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938.
 */
export async function limeTable(
  predict: Predict,
  row: Row,
  data: readonly Row[],
  { samples = 2000, kernelWidth = 0.75 * Math.sqrt(row.length), seed = 7, ...model }: LimeTableOptions = {},
): Promise<LimeTable> {
  checkBackground(row, data, "data");
  checkCount("samples", samples, 10);
  const conditions = row.map((value, j) => conditionOf(value, data, j));
  const rng = random(seed);
  const rows = [row, ...Array.from({ length: samples - 1 }, () => drawn(data, row.length, rng))];
  const masks = new Float64Array(samples * row.length);
  const weights = new Float64Array(samples);
  for (const [i, sample] of rows.entries()) {
    let changed = 0;
    for (const [j, condition] of conditions.entries())
      if (i === 0 || holds(condition, sample[j])) masks[i * row.length + j] = 1;
      else changed++;
    weights[i] = kernel(Math.sqrt(changed), kernelWidth);
  }
  const answers = await evaluate(predict, rows);
  const local = localModel({ masks, answers, weights }, model);
  return { method: "limeTable", prediction: answers[0] as number, ...local, conditions };
}

const drawn = (data: readonly Row[], width: number, { int }: Random): unknown[] =>
  Array.from({ length: width }, (_, j) => data[int(data.length)]?.[j]);

/** Quarters of a number's values in the data; a column without numbers, or with one value, asks for equality. */
function conditionOf(value: unknown, data: readonly Row[], j: number): Condition {
  const numbers = data
    .map((other) => other[j])
    .filter((v): v is number => typeof v === "number" && !Number.isNaN(v));
  if (typeof value !== "number" || Number.isNaN(value) || new Set(numbers).size < 3)
    return { kind: "equals", value };
  const cuts = [0.25, 0.5, 0.75].map((q) => quantile(numbers, q) as number);
  const low = cuts.findLast((cut) => cut < value) ?? null;
  const high = cuts.find((cut) => cut >= value) ?? null;
  return { kind: "between", low, high };
}

function holds(condition: Condition, value: unknown): boolean {
  if (condition.kind === "equals") return sameValue(value, condition.value);
  const { low, high } = condition;
  return typeof value === "number" && (low === null || value > low) && (high === null || value <= high);
}
