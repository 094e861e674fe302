import type { Driver, FeatureRow, ModelInput } from "@lepton/server";

type Scalar = FeatureRow[string];

/** The typical person: the middle of each number, the most frequent category. */
export function typicalRow(inputs: readonly ModelInput[]): FeatureRow {
  return Object.fromEntries(
    inputs.map(({ name, type, median, categories }): [string, Scalar] => [
      name,
      type === "number" ? median : type === "boolean" ? false : (categories?.[0] ?? null),
    ]),
  );
}

/** Inputs in the order of their weight in the model; those without any last. */
export function byWeight(inputs: readonly ModelInput[], drivers: readonly Driver[]): ModelInput[] {
  const place = new Map(drivers.map(({ feature }, i) => [feature, i]));
  const of = ({ name }: ModelInput) => place.get(name) ?? drivers.length;
  return [...inputs].sort((a, b) => of(a) - of(b));
}

const logFrom = 40;
const stops = 100;

/**
 * Values a slider stops at, ascending: the range seen in training with the value at hand among them. Whole numbers stay
 * whole; long tails are spaced in logarithms of 1 + x.
 */
export function stopsOf({ min, median, max }: ModelInput, value: number | null): number[] {
  const low = Math.min(min ?? 0, value ?? Number.POSITIVE_INFINITY);
  const high = Math.max(max ?? 1, value ?? Number.NEGATIVE_INFINITY);
  const span = high > low ? high - low : 1;
  const isWhole = [min, median, max].every((one) => one === null || Number.isInteger(one));
  const isLog = low >= 0 && high > logFrom * Math.max(median ?? 0, 1);
  const at = (share: number) =>
    isLog
      ? Math.expm1(Math.log1p(low) + share * (Math.log1p(low + span) - Math.log1p(low)))
      : low + share * span;
  const round = (one: number) => (isWhole ? Math.round(one) : Number(one.toPrecision(3)));
  const between = Array.from({ length: stops - 1 }, (_, i) => round(at((i + 1) / stops)));
  const inside = between.filter((one) => one > low && one < low + span);
  const all = new Set([low, ...inside, low + span, ...(value === null ? [] : [value])]);
  return [...all].sort((a, b) => a - b);
}

/** Place of the stop that is nearest to a value. */
export function nearestStop(all: readonly number[], value: number): number {
  let best = 0;
  all.forEach((one, i) => {
    if (Math.abs(one - value) < Math.abs((all[best] ?? 0) - value)) best = i;
  });
  return best;
}
