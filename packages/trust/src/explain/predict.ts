import { LeptonError } from "@lepton/core";

/** One case as people know it: numbers, strings, booleans; null for a missing value. */
export type Row = readonly unknown[];

/** Anything that predicts: many rows at once → one number each, in the unit to be explained. */
export type Predict<Case = Row> = (cases: readonly Case[]) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Slope of the prediction in every input: [cases, inputs] → [cases, inputs]. */
export type Gradient = (
  inputs: readonly Float64Array[],
) => readonly ArrayLike<number>[] | Promise<readonly ArrayLike<number>[]>;

/** Cases per call of `predict`: bounds the memory of an explanation whatever its number of samples. */
export const batchSize = 8192;

/**
 * Predictions of `cases`, at most `batch` per call.
 * Errors: TRUST_PREDICTION_COUNT when not one number per case comes back; TRUST_PREDICTION_NOT_FINITE for NaN or ±∞.
 */
export async function evaluate<Case>(
  predict: Predict<Case>,
  cases: readonly Case[],
  batch = batchSize,
): Promise<Float64Array> {
  const out = new Float64Array(cases.length);
  for (let from = 0; from < cases.length; from += batch) {
    const part = cases.slice(from, from + batch);
    const values = await predict(part);
    if (values.length !== part.length)
      throw new LeptonError("TRUST_PREDICTION_COUNT", {
        problem: "The predict function must answer one number per case.",
        received: `${values.length} numbers for ${part.length} cases`,
        next: "Return an array as long as the one it is called with; for several classes pick one.",
      });
    for (let i = 0; i < part.length; i++) {
      const value = Number(values[i]);
      if (!Number.isFinite(value))
        throw new LeptonError("TRUST_PREDICTION_NOT_FINITE", {
          problem: `The prediction of case ${from + i} is not a finite number.`,
          received: `${values[i]} for ${shown(part[i])}`,
          next: "Check how the model treats missing and unseen values; explanations try new combinations of values.",
        });
      out[from + i] = value;
    }
  }
  return out;
}

/** Evaluates `count` cases made on demand, so that they never stand in memory together. */
export async function evaluateMany<Case>(
  predict: Predict<Case>,
  count: number,
  make: (at: number) => Case,
  batch = batchSize,
): Promise<Float64Array> {
  const out = new Float64Array(count);
  for (let from = 0; from < count; from += batch) {
    const cases = Array.from({ length: Math.min(batch, count - from) }, (_, i) => make(from + i));
    out.set(await evaluate(predict, cases, batch), from);
  }
  return out;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};

/** Errors: TRUST_EMPTY_BACKGROUND without rows; TRUST_ROW_WIDTH when rows differ in width from `row`. */
export function checkBackground(
  row: ArrayLike<unknown>,
  background: readonly ArrayLike<unknown>[],
  name = "background",
): void {
  if (background.length === 0)
    throw new LeptonError("TRUST_EMPTY_BACKGROUND", {
      problem: `An explanation compares a case with others, and the ${name} has none.`,
      received: "0 rows",
      next: "Pass some 50 to 200 rows drawn from the training data.",
      field: name,
    });
  if (row.length === 0)
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: "The row to explain has no features.",
      received: "0 values",
      next: "Pass the values the model predicts from.",
    });
  const odd = background.findIndex((other) => other.length !== row.length);
  if (odd >= 0)
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: `Row ${odd} of the ${name} is not as wide as the row to explain.`,
      received: `${background[odd]?.length} and ${row.length} values`,
      next: "Give every row the same features in the same order.",
      field: name,
    });
}

/** Errors: TRUST_OPTION when an option is not a whole number of at least `least`. */
export function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new LeptonError("TRUST_OPTION", {
      problem: `${name} must be a whole number of at least ${least}.`,
      received: String(value),
      next: `Pass ${name} ≥ ${least}, or leave it out.`,
      field: name,
    });
}

/** The same value for a model: NaN equals NaN, and a missing value is null or undefined alike. */
export const sameValue = (a: unknown, b: unknown): boolean => Object.is(a ?? null, b ?? null);
