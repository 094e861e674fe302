import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, mul, sqrt, sub } from "./arithmetic.ts";
import { countOf, reduceMean } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { withGradient } from "./withGradient.ts";

/** Mean per channel, [channels]: within each sample first, where the numbers lie side by side. */
function channelMean(x: Tensor): Tensor {
  const within = x.shape.slice(2).map((_, i) => i + 2);
  return reduceMean(within.length === 0 ? x : reduceMean(x, within), [0]);
}

/**
 * y = γ·x̂ + β with x̂ = (x − mean) / √(var + ε) over all axes but the channels', and the batch's mean and (biased)
 * variance. Shape: x [batch, channels, …]; the others [channels].
 * dx = γ / √(var + ε) · (dy − mean dy − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy; what is made of mean and variance
 * themselves passes no gradient to them through y. Errors: NN_SHAPE_MISMATCH.
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export function batchNormTraining(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const channels = x.shape.slice(1, 2);
  if (typeof channels[0] !== "number" || [gamma, beta].some((t) => !sameShape(t.shape, channels)))
    throw mismatch(
      "batchNormTraining",
      [x, gamma, beta].map((t) => showShape(t.shape)).join(", "),
      "Give [batch, channels, ...] and twice [channels].",
    );
  // Composed: ONNX Runtime's BatchNormalization in training mode writes mean and variance into one buffer.
  const beside = (t: Tensor) => reshape(t, [-1, ...x.shape.slice(2).map(() => 1)]);
  const mean = channelMean(x);
  const centred = sub(x, beside(mean));
  const variance = channelMean(mul(centred, centred));
  const inverse = div(1, sqrt(add(variance, epsilon)));
  const scale = mul(gamma, inverse);
  const y = add(mul(centred, beside(scale)), beside(beta));
  const rule = (dy: Tensor) => {
    const meanDy = channelMean(dy);
    const meanProduct = mul(channelMean(mul(dy, centred)), inverse); // mean(dy·x̂)
    const dx = mul(
      sub(sub(dy, beside(meanDy)), mul(centred, beside(mul(meanProduct, inverse)))),
      beside(scale),
    );
    const n = countOf(x, [0, ...x.shape.slice(2).map((_, i) => i + 2)]);
    return [dx, mul(meanProduct, n), mul(meanDy, n)];
  };
  return { y: withGradient(y, [x, gamma, beta], rule), mean, variance };
}
