import { z } from "zod";
import { type Activation, activate, activationSchema } from "../../activations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { addMatMul } from "../../ops/addMatMul.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { lstmScan } from "../../ops/lstm.ts";
import { matMul } from "../../ops/matMul.ts";
import { lstmKernel, reordered } from "../../ops/recurrentKernels.ts";
import { scan } from "../../ops/scan.ts";
import { isSaturating } from "../../ops/slopes.ts";
import { split } from "../../ops/split.ts";
import { where } from "../../ops/where.ts";
import { zeros } from "../../ops/zeros.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { kernels, outputsOf, type Series, seriesMask, seriesOf, seriesOptions } from "./series.ts";

const layer = defineLayer("lstm", {
  config: z
    .object({
      ...seriesOptions,
      recurrentActivation: activationSchema.default("sigmoid"),
      /** The forget gate's bias starts at 1: remember first. Source: Jozefowicz et al. 2015. */
      unitForgetBias: z.boolean().default(true),
    })
    .strict(),
  weights: (shapes, config) => {
    const { useBias, units, unitForgetBias, biasInitializer, biasRegularizer } = config;
    const bias: WeightSpec = {
      shape: [4 * units],
      initializer: unitForgetBias ? { name: "unitForget", others: biasInitializer } : biasInitializer,
      regularizer: biasRegularizer,
    };
    return { ...kernels(shapes, config, 4), ...(useBias ? { bias } : {}) } as Record<
      "kernel" | "recurrentKernel" | "bias",
      WeightSpec
    >;
  },
  call: (inputs, weights, config, context) => {
    const { units, activation, recurrentActivation } = config;
    const series = seriesOf(inputs, config, context, 2);
    // Keras keeps i, f, g, o; with the sigmoids side by side they are one operation.
    const packed = (t: Tensor) => reordered(t, units, [0, 1, 3, 2]);
    const kernel = packed(weights.kernel);
    const recurrent = packed(weights.recurrentKernel);
    const bias = weights.bias && packed(weights.bias);
    const { x, mask, drop, isReversed } = series;
    const [h, c] = series.states as [Tensor, Tensor];
    const isPlain = activation === "tanh" && recurrentActivation === "sigmoid";
    if (isPlain && !context.isTraining && !mask) {
      const all = [x, kernel, recurrent, bias ?? zeros([4 * units], x), h, c];
      const [sequence, ...states] = lstmKernel(all, isReversed) as [Tensor, Tensor, Tensor];
      return outputsOf(sequence, states, series, config);
    }
    const product = matMul(x, kernel);
    const projected = { ...series, x: bias ? add(product, bias) : product };
    const [sequence, ...states] =
      isSaturating(activation) && isSaturating(recurrentActivation)
        ? lstmScan(
            { x: projected.x, recurrent, h, c, mask, drop },
            { activation, recurrentActivation, isReversed },
          )
        : anyLstm(projected, recurrent, activation, recurrentActivation);
    return outputsOf(sequence as Tensor, states, series, config);
  },
  mask: seriesMask,
});

/** With activations whose derivative needs their argument: the loop's own gradient. */
function anyLstm(
  { x, states: start, mask, drop, isReversed }: Series,
  recurrent: Tensor,
  activation: Activation,
  recurrentActivation: Activation,
): Tensor[] {
  const units = recurrent.shape[0] as number;
  const { states, outputs } = scan(
    start,
    [x, ...(mask ? [mask] : [])],
    ([h, c], [step, isReal]) => {
      const [h0, c0] = [h as Tensor, c as Tensor];
      const z = addMatMul(step as Tensor, drop ? mul(h0, drop) : h0, recurrent);
      const [zi, zf, zo, zg] = split(z, 1, [units, units, units, units]) as [Tensor, Tensor, Tensor, Tensor];
      const gate = (t: Tensor) => activate(t, recurrentActivation);
      const made = add(mul(gate(zf), c0), mul(gate(zi), activate(zg, activation)));
      const out = mul(gate(zo), activate(made, activation));
      const [h1, c1] = isReal ? [where(isReal, out, h0), where(isReal, made, c0)] : [out, made];
      return { states: [h1, c1], outputs: [h1] };
    },
    { isReversed },
  );
  return [outputs[0] as Tensor, ...states];
}

type Options = Omit<Parameters<typeof layer>[0], "units">;

/**
 * Long short-term memory over series: i, f, o = σ(x·W + h·U + b), g = tanh(…), c = f·c + i·g, h = o · tanh c.
 * Shape: [batch, time, features], then initial h and c [batch, units] or none → [batch, units], or
 * [batch, time, units] with `returnSequences`; with `returnState` the last h and c as further outputs (`layer.apply`).
 * Masked steps are skipped: states and output stay as they were (before the first real step: the initial state).
 * Weights kernel [features, 4u], recurrentKernel [u, 4u], bias [4u] in Keras' order i, f, g, o.
 * Errors: NN_SHAPE_MISMATCH. Source: Hochreiter & Schmidhuber 1997.
 */
export const lstm = (units: number, options: Options = {}): Layer => layer({ units, ...options });
