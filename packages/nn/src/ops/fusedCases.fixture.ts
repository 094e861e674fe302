import { addMatMul } from "./addMatMul.ts";
import { add, mul } from "./arithmetic.ts";
import { batchNormTraining } from "./batchNormTraining.ts";
import type { OpCase } from "./cases.fixture.ts";
import { cast } from "./cast.ts";
import { conv } from "./conv.ts";
import { convMaxPool, maximumN } from "./convMaxPool.ts";
import { range } from "./range.ts";
import { relabel } from "./relabel.ts";
import { reshape } from "./reshape.ts";
import { scaledMatMul } from "./scaledMatMul.ts";
import { zeros } from "./zeros.ts";

const half = { kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] };
const same = { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
const wide = { kernel: [3, 3], strides: [2, 2], dilations: [2, 2], pads: [0, 0, 0, 0], groups: 1 };

/** Several steps in one node, and values made from sizes. */
export const fusedCases: readonly OpCase[] = [
  {
    op: "conv/conv",
    golden: "conv: bias",
    build: (x, w, b) => conv(x, w, same, b),
    named: [["batch"], [], []],
  },
  {
    op: "addMatMul/addMatMul",
    golden: "addMatMul",
    build: (c, a, b) => addMatMul(c, a, b),
    named: [[], ["batch"], []],
  },
  {
    op: "addMatMul/addMatMul",
    golden: "addMatMul: right transposed",
    build: (c, a, b) => addMatMul(c, a, b, { transB: true }),
    named: [["batch"], ["batch"], []],
  },
  {
    op: "batchNormTraining/batchNormTraining",
    golden: "batchNormTraining",
    build: (x, gamma, beta) => batchNormTraining(x, gamma, beta, 1e-3).y,
    named: [["batch"], [], []],
  },
  {
    op: "convMaxPool/maximumN",
    golden: "maximumN",
    build: (...xs) => maximumN(xs),
    named: [["batch"], ["batch"], ["batch"]],
  },
  {
    op: "convMaxPool/convMaxPool",
    golden: "convMaxPool",
    build: (x, w, b) => convMaxPool(conv(x, w, same, b), half) ?? x,
    named: [["batch"], [], []],
  },
  {
    op: "convMaxPool/convMaxPool",
    golden: "convMaxPool: strided",
    build: (x, w) => convMaxPool(conv(x, w, wide), half) ?? x,
    step: 3e-3,
    named: [["batch"], []],
  },
  ...Object.entries({
    scaledMatMul: {},
    "scaledMatMul: right transposed": { transB: true },
    "scaledMatMul: both transposed": { transA: true, transB: true },
  }).map(
    ([golden, sides]): OpCase => ({
      op: "scaledMatMul/scaledMatMul",
      golden,
      build: (a, b) => scaledMatMul(a, b, 0.25, sides),
      named: [["batch"], ["batch"]],
    }),
  ),
  { op: "zeros/zeros", golden: "zeros", build: (x) => add(mul(x, 0), zeros(x.shape, x)), named: [["batch"]] },
  {
    op: "range/range",
    golden: "range",
    build: (x) => mul(x, reshape(cast(range(x, 0), "float32"), [x.shape[0] as number, 1], x)),
    named: [["batch"]],
  },
  {
    op: "relabel/relabel",
    golden: "relabel",
    build: (x) => mul(relabel(relabel(x, ["rows", 2]), x.shape), 2),
    named: [["batch"]],
  },
];
