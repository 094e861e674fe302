import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { concat } from "../../ops/concat.ts";
import { matMul } from "../../ops/matMul.ts";
import { dropout } from "../../ops/random.ts";
import { reshape } from "../../ops/reshape.ts";
import { scaledMatMul } from "../../ops/scaledMatMul.ts";
import { softmax } from "../../ops/softmax.ts";
import { split } from "../../ops/split.ts";
import { transpose } from "../../ops/transpose.ts";
import { where } from "../../ops/where.ts";

/** What masked scores become: their weight is 0, or equal for all where everything is masked (Keras' number). */
export const masked = -1e9;

export interface Projection {
  /** [batch, time, features] */
  of: Tensor;
  /** [features, heads, size] */
  kernel: Tensor;
  /** [heads, size] */
  bias: Tensor | undefined;
}

/**
 * x · kernel + bias for each, as [batch, heads, time, size]. Projections of the same value are one product:
 * self-attention's three are a third of the calls, forwards and backwards.
 */
export function projectHeads(projections: readonly Projection[]): Tensor[] {
  const results = new Map<Projection, Tensor>();
  for (const { of } of projections) {
    const group = projections.filter((one) => one.of === of && !results.has(one));
    if (group.length === 0) continue;
    const flat = group.map(({ kernel: k }) => reshape(k, [k.shape[0] as Dim, width(k)]));
    const product = matMul(of, flat.length === 1 ? (flat[0] as Tensor) : concat(flat, 1));
    const biases = group.flatMap(({ bias, kernel }) => (bias ? [reshape(bias, [width(kernel)])] : []));
    const moved =
      biases.length === 0
        ? product
        : add(product, biases.length === 1 ? (biases[0] as Tensor) : concat(biases, 0));
    const parts = split(
      moved,
      2,
      group.map(({ kernel }) => width(kernel)),
    );
    group.forEach((one, i) => {
      const [, heads, size] = one.kernel.shape as [Dim, Dim, Dim];
      const part = parts[i] as Tensor;
      results.set(one, transpose(reshape(part, [...of.shape.slice(0, 2), heads, size], of), [0, 2, 1, 3]));
    });
  }
  return projections.map((one) => results.get(one) as Tensor);
}
const width = ({ shape }: Tensor): number => (shape[1] as number) * (shape[2] as number);

/**
 * softmax(q·kᵀ / √size) · v of every head. Shapes: q [batch, heads, T, size], k [batch, heads, S, size],
 * v [batch, heads, S, valueSize], mask bool broadcasting to [batch, T, S] → [batch, T, heads · valueSize] and the
 * weights [batch, heads, T, S]. Source: Vaswani et al. 2017, arXiv:1706.03762, §3.2.
 */
export function attendHeads(
  [q, k, v]: readonly [Tensor, Tensor, Tensor],
  mask: Tensor | undefined,
  dropRate: number,
): { y: Tensor; weights: Tensor } {
  const [batch, heads, time, size] = q.shape as [Dim, number, Dim, number];
  const scores = scaledMatMul(q, k, 1 / Math.sqrt(size), { transB: true });
  const seen = mask && reshape(mask, [mask.shape[0] as Dim, 1, ...mask.shape.slice(1)]);
  const weights = softmax(seen ? where(seen, scores, masked) : scores, -1);
  const kept = dropRate > 0 ? dropout(weights, dropRate) : weights;
  const mixed = transpose(matMul(kept, v), [0, 2, 1, 3]);
  return { y: reshape(mixed, [batch, time, heads * (v.shape[3] as number)]), weights };
}

/** y · kernel + bias: [batch, T, heads · size] → [batch, T, features]; kernel [heads, size, features]. */
export function joinHeads(y: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const product = matMul(y, reshape(kernel, [y.shape[2] as Dim, kernel.shape[2] as Dim]));
  return bias ? add(product, bias) : product;
}
