import { float } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, mul, neg, sqrt, sub } from "./arithmetic.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./reshape.ts";

const op = defineOp<{ epsilon: number }>("batchNormInference", {
  infer: (inputs) => {
    const [x, ...perChannel] = inputs as [Tensor, ...Tensor[]];
    const channels = x.shape.slice(1, 2);
    if (typeof channels[0] !== "number" || perChannel.some((t) => !sameShape(t.shape, channels)))
      throw mismatch(
        "batchNormInference",
        inputs.map((t) => showShape(t.shape)).join(", "),
        "Give [batch, channels, ...] and four times [channels].",
      );
    return [x];
  },
  emit: (to, names, { epsilon }) =>
    to.node("BatchNormalization", names, { attributes: { epsilon: float(epsilon) } }),
  gradient: ({ inputs, attributes: { epsilon }, needs }, [dy]) => {
    const [x, scale, , mean, variance] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    if (!dy) return [];
    const perChannel = (t: Tensor) => reshape(t, [-1, ...x.shape.slice(2).map(() => 1)]);
    const others = [...x.shape.keys()].filter((axis) => axis !== 1);
    const invStd = div(1, sqrt(add(variance, epsilon)));
    const slope = mul(scale, invStd);
    const dBias = () => reduceSum(dy, others);
    const dScale = () => mul(reduceSum(mul(dy, sub(x, perChannel(mean))), others), invStd);
    return [
      needs[0] ? mul(dy, perChannel(slope)) : undefined,
      needs[1] ? dScale() : undefined,
      needs[2] ? dBias() : undefined,
      needs[3] ? neg(mul(dBias(), slope)) : undefined,
      needs[4] ? mul(mul(dScale(), mul(slope, invStd)), -0.5) : undefined,
    ];
  },
});

/**
 * y = scale · (x − mean) / √(variance + ε) + bias per channel, with kept statistics.
 * Shape: x [n, c, …], the others [c] → x's. dx = dy · scale / √(variance + ε); dscale = Σ dy · x̂; dbias = Σ dy.
 * Errors: NN_SHAPE_MISMATCH. Source: Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2.
 */
export const batchNormInference = (
  x: Tensor,
  { scale, bias, mean, variance }: Record<"scale" | "bias" | "mean" | "variance", Tensor>,
  epsilon: number,
): Tensor => one(op.apply([x, scale, bias, mean, variance], { epsilon }));
