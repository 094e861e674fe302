import { LeptonError } from "@lepton/core";
import { type Explanation, meanOfDraws } from "../explanation.ts";
import { checkBackground } from "../predict.ts";

export interface LinearModel {
  intercept: number;
  /** One per column. */
  coefficients: ArrayLike<number>;
}

/**
 * Shapley values of a linear model f(x) = c + Σ wⱼxⱼ: φⱼ = wⱼ·(xⱼ − mean of column j over the background).
 * Exact under the interventional reading, where a feature is changed and the others stay: correlation between
 * features plays no part. Unit: that of the linear score; log-odds for logistic regression.
 * `groups` names the raw feature of every column when one became several (one-hot): their parts are summed.
 * Interval: only the column means are uncertain, so Student's over the background rows.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH.
 * Source: Štrumbelj & Kononenko 2014, Knowl. Inf. Syst. 41:647–665, eq. 8.
 */
export function linearShap(
  { intercept, coefficients }: LinearModel,
  row: ArrayLike<number>,
  background: readonly ArrayLike<number>[],
  { groups, level = 0.95 }: { groups?: readonly number[]; level?: number } = {},
): Explanation {
  checkBackground(row, background);
  if (coefficients.length !== row.length || (groups && groups.length !== row.length))
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: "A linear model has one coefficient, and one group, per column.",
      received: `${row.length} columns, ${coefficients.length} coefficients, ${groups?.length ?? "no"} groups`,
      next: "Pass the columns as the model saw them.",
    });
  const features = groups ? Math.max(...groups) + 1 : row.length;
  const draws = new Float64Array(background.length * features);
  let base = intercept;
  background.forEach((other, b) => {
    for (let j = 0; j < row.length; j++) {
      const weight = coefficients[j] as number;
      const at = b * features + (groups?.[j] ?? j);
      draws[at] = (draws[at] as number) + weight * ((row[j] as number) - (other[j] as number));
      base += (weight * (other[j] as number)) / background.length;
    }
  });
  let prediction = intercept;
  for (let j = 0; j < row.length; j++) prediction += (coefficients[j] as number) * (row[j] as number);
  return {
    method: "linearShap",
    base,
    prediction,
    ...meanOfDraws(draws, features, level, "background"),
  };
}
