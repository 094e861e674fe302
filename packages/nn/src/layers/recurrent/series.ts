import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { activationSchema } from "../../activations/index.ts";
import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { type Dim, type Shape, sameShape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { mul } from "../../ops/arithmetic.ts";
import { expandLike } from "../../ops/expand.ts";
import { dropout } from "../../ops/random.ts";
import { reshape } from "../../ops/reshape.ts";
import { reverse } from "../../ops/reverse.ts";
import { transpose } from "../../ops/transpose.ts";
import { where } from "../../ops/where.ts";
import { zeros } from "../../ops/zeros.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import type { CallContext, WeightSpec } from "../layer.ts";

/** What all recurrent layers may be given; Keras' defaults. */
export const seriesOptions = {
  units: z.number().int().positive(),
  /** The output at every step, not only the last. */
  returnSequences: z.boolean().default(false),
  /** The last states as further outputs. */
  returnState: z.boolean().default(false),
  /** From the last step to the first; the sequence comes out in that order. */
  goBackwards: z.boolean().default(false),
  /** At masked steps of the sequence zeros, instead of the output before. */
  zeroOutputForMask: z.boolean().default(false),
  activation: activationSchema.default("tanh"),
  useBias: z.boolean().default(true),
  kernelInitializer: initializerSchema.default("glorotUniform"),
  recurrentInitializer: initializerSchema.default("orthogonal"),
  biasInitializer: initializerSchema.default("zeros"),
  kernelRegularizer: regularizerSchema.optional(),
  recurrentRegularizer: regularizerSchema.optional(),
  biasRegularizer: regularizerSchema.optional(),
  /** Share of the inputs' features dropped while training; the same ones at every step of a series. */
  dropout: z.number().min(0).lt(1).default(0),
  /** Share of the state dropped before it meets its kernel; the same part at every step of a series. */
  recurrentDropout: z.number().min(0).lt(1).default(0),
} as const;
const seriesSchema = z.object(seriesOptions);
export type SeriesConfig = z.output<typeof seriesSchema>;

/** Kernels for `gates` gates side by side. Errors: NN_SHAPE_MISMATCH. */
export function kernels([shape]: readonly Shape[], config: SeriesConfig, gates: number) {
  const features = shape?.[2];
  if (shape?.length !== 3 || typeof features !== "number")
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "expected series [batch, time, features] with known features.",
      received: `inputs ${shape ? showShape(shape) : "nothing"}`,
      next: "Reshape the values, give the layer before it { returnSequences: true }, or embed ids first.",
    });
  const { units, kernelInitializer, recurrentInitializer, kernelRegularizer, recurrentRegularizer } = config;
  return {
    kernel: {
      shape: [features, gates * units],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    } as WeightSpec,
    recurrentKernel: {
      shape: [units, gates * units],
      initializer: recurrentInitializer,
      regularizer: recurrentRegularizer,
    } as WeightSpec,
  };
}

/** Inputs of a recurrent layer as the loops want them: time first. */
export interface Series {
  /** [T, batch, features] */
  x: Tensor;
  /** Initial states [batch, units]; zeros unless given. */
  states: readonly Tensor[];
  /** bool [T, batch, 1] */
  mask: Tensor | undefined;
  /** What the state is multiplied by before its kernel, [batch, units]. */
  drop: Tensor | undefined;
  isReversed: boolean;
}

/** Errors: NN_SHAPE_MISMATCH on initial states of another number or shape. */
export function seriesOf(
  [input, ...given]: readonly [Tensor, ...Tensor[]],
  config: SeriesConfig,
  context: CallContext,
  stateCount: number,
): Series {
  const [batch, time] = input.shape as [Dim, Dim, Dim];
  const state = [batch, config.units];
  if (given.length > 0 && (given.length !== stateCount || given.some((t) => !sameShape(t.shape, state))))
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: `expected ${stateCount} initial state(s) ${showShape(state)}, or none.`,
      received: given.map((t) => showShape(t.shape)).join(", "),
      next: "Give the states of a layer with as many units, as returnState puts them out.",
    });
  const { dropout: rate, recurrentDropout, goBackwards } = config;
  const steps = transpose(input, [1, 0, 2]);
  const mask = context.mask(0);
  const isDropping = context.isTraining && rate > 0;
  return {
    x: isDropping ? mul(steps, dropped([batch, input.shape[2] as Dim], input, rate)) : steps,
    states: given.length > 0 ? given : Array(stateCount).fill(zeros(state, input)),
    mask: mask && reshape(transpose(mask, [1, 0]), [time, batch, 1], input),
    drop: context.isTraining && recurrentDropout > 0 ? dropped(state, input, recurrentDropout) : undefined,
    isReversed: goBackwards,
  };
}

/** 0 or 1 / (1 − rate), drawn anew at every run. */
function dropped(shape: Shape, like: Tensor, rate: number): Tensor {
  const ones = expandLike(constant(float32([1])), zeros(shape, like));
  return dropout(ones, rate);
}

/** What a layer puts out: the sequence or the last output, then the states if asked for. */
export function outputsOf(
  sequence: Tensor,
  states: readonly Tensor[],
  { mask }: Series,
  { returnSequences, returnState, goBackwards, zeroOutputForMask }: SeriesConfig,
): readonly Tensor[] {
  const shown = mask && zeroOutputForMask ? where(mask, sequence, 0) : sequence;
  const byBatch = () => transpose(shown, [1, 0, 2]);
  const all = () => (goBackwards ? reverse(byBatch(), [1]) : byBatch());
  return [returnSequences ? all() : (states[0] as Tensor), ...(returnState ? states : [])];
}

/** Steps stay steps only in a sequence. */
export const seriesMask = (_: unknown, context: CallContext, config: SeriesConfig): Tensor | undefined =>
  config.returnSequences ? context.mask(0) : undefined;
