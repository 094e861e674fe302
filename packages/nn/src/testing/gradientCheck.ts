import { random } from "@lepton/core";
import { float32, type NdArray, sizeOf } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { reduceSum } from "../ops/reduce.ts";
import { evaluate } from "../runtime/evaluate.ts";

/** Standard normal numbers times `scale`, moved by `shift`. */
export function draws(shape: readonly number[], seed: number, scale = 1, shift = 0): NdArray<"float32"> {
  const { normal } = random(seed);
  return float32(
    Float32Array.from({ length: sizeOf(shape) }, () => normal() * scale + shift),
    shape,
  );
}

export interface Checked {
  /** dL/dv along a random direction v, by the gradient rules. */
  byRule: number;
  /** D(h) = (L(x + hv) − L(x − hv)) / 2h, as (4·D(h/2) − D(h)) / 3: the error is of order h⁴. */
  byDifference: number;
  /** |difference| / (|byRule| + |byDifference| + 1e-3). */
  error: number;
}

/**
 * Compares the gradient of L = Σ w·f(x…) (w random, so that errors cannot cancel) with central differences along one
 * random direction through all inputs at once. In float32 a step of 1e-2 agrees to about 1e-4.
 * Points must lie away from kinks.
 */
export async function gradientCheck(
  build: (...inputs: Tensor[]) => Tensor,
  values: readonly NdArray<"float32">[],
  { step = 1e-2, seed = 1 }: { step?: number; seed?: number } = {},
): Promise<Checked> {
  const xs = values.map((value, i) => input(`x${i}`, value.shape));
  const y = build(...xs);
  const weights = draws(y.shape as number[], seed + 100);
  const loss = reduceSum(mul(y, constant(weights)));
  const dxs = gradients(loss, xs);
  const feeds = (at: readonly NdArray[]) => new Map(xs.map((t, i) => [t, at[i] as NdArray]));
  const rules = await evaluate(dxs, feeds(values));
  const directions = values.map((value, i) => draws(value.shape, seed + i));
  let byRule = 0;
  rules.forEach((d, i) => {
    const v = (directions[i] as NdArray<"float32">).data;
    for (let k = 0; k < v.length; k++) byRule += (d.data[k] as number) * (v[k] as number);
  });
  const lossAt = async (h: number) => {
    const moved = values.map((value, i) => {
      const v = (directions[i] as NdArray<"float32">).data;
      return float32(
        value.data.map((x, k) => x + h * (v[k] as number)),
        value.shape,
      );
    });
    const [result] = await evaluate([y], feeds(moved));
    // Summed in double precision: the difference of two single sums would lose the digits that are compared.
    let sum = 0;
    (result as NdArray).data.forEach((value, k) => {
      sum += Number(value) * (weights.data[k] as number);
    });
    return sum;
  };
  const slope = async (h: number) => ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
  // Richardson: two steps, so that a curved loss does not pass for a wrong rule.
  const byDifference = (4 * (await slope(step / 2)) - (await slope(step))) / 3;
  return {
    byRule,
    byDifference,
    error: Math.abs(byRule - byDifference) / (Math.abs(byRule) + Math.abs(byDifference) + 1e-3),
  };
}
