import { LeptonError } from "@lepton/core";

/** Cost of each outcome of a yes/no decision, in one unit (money, time); a negative cost is a gain. */
export interface DecisionCosts {
  truePositive?: number;
  falsePositive: number;
  falseNegative: number;
  trueNegative?: number;
}
export interface Threshold {
  /** Act when the probability is at least this; above 1: never act. */
  threshold: number;
  /** Mean cost per row at this threshold, in the unit of the costs. */
  cost: number;
  /** Mean costs of acting on everybody and on nobody. */
  costOfAll: number;
  costOfNone: number;
}

/**
 * The threshold of least mean cost on held-out rows. With calibrated probabilities it lies near
 * (FP − TN) / (FP − TN + FN − TP). Truth 0 or 1. Errors: LEARN_COSTS. Source: Elkan 2001, IJCAI.
 */
export function thresholdByCost(
  truth: ArrayLike<number>,
  probability: ArrayLike<number>,
  { truePositive = 0, falsePositive, falseNegative, trueNegative = 0 }: DecisionCosts,
): Threshold {
  const rows = truth.length;
  if (
    falsePositive <= trueNegative ||
    falseNegative <= truePositive ||
    rows === 0 ||
    rows !== probability.length
  )
    throw new LeptonError("LEARN_COSTS", {
      problem:
        "A wrong decision must cost more than the right one on the same rows, and there must be rows to judge by.",
      received: `false positive ${falsePositive}, false negative ${falseNegative}, ${rows} rows`,
      next: "Give the costs of both mistakes above those of the right decisions.",
    });
  const order = Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) => (probability[b] as number) - (probability[a] as number),
  );
  const positives = order.reduce((sum, i) => sum + (truth[i] as number), 0);
  let cost = positives * falseNegative + (rows - positives) * trueNegative;
  const costOfNone = cost / rows;
  let best = { threshold: Number.POSITIVE_INFINITY, cost };
  order.forEach((row, at) => {
    cost += truth[row] === 1 ? truePositive - falseNegative : falsePositive - trueNegative;
    const [here, next] = [probability[row] as number, probability[order[at + 1] as number]];
    if (here !== next && cost < best.cost)
      // Halfway to the next row, so that rounding does not turn a decision over.
      best = { threshold: next === undefined ? here : (here + next) / 2, cost };
  });
  return { threshold: best.threshold, cost: best.cost / rows, costOfAll: cost / rows, costOfNone };
}

/** Weights that let every class count alike: rows / (classes · rows of the class). [rows] */
export function balancedWeights({
  labels,
  classes,
}: {
  labels: Int32Array;
  classes: readonly string[];
}): Float64Array {
  const counts = new Float64Array(classes.length);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from(labels, (label) => labels.length / (present * (counts[label] as number)));
}
