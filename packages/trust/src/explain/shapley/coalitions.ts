import { evaluateMany, type Predict, type Row, sameValue } from "../predict.ts";

/**
 * Features that differ from some background row: the players. The others have Shapley value 0 (dummy axiom) and cost
 * no evaluation.
 */
export function players(row: Row, background: readonly Row[]): number[] {
  return [...row.keys()].filter((j) => background.some((other) => !sameValue(other[j], row[j])));
}

/** The background row with the features of a coalition taken from the case. */
export function mixed(row: Row, other: Row, inside: (feature: number) => boolean): unknown[] {
  return Array.from(other, (value, j) => (inside(j) ? row[j] : value));
}

/**
 * Worth of coalitions v(S) = f(x_S, b_{S̄}) for every background row b: [coalitions, background] row-major.
 * Interventional: features outside S are drawn from the background whatever those inside are.
 * Source: Janzing et al. 2020, arXiv:1910.13413 (why interventional); Lundberg & Lee 2017, arXiv:1705.07874.
 */
export function worths(
  predict: Predict,
  row: Row,
  background: readonly Row[],
  coalitions: number,
  inside: (coalition: number, feature: number) => boolean,
): Promise<Float64Array> {
  const n = background.length;
  return evaluateMany(predict, coalitions * n, (at) => {
    const coalition = Math.floor(at / n);
    return mixed(row, background[at % n] as Row, (feature) => inside(coalition, feature));
  });
}

/** Means over the background: [coalitions, background] → [coalitions]. */
export function meanWorths(values: Float64Array, background: number): Float64Array {
  const out = new Float64Array(values.length / background);
  for (let at = 0; at < values.length; at++) {
    const c = Math.floor(at / background);
    out[c] = (out[c] as number) + (values[at] as number) / background;
  }
  return out;
}
