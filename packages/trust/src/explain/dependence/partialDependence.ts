import { type Estimate, LeptonError, meanInterval, random } from "@lepton/core";
import { checkBackground, checkCount, evaluateMany, type Predict, type Row } from "../predict.ts";
import { type Grid, gridOf } from "./grid.ts";

export interface PartialDependenceOptions {
  /** Points of the grid: quantiles, or the most frequent categories. Default 20. */
  points?: number;
  /** Values to try instead of the grid, e.g. of a slider. */
  values?: readonly unknown[];
  /** Rows drawn at most. Default 500. */
  rows?: number;
  /** Single curves kept for the chart. Default 50. */
  curves?: number;
  /** Every curve starts at 0: shows whether curves run alike. Default false. */
  isCentred?: boolean;
  seed?: number;
  level?: number;
}

export interface PartialDependence {
  feature: number;
  kind: Grid["kind"];
  values: unknown[];
  /** Mean prediction at each value with its interval over rows, [values]. */
  mean: Estimate[];
  /** Individual conditional expectation, one curve per row: [curves, values]. */
  curves: number[][];
}

/**
 * Mean prediction when a feature is set to a value in every row: PD(v) = 1/n Σᵢ f(v, rest of row i); its single terms
 * are the ICE curves. Costs rows·points predictions.
 * Limit: pairs the value with rows in which it may never occur; `accumulatedEffects` does not.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_FEATURE; TRUST_NO_VALUES; TRUST_OPTION.
 * Sources: Friedman 2001, Annals of Statistics 29:1189–1232; Goldstein et al. 2015, arXiv:1309.6392 (ICE).
 */
export async function partialDependence(
  predict: Predict,
  rows: readonly Row[],
  feature: number,
  options: PartialDependenceOptions = {},
): Promise<PartialDependence> {
  const { points = 20, rows: most = 500, curves = 50, isCentred = false, seed = 7, level = 0.95 } = options;
  checkBackground(rows[0] ?? [null], rows, "rows");
  checkFeature(feature, rows[0] as Row);
  checkCount("points", points, 1);
  checkCount("rows", most, 1);
  const grid = options.values ? given(options.values) : gridOf(rows, feature, points);
  const sample = rows.length <= most ? rows : random(seed).shuffle(rows).slice(0, most);
  const { kind, values } = grid;
  const k = values.length;
  const answers = await evaluateMany(predict, sample.length * k, (at) =>
    (sample[Math.floor(at / k)] as Row).with(feature, values[at % k]),
  );
  const all = sample.map((_, i) => {
    const curve = [...answers.subarray(i * k, (i + 1) * k)];
    return isCentred ? curve.map((value) => value - (curve[0] as number)) : curve;
  });
  const mean = values.map((_, v) =>
    meanInterval(
      all.map((curve) => curve[v] as number),
      level,
    ),
  );
  return { feature, kind, values: [...values], mean, curves: all.slice(0, curves) };
}

const given = (values: readonly unknown[]): Grid =>
  values.every((value) => typeof value === "number")
    ? { kind: "numbers", values: [...values] }
    : { kind: "categories", values: [...values] };

/** Errors: TRUST_FEATURE when the row has no such feature. */
export function checkFeature(feature: number, row: Row): void {
  if (!Number.isInteger(feature) || feature < 0 || feature >= row.length)
    throw new LeptonError("TRUST_FEATURE", {
      problem: "There is no such feature.",
      received: `feature ${feature} of ${row.length}`,
      next: `Features are counted from 0 to ${row.length - 1}.`,
      field: "feature",
    });
}
