import { type Estimate, LeptonError, meanInterval } from "@lepton/core";
import type { Explanation } from "../explanation.ts";
import type { Row } from "../predict.ts";

export interface FeatureSummary {
  feature: number;
  name: string;
  /** Mean |value| over the rows: how much the feature moves predictions. Unit: the prediction's. */
  size: Estimate;
  /** Mean value: which way it moves them on the whole. */
  direction: Estimate;
  /** One point per row, in the rows' order, for a beeswarm and for dependence on the raw value. */
  points: SummaryPoint[];
}

export interface SummaryPoint {
  row: number;
  /** Raw value of the feature. */
  value: unknown;
  /** Place of the value among the rows' in [0, 1], for the colour; null for categories and missing values. */
  rank: number | null;
  /** Its part in the prediction. */
  effect: number;
}

/**
 * Many explanations as one picture: features by mean |value|, largest first, with the points of each.
 * Interval: Student's over rows, which stand for a population.
 * Errors: TRUST_EMPTY_BACKGROUND without explanations; TRUST_ROW_WIDTH when they do not fit the rows or names.
 * Source: Lundberg et al. 2020, Nature Machine Intelligence 2:56–67 (summary and dependence plots).
 */
export function globalSummary(
  explanations: readonly Pick<Explanation, "values">[],
  rows: readonly Row[],
  names: readonly string[],
  { level = 0.95 }: { level?: number } = {},
): FeatureSummary[] {
  if (explanations.length === 0)
    throw new LeptonError("TRUST_EMPTY_BACKGROUND", {
      problem: "A summary needs explanations.",
      received: "0 explanations",
      next: "Explain some 100 to 1000 rows first.",
      field: "explanations",
    });
  const odd = rows.findIndex(
    (row, i) => row.length !== names.length || explanations[i]?.values.length !== names.length,
  );
  if (odd >= 0 || rows.length !== explanations.length)
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: "Explanations, rows and names must belong together.",
      received: `${explanations.length} explanations, ${rows.length} rows, ${names.length} names${odd >= 0 ? `; row ${odd} differs` : ""}`,
      next: "Pass one explanation per row and one name per feature.",
    });
  return names
    .map((name, feature) => {
      const effects = explanations.map(({ values }) => values[feature] as number);
      const values = rows.map((row) => row[feature]);
      const ranks = ranksOf(values);
      return {
        feature,
        name,
        size: meanInterval(effects.map(Math.abs), level),
        direction: meanInterval(effects, level),
        points: effects.map((effect, row) => ({ row, value: values[row], rank: ranks[row] ?? null, effect })),
      };
    })
    .sort((a, b) => (b.size.value as number) - (a.size.value as number));
}

/** Mean rank of every number among the numbers, scaled to [0, 1]; ½ when all are alike. */
function ranksOf(values: readonly unknown[]): (number | null)[] {
  const isNumber = (value: unknown): value is number => typeof value === "number" && !Number.isNaN(value);
  const sorted = Float64Array.from(values.filter(isNumber)).sort();
  const below = new Map<number, number>();
  const upTo = new Map<number, number>();
  for (const [i, value] of sorted.entries()) {
    if (!below.has(value)) below.set(value, i);
    upTo.set(value, i);
  }
  return values.map((value) => {
    if (!isNumber(value)) return null;
    if (sorted.length < 2) return 0.5;
    return ((below.get(value) as number) + (upTo.get(value) as number)) / 2 / (sorted.length - 1);
  });
}
