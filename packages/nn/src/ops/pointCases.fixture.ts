import type { Tensor } from "../graph/tensor.ts";
import {
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSigmoid,
  mish,
  relu,
  selu,
  sigmoid,
  softplus,
  softsign,
  swish,
  tanh,
} from "./activations.ts";
import { addN } from "./addN.ts";
import {
  abs,
  add,
  cos,
  div,
  erf,
  exp,
  floor,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  sign,
  sin,
  sqrt,
  square,
  sub,
} from "./arithmetic.ts";
import type { Build, OpCase } from "./cases.fixture.ts";
import { cast } from "./cast.ts";
import { clip } from "./clip.ts";
import { equal, greater, greaterOrEqual, less, logicalAnd, logicalNot } from "./compare.ts";
import { prelu } from "./prelu.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { stopGradient } from "./stopGradient.ts";
import { where } from "./where.ts";
import { withGradient } from "./withGradient.ts";

const both = [["batch"], []];
const batch = [["batch"]];
const rows = [["batch", "time"]];
const arith = (golden: string, build: Build, named: OpCase["named"] = rows): OpCase => ({
  op: `arithmetic/${golden}`,
  golden,
  build,
  named,
});
const act = (golden: string, build: Build): OpCase => ({
  op: `activations/${golden}`,
  golden,
  build,
  named: rows,
});
/** x where the comparison holds, so that its value is seen and the mask stands in a gradient. */
const masked = (x: Tensor, mask: Tensor) => mul(cast(mask, "float32"), x);

/** Operations element by element. */
export const pointCases: readonly OpCase[] = [
  arith("add", add, both),
  { op: "arithmetic/add", golden: "add: both broadcast", build: add, named: [["batch", 1], []] },
  arith("sub", sub, [["batch"], ["batch"]]),
  arith("mul", mul, both),
  { op: "arithmetic/mul", golden: "mul: scalar", build: mul, named: [["batch", "time"], []] },
  arith("div", div, both),
  arith("pow", pow, both),
  {
    op: "arithmetic/pow",
    golden: "pow: negative base, whole exponent",
    build: (x) => pow(x, 3),
    named: batch,
  },
  arith("maximum", maximum, [
    ["batch", "time"],
    ["batch", "time"],
  ]),
  arith("minimum", minimum, both),
  arith("neg", neg),
  arith("abs", abs),
  { ...arith("sign", sign), isJump: true },
  arith("square", square),
  arith("sqrt", sqrt),
  arith("exp", exp),
  arith("log", log),
  arith("sin", sin),
  arith("cos", cos),
  arith("erf", erf),
  { ...arith("floor", floor), isJump: true },
  { op: "clip/clip", golden: "clip", build: (x) => clip(x, -0.4, 0.4), named: rows },
  {
    op: "addN/addN",
    golden: "addN",
    build: (...xs) => addN(xs),
    named: [["batch"], ["batch"], ["batch"]],
  },
  act("relu", relu),
  act("sigmoid", sigmoid),
  act("tanh", tanh),
  act("softplus", softplus),
  act("softsign", softsign),
  {
    op: "activations/leakyRelu",
    golden: "leakyRelu",
    build: (x) => leakyRelu(x, 0.3),
    named: rows,
  },
  { op: "activations/elu", golden: "elu", build: (x) => elu(x, 0.7), named: rows },
  act("selu", selu),
  act("swish", swish),
  act("gelu", gelu),
  act("hardSigmoid", hardSigmoid),
  act("hardSwish", hardSwish),
  act("logSigmoid", logSigmoid),
  act("mish", mish),
  {
    op: "prelu/prelu",
    golden: "prelu",
    // PyTorch's slope is per channel, on axis 1.
    build: (x, slope) => prelu(x, reshape(slope, [4, 1])),
    named: both,
  },
  { op: "softmax/softmax", golden: "softmax", build: (x) => softmax(x), named: batch },
  {
    op: "softmax/softmax",
    golden: "softmax: axis 1 of 3",
    build: (x) => softmax(x, 1),
    named: [["batch", "time"]],
  },
  { op: "softmax/logSoftmax", golden: "logSoftmax", build: (x) => logSoftmax(x), named: batch },
  {
    op: "where/where",
    golden: "where",
    build: (m, x, y) => where(greater(m, 0), x, y),
    named: [["batch"], ["batch"], []],
  },
  ...Object.entries({ greater, greaterOrEqual, less }).map(
    ([golden, compare]): OpCase => ({
      op: `compare/${golden}`,
      golden,
      build: (x, y) => masked(x, compare(x, y)),
      named: both,
    }),
  ),
  {
    op: "compare/equal",
    golden: "equal",
    build: (x) => masked(x, equal(x, slice(x, 1, 0, 1))),
    named: batch,
    isJump: true,
  },
  {
    op: "compare/logicalAnd",
    golden: "logicalAnd",
    build: (x, y) => masked(x, logicalAnd(greater(x, 0), greater(y, 0))),
    named: both,
  },
  {
    op: "compare/logicalNot",
    golden: "logicalNot",
    build: (x) => masked(x, logicalNot(greater(x, 0))),
    named: batch,
  },
  {
    op: "cast/cast",
    golden: "cast",
    build: (x, k) => mul(x, cast(k, "float32")),
    named: [["batch"], ["batch"]],
  },
  {
    op: "stopGradient/stopGradient",
    golden: "stopGradient",
    build: (x) => mul(x, stopGradient(x)),
    named: batch,
    isJump: true,
  },
  {
    op: "withGradient/withGradient",
    golden: "withGradient",
    build: (x) => {
      const y = exp(x);
      return withGradient(y, [x], (dy) => [mul(dy, y)]);
    },
    named: rows,
  },
];
