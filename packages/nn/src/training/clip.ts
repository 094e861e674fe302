import { constant } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sqrt, square } from "../ops/arithmetic.ts";
import { reduceSum } from "../ops/reduce.ts";
import type { Clipping } from "../optimizers/optimizer.ts";

/** Gradients held within bounds: by value, by each weight's norm, by the norm of all. */
export function clip(
  found: readonly Tensor[],
  { clipValue, clipNorm, globalClipNorm }: Clipping,
): readonly Tensor[] {
  let out = found;
  if (clipValue !== undefined) out = out.map((g) => minimum(maximum(g, -clipValue), clipValue));
  if (clipNorm !== undefined) out = out.map((g) => mul(g, shrink(reduceSum(square(g)), clipNorm)));
  if (globalClipNorm !== undefined) {
    const all = out.map((g) => reduceSum(square(g))).reduce((sum, part) => add(sum, part));
    const factor = shrink(all, globalClipNorm);
    out = out.map((g) => mul(g, factor));
  }
  return out;
}
/** min(1, most / √square): what brings a vector of this squared norm to `most` at the most. */
const shrink = (squared: Tensor, most: number): Tensor =>
  minimum(div(constant(most), maximum(sqrt(squared), 1e-12)), 1);
