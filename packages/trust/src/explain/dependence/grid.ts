import { groupBy, LeptonError, quantile } from "@lepton/core";
import type { Row } from "../predict.ts";

/** Values of a feature worth trying. */
export type Grid =
  | { kind: "numbers"; values: number[] }
  /** Most frequent first. */
  | { kind: "categories"; values: unknown[] };

/**
 * Where a feature is looked at: numbers at evenly spaced quantiles (each once), anything else at its most frequent
 * values; missing values are no point of the grid.
 * Errors: TRUST_NO_VALUES when every value is missing.
 */
export function gridOf(rows: readonly Row[], feature: number, points: number): Grid {
  const present = rows
    .map((row) => row[feature])
    .filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
  if (present.length === 0)
    throw new LeptonError("TRUST_NO_VALUES", {
      problem: `Feature ${feature} has no values to look at.`,
      received: `${rows.length} rows, all missing`,
      next: "Choose another feature, or rows in which it is known.",
    });
  if (present.every((value) => typeof value === "number")) {
    const cuts = Array.from({ length: points }, (_, i) => (points === 1 ? 0.5 : i / (points - 1))).map(
      (q) => quantile(present, q) as number,
    );
    return { kind: "numbers", values: [...new Set(cuts)] };
  }
  const frequent = [...groupBy(present, (value) => value)].sort((a, b) => b[1].length - a[1].length);
  return { kind: "categories", values: frequent.slice(0, points).map(([value]) => value) };
}
