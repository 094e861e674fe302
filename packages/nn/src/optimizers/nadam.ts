import { z } from "zod";
import { float32 } from "../array/ndArray.ts";
import { constant } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, exp, minimum, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { gather } from "../ops/gather.ts";
import { oneMinusPower } from "./bias.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-7),
});

/** uᵗ of step t is β₁(1 − ½·0.96ᵗ). */
const decay = 0.96;
/** From here on ½·0.96ᵗ is less than a float can tell from 0. */
const horizon = 512;
/** Σᵢ₌₁ᵗ ln(1 − ½·0.96ⁱ) for t = 0 … horizon. */
const logProducts = (): Float32Array => {
  const sums = new Float32Array(horizon + 1);
  let sum = 0;
  for (let t = 1; t <= horizon; t++) {
    sum += Math.log1p(-0.5 * decay ** t);
    sums[t] = sum;
  }
  return sums;
};

/** uᵗ and Πᵢ₌₁ᵗ uᵢ from the step alone, so that no state runs along. */
function momentumAt(beta1: number, step: Tensor, products: Tensor) {
  const u = mul(sub(1, mul(exp(mul(step, Math.log(decay))), 0.5)), beta1);
  const at = cast(minimum(step, horizon), "int32");
  const product = exp(add(gather(products, at), mul(step, Math.max(Math.log(beta1), -80))));
  return { u, product };
}

/**
 * Adam with Nesterov's look ahead: with uᵗ = β₁(1 − ½·0.96ᵗ) and Uᵗ = Πᵢ₌₁ᵗ uᵢ,
 * w ← w − η·(uᵗ⁺¹·m/(1−Uᵗ⁺¹) + (1−uᵗ)·g/(1−Uᵗ)) / (√(v/(1−β₂ᵗ)) + ε). Keras' form.
 * Source: Dozat 2016, ICLR workshop.
 */
export const nadam: OptimizerFactory<typeof config> = defineOptimizer("nadam", {
  config,
  slots: () => ({ momentum: 0, velocity: 0 }),
  update: ({ weight, gradient, slots, learningRate, step, config: { beta1, beta2, epsilon } }) => {
    const m = add(mul(slots.momentum, beta1), gradient);
    const v = add(mul(slots.velocity, beta2), mul(gradient, gradient));
    const products = constant(float32(logProducts()));
    const now = momentumAt(beta1, step, products);
    const next = momentumAt(beta1, add(step, 1), products);
    const root = sqrt(div(oneMinusPower(beta2, step), 1 - beta2)); // √v̂ = √v / root
    const scale = mul(learningRate, root);
    const ofMomentum = mul(div(mul(next.u, 1 - beta1), sub(1, next.product)), scale);
    const ofGradient = mul(div(sub(1, now.u), sub(1, now.product)), scale);
    const direction = add(mul(m, ofMomentum), mul(gradient, ofGradient));
    return {
      weight: sub(weight, div(direction, add(sqrt(v), mul(root, epsilon)))),
      slots: { momentum: m, velocity: v },
    };
  },
});
