import { type Estimate, LeptonError, meanInterval } from "@lepton/core";
import { checkBackground, checkCount, evaluateMany, type Predict, type Row } from "../predict.ts";
import { gridOf } from "./grid.ts";
import { checkFeature } from "./partialDependence.ts";

export interface AccumulatedEffects {
  feature: number;
  /** Edges of the bins, ascending: [bins + 1]. */
  edges: number[];
  /** Effect at each edge; its mean over the rows is 0. Unit: the prediction's. */
  effect: number[];
  /** Change across each bin with its interval over the rows in it, [bins]. */
  steps: Estimate[];
}

/**
 * Accumulated local effects of a number: in each bin (between quantiles) the mean over its own rows of
 * f(upper edge, rest) − f(lower edge, rest), summed from bin to bin, centred. Rows keep values near their own, so
 * correlated features do not meet impossible partners. Costs 2·rows predictions.
 * Errors: TRUST_NOT_NUMBERS for categories or a constant; TRUST_FEATURE; TRUST_EMPTY_BACKGROUND; TRUST_OPTION.
 * Source: Apley & Zhu 2020, JRSS B 82:1059–1086, arXiv:1612.08468, eq. 15–16.
 */
export async function accumulatedEffects(
  predict: Predict,
  rows: readonly Row[],
  feature: number,
  { bins = 20, level = 0.95 }: { bins?: number; level?: number } = {},
): Promise<AccumulatedEffects> {
  checkBackground(rows[0] ?? [null], rows, "rows");
  checkFeature(feature, rows[0] as Row);
  checkCount("bins", bins, 1);
  const grid = gridOf(rows, feature, bins + 1);
  if (grid.kind !== "numbers" || grid.values.length < 2)
    throw new LeptonError("TRUST_NOT_NUMBERS", {
      problem: `Feature ${feature} has no two different numbers, so there is nothing to accumulate.`,
      received: `${grid.kind}: ${grid.values.slice(0, 3).join(", ")}`,
      next: "Use partialDependence for categories.",
      field: "feature",
    });
  const edges = grid.values;
  // The lowest value belongs to the first bin; missing values to none.
  const placed = rows.flatMap((row) => {
    const value = row[feature];
    if (typeof value !== "number" || Number.isNaN(value)) return [];
    const above = edges.findIndex((edge) => value <= edge);
    return [{ row, bin: Math.max(0, above - 1) }];
  });
  const answers = await evaluateMany(predict, 2 * placed.length, (at) => {
    const { row, bin } = placed[at >> 1] as (typeof placed)[number];
    return row.with(feature, edges[bin + (at & 1)]);
  });
  const changes = Array.from({ length: edges.length - 1 }, () => [] as number[]);
  placed.forEach(({ bin }, i) => {
    changes[bin]?.push((answers[2 * i + 1] as number) - (answers[2 * i] as number));
  });
  const steps = changes.map((values) => meanInterval(values, level));
  const sums = [0];
  for (const { value } of steps) sums.push((sums.at(-1) as number) + (value ?? 0));
  // Centre: the mean of a bin is that of its two edges, as rows spread over it.
  const centre = changes.reduce(
    (sum, { length }, b) => sum + (length * ((sums[b] as number) + (sums[b + 1] as number))) / 2,
    0,
  );
  return { feature, edges, effect: sums.map((sum) => sum - centre / placed.length), steps };
}
