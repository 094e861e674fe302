import { LeptonError, median, quantile } from "@lepton/core";
import { checkBackground, type Row, sameValue } from "../predict.ts";

/** What may change about a feature. */
export interface FeatureRule {
  /** Age, history: stays as it is. Default false. */
  isFixed?: boolean;
  /** Numbers only: may it grow, shrink, or both? Default both. */
  direction?: "up" | "down";
  /** Numbers only: bounds of new values. Default those of the data. */
  low?: number;
  high?: number;
  /** The only new values allowed. Default those of the data. */
  values?: readonly unknown[];
  /** How hard a change is, as a factor of its distance. Default 1. */
  cost?: number;
}

/** Ways to change one feature. */
export interface FeatureChanges {
  feature: number;
  /** Observed values that may take the place of the case's own; spread evenly over what occurs. */
  candidates: unknown[];
  /** Whether the rule allows a value. */
  allows: (value: unknown) => boolean;
  /** Numbers |Δ|/MAD (median absolute deviation in the data), anything else 1 for another value; times the cost. */
  distance: (value: unknown) => number;
  /** Allowed observed numbers strictly between the case's value and another, nearest to the case first. */
  between: (value: unknown) => number[];
}

/** Errors: TRUST_RULE for a cost that is not positive or bounds the wrong way round; TRUST_EMPTY_BACKGROUND. */
export function changesOf(
  row: Row,
  data: readonly Row[],
  rules: Readonly<Record<number, FeatureRule>>,
  count: number,
): FeatureChanges[] {
  checkBackground(row, data, "data");
  for (const [feature, rule] of Object.entries(rules)) checkRule(Number(feature), rule, row);
  return row.flatMap((own, feature) => {
    const rule = rules[feature] ?? {};
    if (rule.isFixed) return [];
    const changes = changesOfOne(
      own,
      data.map((other) => other[feature]),
      feature,
      rule,
      count,
    );
    return changes.candidates.length === 0 ? [] : [changes];
  });
}

function changesOfOne(
  own: unknown,
  column: readonly unknown[],
  feature: number,
  rule: FeatureRule,
  count: number,
): FeatureChanges {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY, cost = 1, direction } = rule;
  const allows = (value: unknown): boolean => {
    if (isMissing(value) || sameValue(value, own)) return false;
    if (rule.values && !rule.values.includes(value)) return false;
    if (typeof value !== "number") return true;
    if (value < low || value > high) return false;
    if (direction === undefined || typeof own !== "number") return true;
    return direction === "up" ? value > own : value < own;
  };
  const offered = [...new Set(rule.values ?? column)].filter(allows);
  const numbers = offered.filter((value) => typeof value === "number").sort((a, b) => a - b);
  const isNumber = numbers.length === offered.length && (typeof own === "number" || isMissing(own));
  const scale = isNumber ? spreadOf(column.filter((value) => typeof value === "number")) : 1;
  return {
    feature,
    candidates: isNumber ? spaced(numbers, own, count) : offered.slice(0, 100),
    allows,
    distance: (value) => {
      if (sameValue(value, own)) return 0;
      const isFar = !isNumber || typeof value !== "number" || typeof own !== "number";
      return cost * (isFar ? 1 : Math.abs(value - own) / scale);
    },
    between: (value) => {
      if (!isNumber || typeof value !== "number" || typeof own !== "number") return [];
      const inside = numbers.filter((v) => (v - own) * (v - value) < 0);
      return spaced(inside, null, 30).sort((a, b) => Math.abs(a - own) - Math.abs(b - own));
    },
  };
}

/** At most `count` of the numbers, evenly by rank, the nearest to `own` on either side always among them. */
function spaced(numbers: readonly number[], own: unknown, count: number): number[] {
  if (numbers.length <= count) return [...numbers];
  const picked = new Set(
    Array.from(
      { length: count },
      (_, i) => numbers[Math.round((i * (numbers.length - 1)) / (count - 1))] as number,
    ),
  );
  if (typeof own === "number") {
    const above = numbers.find((value) => value > own);
    const below = numbers.findLast((value) => value < own);
    for (const value of [above, below]) if (value !== undefined) picked.add(value);
  }
  return [...picked];
}

/** Median absolute deviation; where more than half of the values are alike, a quarter of the middle 90 %; else 1. */
function spreadOf(values: readonly number[]): number {
  const middle = median(values);
  if (middle === null) return 1;
  const mad = median(values.map((value) => Math.abs(value - middle))) as number;
  if (mad > 0) return mad;
  const wide = (quantile(values, 0.95) as number) - (quantile(values, 0.05) as number);
  return wide > 0 ? wide / 4 : 1;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

function checkRule(
  feature: number,
  { cost = 1, low = -Infinity, high = Infinity }: FeatureRule,
  row: Row,
): void {
  if (feature < row.length && cost > 0 && low <= high) return;
  throw new LeptonError("TRUST_RULE", {
    problem: "A rule names a feature of the row, has a cost above 0, and its low is not above its high.",
    received: `feature ${feature} of ${row.length}, cost ${cost}, ${low} to ${high}`,
    next: "Correct the rule; for a feature that cannot change set isFixed.",
    field: `rules.${feature}`,
  });
}
