import { float, int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { reduceMean, sumLike } from "./reduce.ts";

const op = defineOp<{ epsilon: number }>("layerNorm", {
  infer: (inputs) => {
    const [x, gamma, beta] = inputs as [Tensor, Tensor, Tensor];
    const features = x.shape.slice(-1);
    if (!sameShape(gamma.shape, features) || !sameShape(beta.shape, features))
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
  gradient: ({ inputs, outputs }, [dy]) => {
    const [x, gamma, beta] = inputs as [Tensor, Tensor, Tensor];
    const [, mean, invStd] = outputs as [Tensor, Tensor, Tensor];
    if (!dy) return [];
    const xHat = mul(sub(x, mean), invStd);
    const g = mul(dy, gamma);
    const centred = sub(g, reduceMean(g, [-1], true));
    const dx = mul(invStd, sub(centred, mul(xHat, reduceMean(mul(g, xHat), [-1], true))));
    return [dx, sumLike(mul(dy, xHat), gamma), sumLike(dy, beta)];
  },
});

/**
 * y = γ · (x − mean) / √(var + ε) + β over the last axis. Shape [..., features] → the same.
 * With x̂ the normalised x and g = dy·γ: dx = (g − mean g − x̂ · mean(g·x̂)) / √(var + ε).
 * Source: Ba et al. 2016, arXiv:1607.06450.
 */
export const layerNorm = (x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor =>
  one(op.apply([x, gamma, beta], { epsilon }));
