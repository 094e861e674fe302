import type { DType } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input, variable } from "../graph/op.ts";
import type { Tensor, Variable } from "../graph/tensor.ts";
import { type WrittenGraph, writeGraph } from "../graph/writeGraph.ts";
import { type Loss, truthType } from "../losses/loss.ts";
import { inputNames, type Network, replay } from "../models/network.ts";
import { add, div, maximum, minimum, mul, sqrt, square } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { concat } from "../ops/concat.ts";
import { expandLike } from "../ops/expand.ts";
import { countOf, reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/reshape.ts";
import type { Clipping, Optimizer } from "../optimizers/optimizer.ts";
import { type Cell, joinCell, planCells, readCell } from "./state.ts";

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
export interface ProgramOptions {
  readonly objectives: readonly Objective[];
  /** One weight per sample is fed beside the targets. */
  readonly hasWeights: boolean;
  /** Predictions are given out too, for metrics that need all of them at once. */
  readonly givesPredictions: boolean;
}

/** A graph with what a runner must know about its inputs and outputs. */
export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly scopeOf: WrittenGraph["scopeOf"];
  /** Names and types of what every run is fed, batch data first. */
  readonly inputs: readonly { name: string; dtype: DType }[];
  readonly targets: readonly { name: string; dtype: DType; rank: number }[];
  /** Names of `logs`: the sum of each entry and, behind all sums, the weight it is a mean over. */
  readonly logs: readonly string[];
}

/** Names by which runs are fed. */
export const weightsInput = "sampleWeights";
export const rateInput = "learningRate";
export const stepInput = "step";

interface Judged {
  loss: Tensor;
  targets: Tensor[];
  weights: Tensor | undefined;
  names: string[];
  logs: Tensor;
}

