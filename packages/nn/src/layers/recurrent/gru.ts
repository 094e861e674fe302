import { z } from "zod";
import { type Activation, activate, activationSchema } from "../../activations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { addMatMul } from "../../ops/addMatMul.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { concat } from "../../ops/concat.ts";
import { gruScan } from "../../ops/gru.ts";
import { matMul } from "../../ops/matMul.ts";
import { gruKernel } from "../../ops/recurrentKernels.ts";
import { reshape } from "../../ops/reshape.ts";
import { scan } from "../../ops/scan.ts";
import { isSaturating } from "../../ops/slopes.ts";
import { split } from "../../ops/split.ts";
import { where } from "../../ops/where.ts";
import { zeros } from "../../ops/zeros.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { kernels, outputsOf, type Series, seriesMask, seriesOf, seriesOptions } from "./series.ts";

const layer = defineLayer("gru", {
  config: z
    .object({
      ...seriesOptions,
      recurrentActivation: activationSchema.default("sigmoid"),
      /** The reset gate acts after the product with the recurrent kernel (as cuDNN), not before it. */
      resetAfter: z.boolean().default(true),
    })
    .strict(),
  weights: (shapes, config) => {
    const { units, useBias, resetAfter, biasInitializer, biasRegularizer } = config;
    const bias: WeightSpec = {
      shape: resetAfter ? [2, 3 * units] : [3 * units],
      initializer: biasInitializer,
      regularizer: biasRegularizer,
    };
    return { ...kernels(shapes, config, 3), ...(useBias ? { bias } : {}) } as Record<
      "kernel" | "recurrentKernel" | "bias",
      WeightSpec
    >;
  },
  call: (inputs, { kernel, recurrentKernel, bias: weight }, config, context) => {
    const { units, activation, recurrentActivation, resetAfter } = config;
    const series = seriesOf(inputs, config, context, 1);
    const { x, mask, drop, isReversed } = series;
    const [h] = series.states as [Tensor];
    const both = biases(weight, units, resetAfter, x);
    const isPlain = activation === "tanh" && recurrentActivation === "sigmoid" && resetAfter;
    if (isPlain && !context.isTraining && !mask) {
      const all = [x, kernel, recurrentKernel, both.ofInput, both.inner, h];
      const [sequence, state] = gruKernel(all, isReversed) as [Tensor, Tensor];
      return outputsOf(sequence, [state], series, config);
    }
    const parts = [2 * units, units];
    const [gatesKernel, candidateKernel] = split(kernel, 1, parts) as [Tensor, Tensor];
    const [gatesBias, candidateBias] = split(both.ofInput, 0, parts) as [Tensor, Tensor];
    const xGates = add(matMul(x, gatesKernel), gatesBias);
    const xCandidate = add(matMul(x, candidateKernel), candidateBias);
    const given = { xGates, xCandidate, recurrent: recurrentKernel, bias: both.inner, h, mask, drop };
    const [sequence, state] =
      resetAfter && isSaturating(activation) && isSaturating(recurrentActivation)
        ? gruScan(given, { activation, recurrentActivation, isReversed })
        : anyGru(given, series, activation, recurrentActivation, resetAfter);
    return outputsOf(sequence, [state], series, config);
  },
  mask: seriesMask,
});

/** What is added to the projected inputs [3u], and to hₜ₋₁·Uₕ [u]: only the latter must stay inside the loop. */
function biases(weight: Tensor | undefined, units: number, resetAfter: boolean, like: Tensor) {
  if (!weight) return { ofInput: zeros([3 * units], like), inner: zeros([units], like) };
  if (!resetAfter) return { ofInput: weight, inner: zeros([units], like) };
  const [input, recurrent] = split(weight, 0, [1, 1]).map((t) => reshape(t, [3 * units])) as [Tensor, Tensor];
  const [gates, inner] = split(recurrent, 0, [2 * units, units]) as [Tensor, Tensor];
  const [inputGates, candidate] = split(input, 0, [2 * units, units]) as [Tensor, Tensor];
  return { ofInput: concat([add(inputGates, gates), candidate], 0), inner };
}

/** With the reset before the product, or activations whose derivative needs their argument: the loop's own gradient. */
function anyGru(
  { xGates, xCandidate, recurrent, bias }: Parameters<typeof gruScan>[0],
  { states: start, mask, drop, isReversed }: Series,
  activation: Activation,
  recurrentActivation: Activation,
  resetAfter: boolean,
): readonly [Tensor, Tensor] {
  const units = recurrent.shape[0] as number;
  const [toGates, toCandidate] = split(recurrent, 1, [2 * units, units]) as [Tensor, Tensor];
  const { states, outputs } = scan(
    start,
    [xGates, xCandidate, ...(mask ? [mask] : [])],
    ([state], [gatesIn, candidateIn, isReal]) => {
      const whole = state as Tensor;
      const h = drop ? mul(whole, drop) : whole;
      const zr = split(addMatMul(gatesIn as Tensor, h, toGates), 1, [units, units]);
      const [z, r] = zr.map((t) => activate(t, recurrentActivation)) as [Tensor, Tensor];
      const inner = resetAfter
        ? add(candidateIn as Tensor, mul(r, addMatMul(bias, h, toCandidate)))
        : addMatMul(candidateIn as Tensor, mul(r, h), toCandidate);
      const candidate = activate(inner, activation);
      const made = add(candidate, mul(z, sub(h, candidate)));
      const h1 = isReal ? where(isReal, made, whole) : made;
      return { states: [h1], outputs: [h1] };
    },
    { isReversed },
  );
  return [outputs[0] as Tensor, states[0] as Tensor];
}

type Options = Omit<Parameters<typeof layer>[0], "units">;

/**
 * Gated recurrent unit over series: z, r = σ(x·W + h·U + b), c = tanh(x·Wₕ + r·(h·Uₕ + bₕ)), h = z·h + (1 − z)·c.
 * Shape: [batch, time, features], then an initial state [batch, units] or none → [batch, units], or
 * [batch, time, units] with `returnSequences`; with `returnState` the last state as second output (`layer.apply`).
 * Masked steps are skipped: state and output stay as they were.
 * Weights kernel [features, 3u], recurrentKernel [u, 3u], bias [2, 3u] ([3u] without `resetAfter`) in the order z, r, h.
 * Errors: NN_SHAPE_MISMATCH. Source: Cho et al. 2014, arXiv:1406.1078.
 */
export const gru = (units: number, options: Options = {}): Layer => layer({ units, ...options });
