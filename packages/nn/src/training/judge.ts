import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Loss, truthType } from "../losses/loss.ts";
import type { Network, Replay } from "../models/network.ts";
import { add, div, maximum, mul } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { concat } from "../ops/concat.ts";
import { expandLike } from "../ops/expand.ts";
import { countOf, reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/reshape.ts";
import { targetName, weightsInput } from "./names.ts";

/** A metric that is a mean over samples, computed in the graph. */
export interface GraphMetric {
  readonly name: string;
  /** Values [batch, …] whose mean is the metric. */
  perSample(truth: Tensor, prediction: Tensor): Tensor;
}
/** What one output of the model is judged by. */
export interface Objective {
  readonly loss: Loss;
  readonly weight: number;
  readonly metrics: readonly GraphMetric[];
}
/** A batch with its loss. */
export interface Judged {
  loss: Tensor;
  targets: Tensor[];
  weights: Tensor | undefined;
  names: string[];
  logs: Tensor;
}

/** Loss, targets and the vector of logs: the sums of all entries, then their weights. */
export function judge(
  net: Network,
  rep: Replay,
  { objectives, hasWeights }: { objectives: readonly Objective[]; hasWeights: boolean },
): Judged {
  const weights = hasWeights ? input(weightsInput, ["batch"]) : undefined;
  const batch = countOf(rep.inputs[0] as Tensor, [0]);
  const sums: Tensor[] = [];
  const counts: Tensor[] = [];
  const names: string[] = [];
  const log = (name: string, sum: Tensor, count: Tensor) => {
    names.push(name);
    sums.push(sum);
    counts.push(count);
  };
  const targets: Tensor[] = [];
  const parts = objectives.map(({ loss, weight, metrics }, i) => {
    const prediction = rep.outputs[i] as Tensor;
    const { dtype, shape } = truthType(loss, prediction.shape);
    const truth = input(targetName(i), shape, dtype);
    targets.push(truth);
    const prefix = objectives.length > 1 ? `${net.outputs[i]?.call.layer.name}_` : "";
    const counting = loss.counts?.(truth, prediction);
    const weighted = (values: Tensor, counts?: Tensor) => weigh(values, weights, rep.masks[i], counts);
    const own = weighted(loss.perSample(truth, prediction), counting);
    const mean = div(own.sum, own.count);
    if (objectives.length > 1) log(`${prefix}loss`, mul(mean, batch), batch);
    for (const metric of metrics) {
      const { sum, count } = weighted(metric.perSample(truth, prediction));
      log(`${prefix}${metric.name}`, sum, count);
    }
    return weight === 1 ? mean : mul(mean, weight);
  });
  const loss = [...parts, ...rep.losses].reduce((sum, part) => add(sum, part));
  names.unshift("loss");
  sums.unshift(mul(loss, batch));
  counts.unshift(batch);
  const scalars = [...sums, ...counts].map((t) => reshape(t, [1]));
  return { loss, targets, weights, names, logs: concat(scalars, 0) };
}

/** Σ w·v and what it is divided by: the elements that count, those of padded steps do not (Keras' sum over batch size). */
function weigh(
  values: Tensor,
  weights: Tensor | undefined,
  mask: Tensor | undefined,
  counts: Tensor | undefined,
): { sum: Tensor; count: Tensor } {
  const rank = values.shape.length;
  const spread = (t: Tensor) => reshape(t, [...t.shape, ...Array<number>(rank - t.shape.length).fill(1)], t);
  const kept = [
    ...(mask && rank >= 2 ? [spread(cast(mask, "float32"))] : []),
    ...(counts ? [cast(counts, "float32")] : []),
  ];
  const real = kept.length > 0 ? kept.reduce((both, one) => mul(both, one)) : undefined;
  let weighted = real ? mul(values, real) : values;
  if (weights) weighted = mul(weighted, spread(weights));
  // A mask [batch, time] counts all values of its steps.
  const count = real ? maximum(reduceSum(mul(expandLike(constant(1), values), real)), 1) : countOf(values);
  return { sum: reduceSum(weighted), count };
}
