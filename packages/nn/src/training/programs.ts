import { LeptonError } from "@lepton/core";
import type { Blocks } from "../graph/emit.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input, variable } from "../graph/op.ts";
import type { Tensor, Variable } from "../graph/tensor.ts";
import { type WrittenGraph, writeGraph } from "../graph/writeGraph.ts";
import { inputNames, type Network, type Replay, replay } from "../models/network.ts";
import type { NodeProto } from "../onnx/model.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { clip } from "./clip.ts";
import { type Judged, judge, type Objective } from "./judge.ts";
import {
  logsOutput,
  nextName,
  predictionName,
  rateInput,
  type Signature,
  stateName,
  stepInput,
  targetName,
} from "./names.ts";
import type { Staged } from "./staged.ts";
import { type Cell, joinCell, readCell } from "./state.ts";

export interface ProgramOptions {
  readonly objectives: readonly Objective[];
  /** One weight per sample is fed beside the targets. */
  readonly hasWeights: boolean;
  /** Predictions are given out too, for metrics that need all of them at once. */
  readonly givesPredictions: boolean;
  /** What the engine said; see `Engine.convolutionBlocks`. */
  readonly blocks: Blocks;
}

/** A graph with what an engine must know about its inputs and outputs. */
export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly scopeOf: WrittenGraph["scopeOf"];
  readonly signature: Signature;
  /** Draws random numbers: dropout, noise. */
  readonly isRandom: boolean;
}

interface Bound {
  cells: readonly { cell: Cell; value: Tensor }[];
  variable: (variable: Variable) => Tensor | "constant";
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

interface Parts {
  name: string;
  net: Network;
  rep: Replay;
  judged?: Judged;
  /** Inputs besides the batch and the cells. */
  extra?: readonly Tensor[];
  outputs: Record<string, Tensor>;
  givesPredictions: boolean;
  bound: Bound;
  seed?: number;
  blocks?: Blocks;
}
function* finish({
  name,
  net,
  rep,
  judged,
  extra = [],
  outputs,
  givesPredictions,
  bound,
  seed = 0,
  blocks = 0,
}: Parts): Staged<Program> {
  yield;
  const { targets = [], weights } = judged ?? {};
  const predictions = givesPredictions ? rep.outputs : [];
  const { model, bytes, scopeOf } = writeGraph({
    name,
    inputs: [
      ...rep.inputs,
      ...targets,
      ...(weights ? [weights] : []),
      ...extra,
      ...bound.cells.map(({ value }) => value),
    ],
    outputs: { ...outputs, ...Object.fromEntries(predictions.map((t, i) => [predictionName(i), t])) },
    variable: bound.variable,
    seed,
    blocks,
  });
  const names = inputNames(net);
  return {
    bytes,
    scopeOf,
    isRandom: drawsNumbers(model.graph.nodes),
    signature: {
      inputs: rep.inputs.map(({ dtype }, i) => ({ name: names[i] as string, dtype })),
      targets: targets.map(({ dtype, shape }, i) => ({ name: targetName(i), dtype, rank: shape.length })),
      logs: judged?.names ?? [],
      predictions: predictions.length,
      hasWeights: weights !== undefined,
    },
  };
}

/** Whether a node, or one in the body of a loop, has a seed. */
const drawsNumbers = (nodes: readonly NodeProto[]): boolean =>
  nodes.some(({ attributes = {} }) =>
    Object.entries(attributes).some(
      ([name, attribute]) =>
        name === "seed" || (attribute.type === "graph" && drawsNumbers(attribute.value.nodes)),
    ),
  );

/** One step of training: forward, gradients, update; the state passes from output to input. */
export function* trainingProgram(
  net: Network,
  cells: readonly Cell[],
  optimizer: Optimizer,
  options: ProgramOptions,
  seed: number,
): Staged<Program> {
  const bound = bind(cells);
  const rep = replay(net, true);
  yield;
  const judged = judge(net, rep, options);
  const learningRate = input(rateInput, []);
  const step = input(stepInput, []);
  const trained = cells.filter(({ isTrained }) => isTrained).flatMap(({ weights }) => weights);
  if (trained.length === 0) throw nothingToTrain(net);
  const found = gradients(judged.loss, trained.map(variable));
  yield;
  const clipped = clip(found, optimizer.clipping);
  const gradientOf = new Map(trained.map((weight, i) => [weight, clipped[i] as Tensor]));
  const outputs: Record<string, Tensor> = { [logsOutput]: judged.logs };
  const slots: Tensor[] = [];
  for (const { cell, value } of bound.cells) {
    if (cell.isTrained) {
      const gradient = joinCell(cell, (weight) => gradientOf.get(weight) as Tensor);
      const own = Object.fromEntries(
        Object.keys(optimizer.slots).map((slot) => [
          slot,
          input(stateName(slotName(cell, slot)), value.shape),
        ]),
      );
      slots.push(...Object.values(own));
      const rule = cell.decays ? optimizer : (optimizer.withoutDecay?.() ?? optimizer);
      const next = rule.update(value, gradient, own, { learningRate, step });
      outputs[nextName(cell.name)] = next.weight;
      for (const [slot, t] of Object.entries(next.slots)) outputs[nextName(slotName(cell, slot))] = t;
    } else if (cell.weights.some((weight) => rep.updates.has(weight)))
      outputs[nextName(cell.name)] = joinCell(cell, (weight) => rep.updates.get(weight) ?? variable(weight));
  }
  const extra = [learningRate, step, ...slots];
  return yield* finish({ name: "train", net, rep, judged, extra, outputs, bound, seed, ...options });
}

/** Loss and metrics of a batch, nothing changed. */
export function* testProgram(net: Network, cells: readonly Cell[], options: ProgramOptions): Staged<Program> {
  const rep = replay(net, false);
  const judged = judge(net, rep, options);
  const outputs = { [logsOutput]: judged.logs };
  return yield* finish({ name: "test", net, rep, judged, outputs, bound: bind(cells), ...options });
}

/** Predictions from the weights of the state, whatever they are at that moment. */
export const forwardProgram = (net: Network, cells: readonly Cell[], blocks: Blocks): Staged<Program> =>
  finish({
    name: "forward",
    blocks,
    net,
    rep: replay(net, false),
    outputs: {},
    givesPredictions: true,
    bound: bind(cells),
  });

/**
 * Predictions from the weights as they stand, written into the graph: faster, made anew when a weight changes. ONNX
 * Runtime blocks the channels of constant filters by itself.
 */
export const frozenProgram = (net: Network): Staged<Program> =>
  finish({
    name: "predict",
    net,
    rep: replay(net, false),
    outputs: {},
    givesPredictions: true,
    bound: { cells: [], variable: () => "constant" },
  });

/** Name under which the state holds an optimiser's value for a cell. */
export const slotName = (cell: Cell, slot: string): string => `${cell.name}#${slot}`;

const nothingToTrain = (net: Network) =>
  new LeptonError("NN_NOTHING_TO_TRAIN", {
    problem: "No weight of the model can be trained.",
    received: `${net.layers.length} layers, none with trainable weights`,
    next: "Set isTrainable of a layer to true and compile again.",
  });