/** Loss, targets and the vector of logs: the sums of all entries, then their weights. */
function judge(
  net: Network,
  rep: ReturnType<typeof replay>,
  { objectives, hasWeights }: ProgramOptions,
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
    const truth = input(`target/${i}`, shape, dtype);
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

const described = (tensors: readonly Tensor[], names: readonly string[]) =>
  tensors.map(({ dtype }, i) => ({ name: names[i] as string, dtype }));

interface Bound {
  cells: readonly { cell: Cell; value: Tensor }[];
  variable: (variable: Variable) => Tensor;
}
function bind(cells: readonly Cell[]): Bound {
  const parts = new Map<Variable, Tensor>();
  const read = cells.map((cell) => {
    const { value, parts: own } = readCell(cell);
    for (const [weight, part] of own) parts.set(weight, part);
    return { cell, value };
  });
  return { cells: read, variable: (owned) => parts.get(owned) ?? constant(owned.value) };
}

const finish = (
  name: string,
  net: Network,
  batch: { inputs: readonly Tensor[]; judged: Judged },
  extra: readonly Tensor[],
  outputs: Record<string, Tensor>,
  { cells, variable: source }: Bound,
  seed: number,
): Program => {
  const { judged, inputs } = batch;
  const fed = [...inputs, ...judged.targets, ...(judged.weights ? [judged.weights] : []), ...extra];
  const { bytes, scopeOf } = writeGraph({
    name,
    inputs: [...fed, ...cells.map(({ value }) => value)],
    outputs,
    variable: source,
    seed,
  });
  return {
    bytes,
    scopeOf,
    inputs: described(inputs, inputNames(net)),
    targets: judged.targets.map(({ dtype, shape }, i) => ({
      name: `target/${i}`,
      dtype,
      rank: shape.length,
    })),
    logs: judged.names,
  };
};

const predictionsOf = (outputs: readonly Tensor[]) =>
  Object.fromEntries(outputs.map((t, i) => [`prediction/${i}`, t]));

/** One step of training: forward, gradients, update; the state passes from output to input. */
export function trainingProgram(
  net: Network,
  optimizer: Optimizer,
  options: ProgramOptions,
  seed: number,
): Program {
  const cells = planCells(net.weights);
  const bound = bind(cells);
  const rep = replay(net, true);
  const judged = judge(net, rep, options);
  const learningRate = input(rateInput, []);
  const step = input(stepInput, []);
  const trained = net.weights.filter((weight) => weight.isTrainable);
  const found = gradients(judged.loss, trained.map(variable));
  const clipped = clip(found, optimizer.clipping);
  const gradientOf = new Map(trained.map((weight, i) => [weight, clipped[i] as Tensor]));
  const outputs: Record<string, Tensor> = { logs: judged.logs };
  const slots: Tensor[] = [];
  for (const { cell, value } of bound.cells) {
    if (cell.isTrained) {
      const gradient = joinCell(cell, (weight) => gradientOf.get(weight) as Tensor);
      const own = Object.fromEntries(
        Object.keys(optimizer.slots).map((slot) => [slot, input(`state/${cell.name}#${slot}`, value.shape)]),
      );
      slots.push(...Object.values(own));
      const next = optimizer.update(value, gradient, own, { learningRate, step });
      outputs[`next/${cell.name}`] = next.weight;
      for (const [slot, t] of Object.entries(next.slots)) outputs[`next/${cell.name}#${slot}`] = t;
    } else if (cell.weights.some((weight) => rep.updates.has(weight)))
      outputs[`next/${cell.name}`] = joinCell(cell, (weight) => rep.updates.get(weight) ?? variable(weight));
  }
  if (options.givesPredictions) Object.assign(outputs, predictionsOf(rep.outputs));
  return finish(
    "train",
    net,
    { inputs: rep.inputs, judged },
    [learningRate, step, ...slots],
    outputs,
    bound,
    seed,
  );
}

/** Loss and metrics of a batch, nothing changed. */
export function testProgram(net: Network, options: ProgramOptions): Program {
  const bound = bind(planCells(net.weights));
  const rep = replay(net, false);
  const judged = judge(net, rep, options);
  const outputs = { logs: judged.logs, ...(options.givesPredictions ? predictionsOf(rep.outputs) : {}) };
  return finish("test", net, { inputs: rep.inputs, judged }, [], outputs, bound, 0);
}

/** Predictions from the weights as they stand, written into the graph: what is exported and served. */
export function inferenceGraph(
  net: Network,
  outputNames: readonly string[],
  metadata?: Record<string, string>,
): WrittenGraph {
  const rep = replay(net, false);
  const outputs = Object.fromEntries(rep.outputs.map((t, i) => [outputNames[i] as string, t]));
  return writeGraph({
    name: "predict",
    inputs: rep.inputs,
    outputs,
    variable: () => "constant",
    ...(metadata ? { metadata } : {}),
  });
}

/** Gradients held within bounds: by value, by each weight's norm, by the norm of all. */
function clip(
  found: readonly Tensor[],
  { clipValue, clipNorm, globalClipNorm }: Clipping,
): readonly Tensor[] {
  let out = found;
  if (clipValue !== undefined) out = out.map((g) => minimum(maximum(g, -clipValue), clipValue));
  if (clipNorm !== undefined) out = out.map((g) => mul(g, shrink(reduceSum(square(g)), clipNorm)));
  if (globalClipNorm !== undefined) {
    const all = out.map((g) => reduceSum(square(g))).reduce((sum, part) => add(sum, part));
    const factor = shrink(all, globalClipNorm);
    out = out.map((g) => mul(g, factor));
  }
  return out;
}
/** min(1, most / √square): what brings a vector of this squared norm to `most` at the most. */
const shrink = (squared: Tensor, most: number): Tensor =>
  minimum(div(constant(most), maximum(sqrt(squared), 1e-12)), 1);

/** Cells and slots as a runner must hold them before the first step. */
export function initialState(net: Network, optimizer: Optimizer | undefined) {
  const cells = planCells(net.weights);
  const slots = cells.flatMap((cell) =>
    cell.isTrained
      ? Object.entries(optimizer?.slots ?? {}).map(([slot, value]) => ({ cell, slot, value }))
      : [],
  );
  return { cells, slots };
}
