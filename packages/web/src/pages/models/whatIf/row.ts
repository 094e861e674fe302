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

export interface SliderScale {
  min: number;
  max: number;
  step: number;
  isLog: boolean;
}
const logFrom = 40;
const positions = 100;

/** The range seen in training, widened by the value at hand; long tails are drawn in logarithms. */
export function scaleOf({ min, median, max }: ModelInput, value: number | null): SliderScale {
  const low = Math.min(min ?? 0, value ?? Number.POSITIVE_INFINITY);
  const high = Math.max(max ?? 1, value ?? Number.NEGATIVE_INFINITY);
  const isWhole = [low, high, median ?? 0].every(Number.isInteger);
  const isLog = low >= 0 && high > logFrom * Math.max(median ?? 0, 1);
  const span = high > low ? high - low : 1;
  return { min: low, max: low + span, step: isWhole ? 1 : span / positions, isLog };
}
/** Place on the slider, in [0, 100], and back; logarithms are of 1 + x. */
export function toPlace({ min, max, isLog }: SliderScale, value: number): number {
  const at = isLog
    ? (Math.log1p(value) - Math.log1p(min)) / (Math.log1p(max) - Math.log1p(min))
    : (value - min) / (max - min);
  return positions * at;
}
export function fromPlace(scale: SliderScale, place: number): number {
  const { min, max, step, isLog } = scale;
  const at = place / positions;
  const value = isLog
    ? Math.expm1(Math.log1p(min) + at * (Math.log1p(max) - Math.log1p(min)))
    : min + at * (max - min);
  const onStep = min + Math.round((value - min) / step) * step;
  return Number(Math.min(max, Math.max(min, onStep)).toPrecision(6));
}
