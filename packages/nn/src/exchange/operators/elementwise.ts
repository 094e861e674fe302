import { type Dim, elementsOf, productDim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import {
  elu,
  gelu,
  hardSwish,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  softplus,
  softsign,
  tanh,
} from "../../ops/activations.ts";
import * as math from "../../ops/arithmetic.ts";
import { clip } from "../../ops/clip.ts";
import { prelu } from "../../ops/prelu.ts";
import { type Call, type Operator, ofSizes, one } from "./call.ts";

const unary = (make: (x: Tensor) => Tensor): Operator => one((call) => make(call.tensor(0)));

/** Of two values; of sizes where both are, so that shapes are known before the graph runs. */
const binary =
  (make: (x: Tensor, y: Tensor) => Tensor, ofTwo?: (a: Dim, b: Dim) => Dim | undefined): Operator =>
  (call) => {
    const [a, b] = [call.required(0), call.required(1)];
    if (a.kind === "sizes" && b.kind === "sizes" && ofTwo) {
      const length = Math.max(a.sizes.length, b.sizes.length);
      const sizes = Array.from({ length }, (_, i) => {
        const size = ofTwo(
          a.sizes[a.sizes.length === 1 ? 0 : i] as Dim,
          b.sizes[b.sizes.length === 1 ? 0 : i] as Dim,
        );
        if (size === undefined) throw call.unsupported("it computes a size that is not known");
        return size;
      });
      return [ofSizes(sizes, a.isScalar && b.isScalar)];
    }
    return one(() => make(call.tensor(0), call.tensor(1)))(call);
  };
const ofNumbers = (make: (a: number, b: number) => number) => (a: Dim, b: Dim) =>
  typeof a === "number" && typeof b === "number" ? make(a, b) : undefined;
const product = (a: Dim, b: Dim): Dim => {
  const { known, named } = elementsOf([a, b]);
  return productDim(known, named);
};

const folded = (make: (x: Tensor, y: Tensor) => Tensor): Operator =>
  one((call) => Array.from({ length: call.count }, (_, i) => call.tensor(i)).reduce((x, y) => make(x, y)));

/** Bounds were attributes before opset 11, then inputs. */
function clipped(call: Call): Tensor {
  const bound = (i: number, name: string, otherwise: number) =>
    (call.value(i) ? call.numbers(i)[0] : undefined) ?? call.float(name, otherwise);
  // The largest float32 stands for no bound.
  const most = 3.4028234663852886e38;
  return clip(call.tensor(0), bound(1, "min", -most), bound(2, "max", most));
}

export const elementwise: Readonly<Record<string, Operator>> = {
  Abs: unary(math.abs),
  Add: binary(
    math.add,
    ofNumbers((a, b) => a + b),
  ),
  Clip: one(clipped),
  Cos: unary(math.cos),
  Div: binary(
    math.div,
    ofNumbers((a, b) => Math.trunc(a / b)),
  ),
  Elu: one((call) => elu(call.tensor(0), call.float("alpha", 1))),
  Erf: unary(math.erf),
  Exp: unary(math.exp),
  Floor: unary(math.floor),
  Gelu: one((call) => {
    if (call.text("approximate", "none") !== "none") throw call.unsupported("approximate");
    return gelu(call.tensor(0));
  }),
  HardSigmoid: one((call) =>
    clip(math.add(math.mul(call.tensor(0), call.float("alpha", 0.2)), call.float("beta", 0.5)), 0, 1),
  ),
  HardSwish: unary(hardSwish),
  LeakyRelu: one((call) => leakyRelu(call.tensor(0), call.float("alpha", 0.01))),
  Log: unary(math.log),
  Max: folded(math.maximum),
  Min: folded(math.minimum),
  Mish: unary(mish),
  Mul: binary(math.mul, product),
  Neg: unary(math.neg),
  PRelu: one((call) => prelu(call.tensor(0), call.tensor(1))),
  Pow: binary(math.pow),
  Reciprocal: unary((x) => math.div(1, x)),
  Relu: unary(relu),
  Selu: unary(selu),
  Sigmoid: unary(sigmoid),
  Sin: unary(math.sin),
  Softplus: unary(softplus),
  Softsign: unary(softsign),
  Sqrt: unary(math.sqrt),
  Sub: binary(
    math.sub,
    ofNumbers((a, b) => a - b),
  ),
  Sum: folded(math.add),
  Tanh: unary(tanh),
};
