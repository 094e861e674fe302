import { random } from "@lepton/core";
import { type Explanation, meanOfDraws } from "../explanation.ts";
import { checkBackground, checkCount, type Predict, type Row } from "../predict.ts";
import { meanWorths, players, worths } from "./coalitions.ts";

export interface PermutationShapOptions {
  /** Orders in which features join, each walked forwards and backwards. Default 10; more narrows the interval. */
  permutations?: number;
  seed?: number;
  level?: number;
}

/**
 * Shapley values as mean gain over random orders of joining: φ_j = E_π[v(before j ∪ {j}) − v(before j)], every order
 * also walked backwards (antithetic: exact when interactions are of second order at most). Sums to the prediction
 * whatever the number of orders. Costs 2·M·permutations·background predictions.
 * Interval: Student's over orders; sampling only.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_OPTION.
 * Sources: Castro et al. 2009, Comput. Oper. Res. 36:1726–1730; Mitchell et al. 2022, arXiv:2104.12199 (antithetic).
 */
export async function permutationShap(
  predict: Predict,
  row: Row,
  background: readonly Row[],
  { permutations = 10, seed = 7, level = 0.95 }: PermutationShapOptions = {},
): Promise<Explanation> {
  checkBackground(row, background);
  checkCount("permutations", permutations, 1);
  const { shuffle } = random(seed);
  const playing = players(row, background);
  const m = playing.length;
  const orders = Array.from({ length: permutations }, () => shuffle(playing));
  const ranks = orders.map((order) => {
    const rank = new Int32Array(row.length).fill(m);
    order.forEach((feature, at) => {
      rank[feature] = at;
    });
    return rank;
  });
  // Coalitions 0 and 1: nobody, everybody. Then per order the first k and the last k, k = 1..M−1.
  const perOrder = 2 * Math.max(0, m - 1);
  const inside = (coalition: number, feature: number): boolean => {
    if (coalition < 2) return coalition === 1;
    const order = Math.floor((coalition - 2) / perOrder);
    const step = (coalition - 2) % perOrder;
    const rank = ranks[order]?.[feature] as number;
    return step < m - 1 ? rank <= step : rank >= perOrder - step && rank < m;
  };
  const values = await worths(predict, row, background, 2 + permutations * perOrder, inside);
  const worth = meanWorths(values, background.length);
  const [base, prediction] = [worth[0] as number, worth[1] as number];
  const draws = new Float64Array(permutations * row.length);
  orders.forEach((order, p) => {
    const from = 2 + p * perOrder;
    const first = (k: number) => (k === 0 ? base : k === m ? prediction : (worth[from + k - 1] as number));
    const last = (k: number) => (k === 0 ? base : k === m ? prediction : (worth[from + m - 2 + k] as number));
    order.forEach((feature, at) => {
      const forwards = first(at + 1) - first(at);
      const backwards = last(m - at) - last(m - at - 1);
      draws[p * row.length + feature] = (forwards + backwards) / 2;
    });
  });
  return {
    method: "permutationShap",
    base,
    prediction,
    ...meanOfDraws(draws, row.length, level, "sampling"),
  };
}
