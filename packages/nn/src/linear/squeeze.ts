import { type Matrix, type Triangle, triangleOf } from "@lepton/core";

/**
 * A least-squares problem of any number of rows, made as small as its features: ‖√W(y − a − Xβ)‖² with the best a is
 * ‖b − Rβ‖² + rest², R and b from one QR pass. Every penalised fit is then a problem of [features] unknowns.
 */
export interface Squeezed {
  /** [features + 1, features + 1]: R, with b in the last column and ±rest at its foot. */
  triangle: Triangle;
  /** Weighted means, zero without an intercept. */
  means: Float64Array;
  yMean: number;
  totalWeight: number;
}

export function squeeze(
  x: Matrix,
  y: ArrayLike<number>,
  options: { intercept: boolean; weights: ArrayLike<number> | null },
): Squeezed {
  let totalWeight = x.rows;
  if (options.weights !== null) {
    totalWeight = 0;
    for (let i = 0; i < x.rows; i++) totalWeight += options.weights[i] as number;
  }
  return { ...centred(triangleOf(x, y, options), options.intercept), totalWeight };
}

/** Takes the column of ones off the triangle of [1, X, y]: what remains is the triangle of the centred data. */
export function centred(whole: Triangle, intercept: boolean): Omit<Squeezed, "totalWeight"> {
  if (!intercept) return { triangle: whole, means: new Float64Array(whole.size - 1), yMean: 0 };
  const size = whole.size - 1;
  const data = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    data.set(whole.data.subarray((i + 1) * whole.size + 1, (i + 2) * whole.size), i * size);
  const top = whole.data.subarray(1, whole.size).map((v) => v / (whole.data[0] as number));
  return { triangle: { size, data }, means: top.subarray(0, size - 1), yMean: top[size - 1] as number };
}

/** ȳ − x̄β. */
export const interceptOf = (
  { means, yMean }: Pick<Squeezed, "means" | "yMean">,
  beta: Float64Array,
): number => means.reduce((sum, mean, j) => sum - mean * (beta[j] as number), yMean);
