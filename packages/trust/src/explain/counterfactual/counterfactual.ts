import { LeptonError } from "@lepton/core";
import { checkCount, evaluate, type Predict, type Row, sameValue } from "../predict.ts";
import { changesOf, type FeatureChanges, type FeatureRule } from "./changes.ts";
import { beam, fromData, type State, simplified } from "./search.ts";

export interface CounterfactualOptions {
  /** Where the prediction should come to: at least `low` and at most `high`, unit of the prediction. */
  wanted: { low?: number; high?: number };
  /** By feature number. Default everything may change to what occurs in the data. */
  rules?: Readonly<Record<number, FeatureRule>>;
  /** Different answers at most. Default 3. */
  answers?: number;
  /** Features changed at most in one answer. Default 3. */
  maxChanges?: number;
  /** Values tried per number at first. Default 12; more finds nearer ones and costs more predictions. */
  candidates?: number;
}

export interface Change {
  feature: number;
  from: unknown;
  to: unknown;
}

export interface CounterfactualAnswer {
  row: unknown[];
  changes: Change[];
  prediction: number;
  /** Σ cost·distance: numbers in median absolute deviations, other values 1 each. */
  cost: number;
}

export type Counterfactual =
  /** Cheapest first; no answer changes all that another one does and more. */
  | { kind: "found"; prediction: number; answers: CounterfactualAnswer[] }
  /** The prediction is where it should be already. */
  | { kind: "already"; prediction: number }
  /** Nothing allowed reaches it; `closest` came nearest, null when nothing may change. */
  | { kind: "none"; prediction: number; closest: CounterfactualAnswer | null; tried: number };

/**
 * What would have to be different for another answer? Cheapest changes x′ with f(x′) in the wanted range, cost
 * Σ_j cost_j·|x′_j − x_j|/MAD_j (1 for another category), over values that occur in the data and rules allow.
 * Search: single changes all at once, then pairs, triples … from the best so far (beam), and from real cases with the
 * wanted answer, whose needless changes are taken back; numbers are then moved back towards the case.
 * Limit: the search is not exhaustive beyond one change; "none" says what was tried, not that none exists. Says what
 * changes the model's answer, not what changes the world.
 * Errors: TRUST_WANTED; TRUST_RULE; TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_OPTION.
 * Sources: Wachter, Mittelstadt & Russell 2018, arXiv:1711.00399 (distance); Mothilal, Sharma & Tan 2020,
 * arXiv:1905.07697 (diverse answers, sparsity); Poyiadzi et al. 2020, arXiv:1909.09369 (real cases).
 */
export async function counterfactual(
  predict: Predict,
  row: Row,
  data: readonly Row[],
  { wanted, rules = {}, answers = 3, maxChanges = 3, candidates = 12 }: CounterfactualOptions,
): Promise<Counterfactual> {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = wanted;
  if (!(low <= high) || (wanted.low === undefined && wanted.high === undefined))
    throw new LeptonError("TRUST_WANTED", {
      problem: "A counterfactual needs a range the prediction should come to.",
      received: `low ${low}, high ${high}`,
      next: "Pass wanted: { high: 0.5 } for a risk below one half, or { low } for a value to reach.",
      field: "wanted",
    });
  checkCount("answers", answers, 1);
  checkCount("maxChanges", maxChanges, 1);
  checkCount("candidates", candidates, 2);
  const changes = changesOf(row, data, rules, candidates);
  const prediction = (await evaluate(predict, [row]))[0] as number;
  const gap = (value: number) => Math.max(0, low - value, value - high);
  if (gap(prediction) === 0) return { kind: "already", prediction };

  let tried = 0;
  const score = async (rows: readonly unknown[][]): Promise<State[]> => {
    tried += rows.length;
    const values = await evaluate(predict, rows);
    return rows.map((changed, i) => ({
      row: changed,
      prediction: values[i] as number,
      gap: gap(values[i] as number),
      cost: costOf(changed, changes),
    }));
  };
  const states = await beam(row, changes, maxChanges, score);
  const real = await fromData(row, data, changes, score);
  const reached: State[] = [];
  for (const state of [...states, ...real]
    .filter((s) => s.gap === 0)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 40)) {
    const simple = await simplified(row, state, changes, score);
    if (changedIn(row, simple.row).length <= maxChanges) reached.push(simple);
  }
  const answer = (state: State): CounterfactualAnswer => ({
    row: state.row,
    changes: changedIn(row, state.row).map((feature) => ({
      feature,
      from: row[feature],
      to: state.row[feature],
    })),
    prediction: state.prediction,
    cost: state.cost,
  });
  if (reached.length > 0)
    return { kind: "found", prediction, answers: diverse(row, reached).slice(0, answers).map(answer) };
  const nearest = states.reduce<State | null>(
    (best, s) => (best === null || s.gap < best.gap ? s : best),
    null,
  );
  return { kind: "none", prediction, closest: nearest && answer(nearest), tried };
}

const costOf = (row: Row, changes: readonly FeatureChanges[]): number =>
  changes.reduce((sum, { feature, distance }) => sum + distance(row[feature]), 0);

const changedIn = (row: Row, other: Row): number[] =>
  [...row.keys()].filter((j) => !sameValue(row[j], other[j]));

/** Cheapest per set of features, without sets that hold all of a cheaper one. */
function diverse(row: Row, states: readonly State[]): State[] {
  const kept: { state: State; features: number[] }[] = [];
  for (const state of states.toSorted((a, b) => a.cost - b.cost)) {
    const features = changedIn(row, state.row);
    if (!kept.some((other) => other.features.every((j) => features.includes(j))))
      kept.push({ state, features });
  }
  return kept.map(({ state }) => state);
}
