import { float32 } from "../array/ndArray.ts";
import { float, int } from "../graph/attribute.ts";
import { defineOp } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, mul, sqrt, sub } from "./arithmetic.ts";
import { countOf, reduceSum } from "./reduce.ts";
import { reshape } from "./reshape.ts";

interface Epsilon {
  readonly epsilon: number;
}

const check = (x: Tensor, ...perChannel: readonly Tensor[]) => {
  const channels = [x.shape[1]] as Tensor["shape"];
  if (x.shape.length < 2 || perChannel.some((t) => !sameShape(t.shape, channels)))
    throw mismatch(
      "batchNormTraining",
      [x, ...perChannel].map((t) => showShape(t.shape)).join(", "),
      "Give [batch, channels, …] and [channels] for the others.",
    );
};
/** [channels] as [channels, 1, …], to stand beside [batch, channels, …]. */
const beside = (t: Tensor, x: Tensor): Tensor =>
  reshape(t, [t.shape[0] as number, ...x.shape.slice(2).map(() => 1)]);
const others = (x: Tensor): number[] => [...x.shape.keys()].filter((i) => i !== 1);
const inverseStd = (variance: Tensor, epsilon: number): Tensor => div(1, sqrt(add(variance, epsilon)));

const trainingOp = defineOp<Epsilon>("batchNormTraining", {
  infer: ([x, gamma, beta]) => {
    check(x as Tensor, gamma as Tensor, beta as Tensor);
    return [x as Tensor, gamma as Tensor, gamma as Tensor];
  },
  emit: (to, names, { epsilon }, { inputs: [, gamma] }) => {
    // ONNX gives running statistics only; with momentum 0 they are the batch's own.
    const zeros = to.constant(
      float32(new Float32Array((gamma as Tensor).shape[0] as number), gamma?.shape as number[]),
    );
    return to.node("BatchNormalization", [...names, zeros, zeros], {
      attributes: { epsilon: float(epsilon), momentum: float(0), training_mode: int(1) },
      outputs: 3,
    });
  },
  gradient: ({ inputs, outputs, attributes: { epsilon }, needs }, [dy]) => {
    const [x, gamma] = inputs as [Tensor, Tensor];
    const [, mean, variance] = outputs as [Tensor, Tensor, Tensor];
    if (!dy) return [];
    const inv = inverseStd(variance, epsilon);
    const centred = sub(x, beside(mean, x));
    const dBeta = reduceSum(dy, others(x));
    const dGamma = mul(reduceSum(mul(dy, centred), others(x)), inv);
    if (!needs[0]) return [undefined, dGamma, dBeta];
    const n = countOf(x, others(x));
    const scale = mul(gamma, inv);
    // γ·inv·(dy − mean dy − x̂·mean(dy·x̂)) with what is per channel multiplied out first.
    const slope = mul(inv, div(dGamma, n));
    const inner = sub(sub(dy, beside(div(dBeta, n), x)), mul(centred, beside(slope, x)));
    return [mul(inner, beside(scale, x)), dGamma, dBeta];
  },
});

/**
 * y = γ·x̂ + β with x̂ = (x − mean) / √(var + ε) over all axes but the channels', and the batch's mean and (biased)
 * variance. Shape: x [batch, channels, …]; the others [channels].
 * dx = γ / √(var + ε) · (dy − mean dy − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy; none through mean and variance.
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export function batchNormTraining(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const [y, mean, variance] = trainingOp.apply([x, gamma, beta], { epsilon }) as [Tensor, Tensor, Tensor];
  return { y, mean, variance };
}
