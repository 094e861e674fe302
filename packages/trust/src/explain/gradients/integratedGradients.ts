import type { Explanation } from "../explanation.ts";
import { checkBackground, checkCount, evaluate, type Gradient, type Predict } from "../predict.ts";
import { gaussLegendre } from "./gaussLegendre.ts";
import { slopes } from "./slopes.ts";

export interface IntegratedGradientsOptions {
  /** The case without information, e.g. a black picture. Default zeros. */
  baseline?: ArrayLike<number>;
  /** Points on the path. Default 32; a kinked model (relu) needs more for the same gap. */
  steps?: number;
}

/**
 * φ_j = (x_j − b_j)·∫₀¹ ∂f/∂x_j (b + α(x − b)) dα, the integral by Gauss–Legendre: exact when f is a polynomial of
 * degree 2·steps along the path. Inputs are numbers, [inputs]; a picture is its flat pixels.
 * Limit: `gap` = f(x) − f(b) − Σφ is the error of the integral (completeness holds without it).
 * Errors: TRUST_ROW_WIDTH; TRUST_GRADIENT; TRUST_OPTION.
 * Source: Sundararajan, Taly & Yan 2017, arXiv:1703.01365.
 */
export async function integratedGradients(
  predict: Predict<Float64Array>,
  gradient: Gradient,
  input: ArrayLike<number>,
  { baseline = new Float64Array(input.length), steps = 32 }: IntegratedGradientsOptions = {},
): Promise<Explanation & { gap: number }> {
  checkBackground(input, [baseline], "baseline");
  checkCount("steps", steps, 1);
  const x = Float64Array.from(input);
  const from = Float64Array.from(baseline);
  const { nodes, weights } = gaussLegendre(steps);
  const points = Array.from(nodes, (alpha) => from.map((b, j) => b + alpha * ((x[j] as number) - b)));
  const values = new Array<number>(x.length).fill(0);
  (await slopes(gradient, points)).forEach((slope, s) => {
    for (let j = 0; j < x.length; j++) {
      const step = (x[j] as number) - (from[j] as number);
      values[j] = (values[j] as number) + step * (weights[s] as number) * (slope[j] as number);
    }
  });
  const [prediction, base] = (await evaluate(predict, [x, from])) as unknown as [number, number];
  const gap = prediction - base - values.reduce((a, b) => a + b, 0);
  return { method: "integratedGradients", base, prediction, values, interval: null, gap };
}
