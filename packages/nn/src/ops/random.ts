import { float, int } from "../graph/attribute.ts";
import { constant, defineOp, one } from "../graph/op.ts";
import { elementsOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { expandLike } from "./expand.ts";
import { permutationOf, transpose } from "./transpose.ts";

const dropoutOp = defineOp<{ rate: number }>("dropout", {
  infer: ([x]) => [x as Tensor, { dtype: "bool", shape: (x as Tensor).shape }],
  emit: (to, [x], { rate }) => {
    const ratio = to.emit([constant(rate)])[0] as string;
    const training = to.constant({ dtype: "bool", shape: [], data: Uint8Array.of(1) });
    const seed = { seed: int(to.nextSeed()) };
    const outputs = to.node("Dropout", [x as string, ratio, training], {
      attributes: seed,
      outputs: 2,
      isRandom: true,
    });
    // ONNX Runtime's EliminateDropout takes out a Dropout whose mask nobody reads, training or not: before data, before
    // frozen layers, where no gradient needs the mask. A view of it is a reader that costs nothing.
    to.node("Unsqueeze", [
      outputs[1] as string,
      to.constant({ dtype: "int64", shape: [1], data: BigInt64Array.of(0n) }),
    ]);
    return outputs;
  },
  isRandom: true,
  gradient: ({ outputs, attributes: { rate } }, [dy]) => [
    dy && mul(dy, mul(cast(outputs[1] as Tensor, "float32"), 1 / (1 - rate))),
  ],
});

/**
 * Each element of x is 0 with probability `rate`, else x / (1 − rate); a new draw at every run.
 * dx = dy where x was kept, scaled alike. Source: Srivastava et al. 2014, JMLR 15:1929–1958.
 */
export function dropout(x: Tensor, rate: number): Tensor {
  const order = permutationOf(x);
  if (order) return transpose(dropout(order.of, rate), order.axes);
  return rate === 0 || elementsOf(x.shape).known === 0 ? x : one(dropoutOp.apply([x], { rate }));
}

interface Normal {
  readonly mean: number;
  readonly scale: number;
}
const normalOp = defineOp<Normal>("randomNormalLike", {
  infer: ([x]) => [{ dtype: "float32", shape: (x as Tensor).shape }],
  emit: (to, names, { mean, scale }) =>
    to.node("RandomNormalLike", names, {
      attributes: { mean: float(mean), scale: float(scale), seed: float(to.nextSeed() % 2 ** 24) },
      isRandom: true,
    }),
  isRandom: true,
  gradient: () => [],
});
/** Normal draws of the shape of x, new ones at every run. */
export const randomNormalLike = (x: Tensor, mean = 0, scale = 1): Tensor =>
  one(normalOp.apply([x], { mean, scale }));

const uniformOp = defineOp<{ low: number; high: number }>("randomUniformLike", {
  infer: ([x]) => [{ dtype: "float32", shape: (x as Tensor).shape }],
  emit: (to, names, { low, high }) =>
    to.node("RandomUniformLike", names, {
      attributes: { low: float(low), high: float(high), seed: float(to.nextSeed() % 2 ** 24) },
      isRandom: true,
    }),
  isRandom: true,
  gradient: () => [],
});
/** Uniform draws in [low, high) of the shape of x, new ones at every run. */
export const randomUniformLike = (x: Tensor, low = 0, high = 1): Tensor =>
  one(uniformOp.apply([x], { low, high }));

/** Zeros like x, which random draws of other shapes start from. */
export const zerosLike = (x: Tensor): Tensor => expandLike(constant(0), x);
