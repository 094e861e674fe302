import { constant, constantValue } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { equal, greaterOrEqual } from "./compare.ts";
import { binary, unary } from "./elementwise.ts";
import { expandLike } from "./expand.ts";
import { sumLike } from "./reduce.ts";
import { where } from "./where.ts";

/** z = x + y. dx = dy = dz, summed over what was broadcast. */
export const add = binary("add", {
  onnx: "Add",
  gradient: ({ inputs: [x, y] }, [dz]) => [dz && sumLike(dz, x as Tensor), dz && sumLike(dz, y as Tensor)],
});

/** z = x − y. dx = dz, dy = −dz. */
export const sub = binary("sub", {
  onnx: "Sub",
  gradient: ({ inputs: [x, y] }, [dz]) => [
    dz && sumLike(dz, x as Tensor),
    dz && neg(sumLike(dz, y as Tensor)),
  ],
});

/** z = x · y. dx = dz · y, dy = dz · x. */
export const mul = binary("mul", {
  onnx: "Mul",
  gradient: ({ inputs, needs }, [dz]) => {
    const [x, y] = inputs as [Tensor, Tensor];
    if (!dz) return [];
    return [needs[0] ? sumLike(mul(dz, y), x) : undefined, needs[1] ? sumLike(mul(dz, x), y) : undefined];
  },
});

/** z = x / y. dx = dz / y, dy = −dz · z / y. */
export const div = binary("div", {
  onnx: "Div",
  gradient: ({ inputs, outputs, needs }, [dz]) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const [z] = outputs as [Tensor];
    if (!dz) return [];
    return [
      needs[0] ? sumLike(div(dz, y), x) : undefined,
      needs[1] ? sumLike(neg(div(mul(dz, z), y)), y) : undefined,
    ];
  },
});

/**
 * z = xʸ for x > 0, or for any x where y is a whole number. dx = dz · y · xʸ⁻¹, 0 where y is 0; dy = dz · z · ln x.
 */
export const pow = binary("pow", {
  onnx: "Pow",
  gradient: ({ inputs, outputs, needs }, [dz]) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const [z] = outputs as [Tensor];
    if (!dz) return [];
    return [
      needs[0] ? sumLike(mul(dz, powerSlope(x, y)), x) : undefined,
      needs[1] ? sumLike(mul(dz, mul(z, log(x))), y) : undefined,
    ];
  },
});

/** y · xʸ⁻¹. */
function powerSlope(x: Tensor, y: Tensor): Tensor {
  const known = constantValue(y);
  const exponent = known && y.shape.length === 0 ? Number(known.data[0]) : undefined;
  if (exponent === 0) return mul(x, 0);
  if (exponent === 1) return expandLike(constant(1), x);
  if (exponent === 2) return mul(x, 2);
  const slope = mul(y, pow(x, sub(y, 1)));
  // 0 · 0⁻¹ is no number, the slope of x⁰ is 0.
  return exponent === undefined ? where(equal(y, 0), 0, slope) : slope;
}

/** z = max(x, y). The larger takes the gradient; on a tie x does. */
export const maximum = binary("maximum", {
  onnx: "Max",
  gradient: ({ inputs }, [dz]) => chosen(inputs as [Tensor, Tensor], dz, (x, y) => greaterOrEqual(x, y)),
});

/** z = min(x, y). The smaller takes the gradient; on a tie x does. */
export const minimum = binary("minimum", {
  onnx: "Min",
  gradient: ({ inputs }, [dz]) => chosen(inputs as [Tensor, Tensor], dz, (x, y) => greaterOrEqual(y, x)),
});

function chosen([x, y]: [Tensor, Tensor], dz: Tensor | undefined, isX: (x: Tensor, y: Tensor) => Tensor) {
  if (!dz) return [];
  const mask = isX(x, y);
  const none = expandLike(constant(0), dz);
  return [sumLike(where(mask, dz, none), x), sumLike(where(mask, none, dz), y)];
}

/** y = −x. */
export const neg = unary("neg", { onnx: "Neg", gradient: (_, [dy]) => [dy && neg(dy)] });

/** y = |x|. dx = dy · sign x; 0 at 0. */
export const abs = unary("abs", {
  onnx: "Abs",
  gradient: ({ inputs: [x] }, [dy]) => [dy && mul(dy, sign(x as Tensor))],
});

/** −1, 0 or 1; its derivative is 0 wherever there is one. */
export const sign = unary("sign", { onnx: "Sign", gradient: (_, [dy]) => [dy && mul(dy, 0)] });

/** y = x². dx = 2x · dy. */
export const square = (x: Tensor): Tensor => mul(x, x);

/** y = √x. dx = dy / 2y. */
export const sqrt = unary("sqrt", {
  onnx: "Sqrt",
  gradient: ({ outputs: [y] }, [dy]) => [dy && div(mul(dy, 0.5), y as Tensor)],
});

/** y = eˣ. dx = dy · y. */
export const exp = unary("exp", {
  onnx: "Exp",
  gradient: ({ outputs: [y] }, [dy]) => [dy && mul(dy, y as Tensor)],
});

/** y = ln x. dx = dy / x. */
export const log = unary("log", {
  onnx: "Log",
  gradient: ({ inputs: [x] }, [dy]) => [dy && div(dy, x as Tensor)],
});

/** y = sin x. dx = dy · cos x. */
export const sin = unary("sin", {
  onnx: "Sin",
  gradient: ({ inputs: [x] }, [dy]) => [dy && mul(dy, cos(x as Tensor))],
});

/** y = cos x. dx = −dy · sin x. */
export const cos = unary("cos", {
  onnx: "Cos",
  gradient: ({ inputs: [x] }, [dy]) => [dy && neg(mul(dy, sin(x as Tensor)))],
});

/** y = (2/√π) ∫₀ˣ e^(−t²) dt. dx = dy · (2/√π) · e^(−x²). */
export const erf = unary("erf", {
  onnx: "Erf",
  gradient: ({ inputs: [x] }, [dy]) => [
    dy && mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x as Tensor))))),
  ],
});

/** The largest whole number ≤ x; its derivative is 0 wherever there is one. */
export const floor = unary("floor", { onnx: "Floor", gradient: (_, [dy]) => [dy && mul(dy, 0)] });
