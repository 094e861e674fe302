import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import * as ops from "../ops/activations.ts";
import { exp } from "../ops/arithmetic.ts";
import { softmax } from "../ops/softmax.ts";

/** Activations by Keras' names. */
export const activations = {
  linear: (x: Tensor): Tensor => x,
  relu: ops.relu,
  leakyRelu: (x: Tensor): Tensor => ops.leakyRelu(x, 0.2),
  elu: (x: Tensor): Tensor => ops.elu(x, 1),
  selu: ops.selu,
  gelu: ops.gelu,
  swish: ops.swish,
  silu: ops.swish,
  sigmoid: ops.sigmoid,
  hardSigmoid: ops.hardSigmoid,
  tanh: ops.tanh,
  softmax: (x: Tensor): Tensor => softmax(x, -1),
  softplus: ops.softplus,
  softsign: ops.softsign,
  exponential: exp,
} as const;

export const activationSchema = z.enum(
  Object.keys(activations) as [keyof typeof activations, ...(keyof typeof activations)[]],
);
export type Activation = keyof typeof activations;
