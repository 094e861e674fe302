import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import * as ops from "../ops/activations.ts";
import { exp } from "../ops/arithmetic.ts";
import { logSoftmax, softmax } from "../ops/softmax.ts";
import { glu } from "./gated.ts";
import {
  celu,
  geluTanh,
  hardShrink,
  hardTanh,
  relu,
  softShrink,
  squareplus,
  tanhShrink,
  threshold,
} from "./piecewise.ts";

/** Activations by Keras' names, with Keras' defaults. */
export const activations = {
  linear: (x: Tensor): Tensor => x,
  celu: (x: Tensor): Tensor => celu(x, 1),
  elu: (x: Tensor): Tensor => ops.elu(x, 1),
  exponential: exp,
  gelu: ops.gelu,
  glu: (x: Tensor): Tensor => glu(x, -1),
  hardShrink: (x: Tensor): Tensor => hardShrink(x, 0.5),
  hardSigmoid: ops.hardSigmoid,
  hardSilu: ops.hardSwish,
  hardSwish: ops.hardSwish,
  hardTanh,
  leakyRelu: (x: Tensor): Tensor => ops.leakyRelu(x, 0.2),
  logSigmoid: ops.logSigmoid,
  logSoftmax: (x: Tensor): Tensor => logSoftmax(x, -1),
  mish: ops.mish,
  relu: ops.relu,
  relu6: (x: Tensor): Tensor => relu(x, { maxValue: 6 }),
  selu: ops.selu,
  sigmoid: ops.sigmoid,
  silu: ops.swish,
  softShrink: (x: Tensor): Tensor => softShrink(x, 0.5),
  softmax: (x: Tensor): Tensor => softmax(x, -1),
  softplus: ops.softplus,
  softsign: ops.softsign,
  squareplus: (x: Tensor): Tensor => squareplus(x, 4),
  swish: ops.swish,
  tanh: ops.tanh,
  tanhShrink,
} as const;
export type ActivationName = keyof typeof activations;

const nameSchema = z.enum(Object.keys(activations) as [ActivationName, ...ActivationName[]]);
const alpha = z.number().positive().default(1);
const axis = z.int().default(-1);
const configured = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("celu"), alpha }),
  z.strictObject({ name: z.literal("elu"), alpha: z.number().default(1) }),
  z.strictObject({ name: z.literal("gelu"), approximate: z.boolean().default(false) }),
  z.strictObject({ name: z.literal("glu"), axis }),
  z.strictObject({ name: z.literal("hardShrink"), threshold: z.number().min(0).default(0.5) }),
  z.strictObject({ name: z.literal("leakyRelu"), negativeSlope: z.number().default(0.2) }),
  z.strictObject({ name: z.literal("logSoftmax"), axis }),
  z.strictObject({
    name: z.literal("relu"),
    negativeSlope: z.number().min(0).default(0),
    maxValue: z.number().min(0).optional(),
    threshold: z.number().min(0).default(0),
  }),
  z.strictObject({ name: z.literal("softShrink"), threshold: z.number().min(0).default(0.5) }),
  z.strictObject({ name: z.literal("softmax"), axis }),
  z.strictObject({ name: z.literal("squareplus"), b: z.number().min(0).default(4) }),
  z.strictObject({ name: z.literal("threshold"), threshold: z.number(), value: z.number() }),
]);

/** An activation as plain data: its name, or with options `{ name: "leakyRelu", negativeSlope: 0.1 }`. */
export const activationSchema = z.union([nameSchema, configured]);
export type Activation = z.input<typeof activationSchema>;

/** f(x) of the activation named. Shape [...] → [...]; `glu` halves its axis. */
export function activate(x: Tensor, activation: Activation): Tensor {
  if (typeof activation === "string") return activations[activation](x);
  const options = configured.parse(activation);
  switch (options.name) {
    case "celu":
      return celu(x, options.alpha);
    case "elu":
      return ops.elu(x, options.alpha);
    case "gelu":
      return options.approximate ? geluTanh(x) : ops.gelu(x);
    case "glu":
      return glu(x, options.axis);
    case "hardShrink":
      return hardShrink(x, options.threshold);
    case "leakyRelu":
      return ops.leakyRelu(x, options.negativeSlope);
    case "logSoftmax":
      return logSoftmax(x, options.axis);
    case "relu":
      return relu(x, options);
    case "softShrink":
      return softShrink(x, options.threshold);
    case "softmax":
      return softmax(x, options.axis);
    case "squareplus":
      return squareplus(x, options.b);
    default:
      return threshold(x, options.threshold, options.value);
  }
}
