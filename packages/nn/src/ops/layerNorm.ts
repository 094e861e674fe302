import { float, int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { addN } from "./addN.ts";
import { mul, sub } from "./arithmetic.ts";
import { expandLike } from "./expand.ts";
import { reduceMean, sumLike } from "./reduce.ts";

const op = defineOp<{ epsilon: number }>("layerNorm", {
  infer: (inputs) => {
    const [x, gamma, beta] = inputs as [Tensor, Tensor, Tensor];
    const features = x.shape.slice(-1);
    if (
      typeof features[0] !== "number" ||
      !sameShape(gamma.shape, features) ||
      !sameShape(beta.shape, features)
    )
      throw mismatch(
        "layerNorm",
        [x, gamma, beta].map((t) => showShape(t.shape)).join(", "),
        "Give [features] twice.",
      );
    const each = [...x.shape.slice(0, -1), 1];
    return [x, { dtype: "float32", shape: each }, { dtype: "float32", shape: each }];
  },
  emit: (to, names, { epsilon }) =>
    to.node("LayerNormalization", names, {
      attributes: { axis: int(-1), epsilon: float(epsilon) },
      outputs: 3,
    }),
  gradient: ({ inputs, outputs }, [dy, dMean, dInvStd]) => {
    const [x, gamma, beta] = inputs as [Tensor, Tensor, Tensor];
    const [, mean, invStd] = outputs as [Tensor, Tensor, Tensor];
    const xHat = mul(sub(x, mean), invStd);
    const parts: Tensor[] = [];
    if (dy) {
      const g = mul(dy, gamma);
      const centred = sub(g, reduceMean(g, [-1], true));
      parts.push(mul(invStd, sub(centred, mul(xHat, reduceMean(mul(g, xHat), [-1], true)))));
    }
    // Only gradients of gradients ask for these two.
    const perFeature = 1 / (x.shape.at(-1) as number);
    if (dMean) parts.push(expandLike(mul(dMean, perFeature), x));
    if (dInvStd) parts.push(mul(xHat, mul(mul(dInvStd, mul(invStd, invStd)), -perFeature)));
    return [
      parts.length > 0 ? addN(parts) : undefined,
      dy && sumLike(mul(dy, xHat), gamma),
      dy && sumLike(dy, beta),
    ];
  },
});

/**
 * y = γ · (x − mean) / √(var + ε) + β over the last axis. Shape [..., features] → the same.
 * With x̂ the normalised x and g = dy·γ: dx = (g − mean g − x̂ · mean(g·x̂)) / √(var + ε).
 * Source: Ba et al. 2016, arXiv:1607.06450.
 */
export const layerNorm = (x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor =>
  one(op.apply([x, gamma, beta], { epsilon }));
