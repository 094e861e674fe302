import { random } from "@lepton/core";
import { type Explanation, meanOfDraws } from "../explanation.ts";
import { slopes } from "../gradients/slopes.ts";
import { checkBackground, checkCount, evaluate, type Gradient, type Predict } from "../predict.ts";

export interface ExpectedGradientsOptions {
  /** Points per background row on the line to the case, one in each equal part of it. Default 8. */
  draws?: number;
  seed?: number;
  level?: number;
}

/**
 * φ_j = E[(x_j − b_j)·∂f/∂x_j at b + α(x − b)], b from the background, α uniform in [0, 1]: Aumann–Shapley values of
 * a differentiable model, integrated gradients averaged over baselines. Inputs are numbers, [inputs].
 * Limit: sums to prediction − base only as draws grow; `gap` = prediction − base − Σφ says how far off.
 * Interval: Student's over background rows, which includes the noise of α.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_GRADIENT when slopes do not fit the inputs; TRUST_OPTION.
 * Source: Erion et al. 2021, Nature Machine Intelligence 3:620–631, arXiv:1906.10670.
 */
export async function expectedGradients(
  predict: Predict<Float64Array>,
  gradient: Gradient,
  input: ArrayLike<number>,
  background: readonly ArrayLike<number>[],
  { draws = 8, seed = 7, level = 0.95 }: ExpectedGradientsOptions = {},
): Promise<Explanation & { gap: number }> {
  checkBackground(input, background);
  checkCount("draws", draws, 1);
  const { next } = random(seed);
  const x = Float64Array.from(input);
  const means = new Float64Array(background.length * x.length); // [background, inputs]
  const others = background.map((other) => Float64Array.from(other));
  for (const [b, other] of others.entries()) {
    const points = Array.from({ length: draws }, (_, d) => {
      const alpha = (d + next()) / draws;
      return other.map((from, j) => from + alpha * ((x[j] as number) - from));
    });
    for (const slope of await slopes(gradient, points))
      for (let j = 0; j < x.length; j++) {
        const at = b * x.length + j;
        const step = (x[j] as number) - (other[j] as number);
        means[at] = (means[at] as number) + (step * (slope[j] as number)) / draws;
      }
  }
  const worth = await evaluate(predict, [x, ...others]);
  const prediction = worth[0] as number;
  const base = worth.subarray(1).reduce((a, b) => a + b, 0) / others.length;
  const mean = meanOfDraws(means, x.length, level, "background");
  const gap = prediction - base - mean.values.reduce((a, b) => a + b, 0);
  return { method: "expectedGradients", base, prediction, ...mean, gap };
}
