import type { Explanation } from "./explanation.ts";
import type { Row } from "./predict.ts";

export type Locale = "en" | "zh";

export interface DescribeOptions {
  locale: Locale;
  /** Name of every feature in the reader's language, [features]. */
  names: readonly string[];
  /** Values of the case, to be named; left out, only features are. */
  row?: Row;
  /** What is predicted, e.g. "churn risk", 流失风险. */
  target: string;
  /** `probability` is told in points of a hundred; else the unit's name, empty for none. Default `probability`. */
  unit?: "probability" | (string & {});
  /** Reasons told at most. Default 3. */
  reasons?: number;
}

/**
 * An explanation in short sentences: the prediction beside what is usual, then the largest reasons in order. Reasons
 * that round to nothing are left out, and one whose interval reaches both sides of 0 is called unsure.
 * "Contract (monthly) raises churn risk by 12 points." Unit: points = percentage points of a probability.
 */
export function describe(
  { base, prediction, values, interval }: Explanation,
  { locale, names, row, target, unit = "probability", reasons = 3 }: DescribeOptions,
): string[] {
  const say = phrases[locale];
  const numbers = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const level = (value: number) =>
    unit === "probability" ? `${whole.format(100 * value)}%` : withUnit(numbers.format(value), unit);
  const change = (value: number) => {
    const size = Math.abs(value);
    if (unit !== "probability") return withUnit(numbers.format(size), unit);
    // One digit below a point, so that small reasons do not all read 0.
    return say.points(
      size < 0.0095 ? numbers.format(Math.round(1000 * size) / 10) : whole.format(100 * size),
    );
  };
  const told = [...values.keys()]
    .filter((j) => Math.abs(values[j] as number) >= (unit === "probability" ? 0.0005 : Number.MIN_VALUE))
    .sort((a, b) => Math.abs(values[b] as number) - Math.abs(values[a] as number))
    .slice(0, reasons)
    .map((j) => {
      const value = values[j] as number;
      const isUnsure =
        interval !== null && (interval.low[j] as number) < 0 && (interval.high[j] as number) > 0;
      const name = say.feature(names[j] ?? `#${j}`, row ? shown(row[j], locale) : null);
      return say.reason(name, value > 0, target, change(value), isUnsure);
    });
  return [say.opening(target, level(prediction), level(base)), ...(told.length > 0 ? told : [say.nothing])];
}

const phrases = {
  en: {
    opening: (target: string, at: string, usual: string) => `Predicted ${target}: ${at}; ${usual} is usual.`,
    feature: (name: string, value: string | null) => (value === null ? name : `${name} (${value})`),
    points: (n: string) => (n === "1" ? "1 point" : `${n} points`),
    reason: (name: string, isUp: boolean, target: string, by: string, isUnsure: boolean) =>
      `${name} ${isUnsure ? `may ${isUp ? "raise" : "lower"}` : isUp ? "raises" : "lowers"} ${target} by ${by}${isUnsure ? ", but this is unsure" : ""}.`,
    nothing: "No single feature stands out.",
    missing: "missing",
    yes: "yes",
    no: "no",
  },
  zh: {
    opening: (target: string, at: string, usual: string) => `预测${target}为 ${at},通常为 ${usual}。`,
    feature: (name: string, value: string | null) => (value === null ? name : `${name}(${value})`),
    points: (n: string) => `${n} 个百分点`,
    reason: (name: string, isUp: boolean, target: string, by: string, isUnsure: boolean) =>
      `${name}${isUnsure ? "可能" : ""}使${target}${isUp ? "上升" : "下降"} ${by}${isUnsure ? ",但尚不确定" : ""}。`,
    nothing: "没有特别突出的原因。",
    missing: "缺失",
    yes: "是",
    no: "否",
  },
} as const;

const withUnit = (number: string, unit: string): string => (unit === "" ? number : `${number} ${unit}`);

function shown(value: unknown, locale: Locale): string {
  const { missing, yes, no } = phrases[locale];
  if (value === null || value === undefined || Number.isNaN(value)) return missing;
  if (typeof value === "boolean") return value ? yes : no;
  if (typeof value === "number")
    return new Intl.NumberFormat(locale, { maximumSignificantDigits: 4, useGrouping: false }).format(value);
  return String(value);
}
