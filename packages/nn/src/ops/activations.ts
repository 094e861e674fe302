import { float } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, erf, exp, mul, neg, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { greater } from "./compare.ts";
import { unary } from "./elementwise.ts";
import { permutationOf, transpose } from "./transpose.ts";
import { where } from "./where.ts";

const positive = (x: Tensor): Tensor => cast(greater(x, 0), "float32");

/** y = max(0, x). dx = dy where y > 0, so 0 at 0. */
export const relu = unary("relu", {
  onnx: "Relu",
  gradient: ({ outputs: [y] }, [dy]) => [dy && mul(dy, positive(y as Tensor))],
});
/** What `x` is the relu of. */
export const reluOf = (x: Tensor): Tensor | undefined =>
  x.node.op.name === "relu" ? x.node.inputs[0] : undefined;

/** y = 1 / (1 + e⁻ˣ). dx = dy · y · (1 − y). */
export const sigmoid = unary("sigmoid", {
  onnx: "Sigmoid",
  gradient: ({ outputs: [y] }, [dy]) => [dy && mul(dy, mul(y as Tensor, sub(1, y as Tensor)))],
});

/** y = tanh x. dx = dy · (1 − y²). */
export const tanh = unary("tanh", {
  onnx: "Tanh",
  gradient: ({ outputs: [y] }, [dy]) => [dy && mul(dy, sub(1, mul(y as Tensor, y as Tensor)))],
});

/** y = ln(1 + eˣ). dx = dy · σ(x). */
export const softplus = unary("softplus", {
  onnx: "Softplus",
  gradient: ({ inputs: [x] }, [dy]) => [dy && mul(dy, sigmoid(x as Tensor))],
});

/** y = x / (1 + |x|). dx = dy · (1 − |y|)². */
export const softsign = unary("softsign", {
  onnx: "Softsign",
  gradient: ({ outputs: [y] }, [dy]) => {
    const rest = sub(1, mul(y as Tensor, signOf(y as Tensor)));
    return [dy && mul(dy, mul(rest, rest))];
  },
});
const signOf = (x: Tensor): Tensor => sub(mul(positive(x), 2), 1);

interface Slope {
  readonly alpha: number;
}
function sloped(name: string, onnx: string, gradient: (x: Tensor, y: Tensor, alpha: number) => Tensor) {
  const defined = defineOp<Slope>(name, {
    infer: ([x]) => [x as Tensor],
    emit: (to, names, { alpha }) => to.node(onnx, names, { attributes: { alpha: float(alpha) } }),
    gradient: ({ inputs: [x], outputs: [y], attributes: { alpha } }, [dy]) => [
      dy && mul(dy, gradient(x as Tensor, y as Tensor, alpha)),
    ],
  });
  const apply = (x: Tensor, alpha: number): Tensor => {
    const order = permutationOf(x);
    return order ? transpose(apply(order.of, alpha), order.axes) : one(defined.apply([x], { alpha }));
  };
  return apply;
}

/** y = x for x > 0, else α·x (Keras' default α 0.3 for the layer, 0.2 for the function). dx = dy or α·dy. */
export const leakyRelu = sloped("leakyRelu", "LeakyRelu", (x, _, alpha) =>
  add(mul(positive(x), 1 - alpha), alpha),
);

/** y = x for x > 0, else α·(eˣ − 1). dx = dy, or dy · (y + α). Source: Clevert et al. 2016, arXiv:1511.07289. */
export const elu = sloped("elu", "Elu", (x, y, alpha) => where(greater(x, 0), 1, add(y, alpha)));

/** y = λ · elu(x, α) with λ 1.0507, α 1.6733. Source: Klambauer et al. 2017, arXiv:1706.02515. */
export const selu = (x: Tensor): Tensor => mul(elu(x, 1.6732632423543772), 1.0507009873554805);

/** y = x · σ(x). dx = dy · (σ + y · (1 − σ)). Source: Ramachandran et al. 2017, arXiv:1710.05941. */
export const swish = (x: Tensor): Tensor => mul(x, sigmoid(x));

/** y = x · Φ(x). Exact: Φ by erf. Source: Hendrycks & Gimpel 2016, arXiv:1606.08415. */
export const gelu = unary("gelu", {
  onnx: "Gelu",
  gradient: ({ inputs: [input] }, [dy]) => {
    const x = input as Tensor;
    const cumulative = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [dy && mul(dy, add(cumulative, mul(x, density)))];
  },
});

/** y = max(0, min(1, x / 6 + ½)): Keras 3's hard sigmoid. */
export const hardSigmoid = (x: Tensor): Tensor => sub(relu(add(div(x, 6), 0.5)), relu(sub(div(x, 6), 0.5)));

/** y = x · hardSigmoid(x): Keras 3's hard silu. Source: Howard et al. 2019, arXiv:1905.02244. */
export const hardSwish = (x: Tensor): Tensor => mul(x, hardSigmoid(x));

/** y = x · tanh(softplus x). Source: Misra 2019, arXiv:1908.08681. */
export const mish = (x: Tensor): Tensor => mul(x, tanh(softplus(x)));

/** y = ln σ(x) = −softplus(−x). dx = dy · σ(−x). */
export const logSigmoid = (x: Tensor): Tensor => neg(softplus(neg(x)));
