import { z } from "zod";
import { activate } from "../../activations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { addMatMul } from "../../ops/addMatMul.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { matMul } from "../../ops/matMul.ts";
import { scan } from "../../ops/scan.ts";
import { rnnScan } from "../../ops/simpleRnn.ts";
import { isSaturating } from "../../ops/slopes.ts";
import { where } from "../../ops/where.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { kernels, outputsOf, seriesMask, seriesOf, seriesOptions } from "./series.ts";

const layer = defineLayer("simpleRnn", {
  config: z.object(seriesOptions).strict(),
  weights: (shapes, config) => {
    const { units, useBias, biasInitializer, biasRegularizer } = config;
    const bias: WeightSpec = { shape: [units], initializer: biasInitializer, regularizer: biasRegularizer };
    return { ...kernels(shapes, config, 1), ...(useBias ? { bias } : {}) } as Record<
      "kernel" | "recurrentKernel" | "bias",
      WeightSpec
    >;
  },
  call: (inputs, { kernel, recurrentKernel: recurrent, bias }, config, context) => {
    const { activation } = config;
    const series = seriesOf(inputs, config, context, 1);
    const { mask, drop, isReversed } = series;
    const [h] = series.states as [Tensor];
    const product = matMul(series.x, kernel);
    const x = bias ? add(product, bias) : product;
    if (isSaturating(activation)) {
      const [sequence, last] = rnnScan({ x, recurrent, h, mask, drop }, { activation, isReversed });
      return outputsOf(sequence, [last], series, config);
    }
    const { states, outputs } = scan(
      [h],
      [x, ...(mask ? [mask] : [])],
      ([state], [step, isReal]) => {
        const h0 = state as Tensor;
        const made = activate(addMatMul(step as Tensor, drop ? mul(h0, drop) : h0, recurrent), activation);
        const h1 = isReal ? where(isReal, made, h0) : made;
        return { states: [h1], outputs: [h1] };
      },
      { isReversed },
    );
    return outputsOf(outputs[0] as Tensor, states, series, config);
  },
  mask: seriesMask,
});

type Options = Omit<Parameters<typeof layer>[0], "units">;

/**
 * Plain recurrence over series: h = tanh(x·W + h·U + b). Shape: [batch, time, features], then an initial state
 * [batch, units] or none → [batch, units], or [batch, time, units] with `returnSequences`; with `returnState` the last
 * state as second output. Masked steps are skipped. Errors: NN_SHAPE_MISMATCH. Source: Elman 1990.
 */
export const simpleRnn = (units: number, options: Options = {}): Layer => layer({ units, ...options });
