import type { Tensor } from "../graph/tensor.ts";
import { tanh } from "./activations.ts";
import { argMax } from "./argMax.ts";
import { add, div, mul, square, sub } from "./arithmetic.ts";
import type { OpCase } from "./cases.fixture.ts";
import { cast } from "./cast.ts";
import { concat } from "./concat.ts";
import { cumSum } from "./cumSum.ts";
import { expandLike } from "./expand.ts";
import { gather, scatterAddRows } from "./gather.ts";
import { gatherElements, scatterAdd } from "./gatherElements.ts";
import { matMul } from "./matMul.ts";
import { oneHot } from "./oneHot.ts";
import { pad } from "./pad.ts";
import { countOf, reduceLogSumExp, reduceMax, reduceMean, reduceMin, reduceSum, sumLike } from "./reduce.ts";
import { expandDims, reshape, squeeze } from "./reshape.ts";
import { reverse } from "./reverse.ts";
import { delayed, scan } from "./scan.ts";
import { slice } from "./slice.ts";
import { split } from "./split.ts";
import { stack } from "./stack.ts";
import { repeat, tile } from "./tile.ts";
import { toChannelsFirst, toChannelsLast, transpose } from "./transpose.ts";

const one = (op: string, golden: string, build: OpCase["build"], named?: OpCase["named"]): OpCase => ({
  op,
  golden,
  build,
  ...(named ? { named } : {}),
});
const batch = [["batch"]];
const time = [["batch", "time"]];
const rnn =
  (isReversed: boolean) =>
  (h: Tensor, x: Tensor, w: Tensor): Tensor => {
    const { states, outputs } = scan(
      [h],
      [x],
      ([before], [now]) => {
        const next = tanh(add(matMul(before as Tensor, w), now as Tensor));
        return { states: [next], outputs: [mul(next, now as Tensor)] };
      },
      { isReversed },
    );
    return concat([outputs[0] as Tensor, expandDims(states[0] as Tensor, 0)], 0);
  };

/** Operations on shapes, sums, products and loops. */
export const formCases: readonly OpCase[] = [
  one("argMax/argMax", "argMax", (x) => cast(argMax(x), "float32"), batch),
  one("argMax/argMax", "argMax: axis 1 of 3, kept", (x) => cast(argMax(x, 1, true), "float32"), time),
  one("oneHot/oneHot", "oneHot", (k) => oneHot(k, 4), time),
  one("concat/concat", "concat", (...xs) => concat(xs, 1), [["batch"], ["batch"], ["batch"]]),
  one("concat/concat", "concat: axis 2 of 3", (...xs) => concat(xs, 2), [...time, ...time]),
  one("stack/stack", "stack", (...xs) => stack(xs, 1), [...time, ...time]),
  one("stack/stack", "stack: last", (...xs) => stack(xs, -1), [...time, ...time]),
  one(
    "split/split",
    "split",
    (x) => {
      const [a, , c] = split(x, 1, [2, 1, 2]) as [Tensor, Tensor, Tensor];
      return mul(a, c);
    },
    batch,
  ),
  one("slice/slice", "slice", (x) => slice(x, 1, 1, 3), batch),
  one("slice/slice", "slice: axis 2 of 3, to the end", (x) => slice(x, 2, 2, 4), time),
  one("pad/pad", "pad", (x) => pad(x, [0, 2], [0, 1], 0.5), batch),
  one("pad/pad", "pad: two axes", (x) => pad(x, [0, 1, 0], [0, 0, 2]), batch),
  one("reverse/reverse", "reverse", (x) => reverse(x, [1, 2]), time),
  one("reshape/reshape", "reshape", (x) => reshape(x, [x.shape[0] as number, 6]), batch),
  one("reshape/reshape", "reshape: batch and time joined", (x) => reshape(x, [-1, 4]), time),
  one("reshape/expandDims", "expandDims", (x) => expandDims(x, 1), time),
  one("reshape/squeeze", "squeeze", (x) => squeeze(x, [1]), batch),
  one("transpose/transpose", "transpose", (x) => transpose(x, [0, 2, 1]), time),
  one("transpose/toChannelsFirst", "toChannelsFirst", toChannelsFirst, time),
  one("transpose/toChannelsLast", "toChannelsLast", toChannelsLast, batch),
  one("expand/expandLike", "expandLike", (x, y) => mul(expandLike(x, y), y), [
    ["batch", 1],
    ["batch", "time"],
  ]),
  one("reduce/sumLike", "sumLike", (x, y) => mul(sumLike(x, y), y), [
    ["batch", "time"],
    ["batch", 1],
  ]),
  one("tile/tile", "tile", (x) => tile(x, [1, 2, 3]), time),
  one("tile/repeat", "repeat", (x) => repeat(x, 3, 1), time),
  one("gather/gather", "gather", (x, k) => gather(x, k), [[], ["batch", "time"]]),
  one("gather/gather", "gather: axis 1", (x, k) => gather(x, k, 1), [["batch"], []]),
  one("gather/gather", "gather: one row", (x, k) => gather(x, k, 1), [["batch"], []]),
  one("gather/scatterAddRows", "scatterAddRows", scatterAddRows, [[], ["batch"], ["batch"]]),
  one("gatherElements/gatherElements", "gatherElements", gatherElements, [[], ["batch"]]),
  one("gatherElements/scatterAdd", "scatterAdd", scatterAdd, [[], ["batch"], ["batch"]]),
  one("reduce/reduceSum", "reduceSum", (x) => reduceSum(x, [1]), time),
  one("reduce/reduceSum", "reduceSum: all", (x) => reduceSum(x), time),
  one("reduce/reduceSum", "reduceSum: last two, kept", (x) => reduceSum(x, [-2, -1], true), time),
  one("reduce/reduceMean", "reduceMean", (x) => reduceMean(x, [-1]), time),
  one("reduce/reduceMean", "reduceMean: over the batch", (x) => reduceMean(x, [0]), batch),
  one("reduce/reduceMean", "reduceMean: batch and time", (x) => reduceMean(x, [0, 1]), time),
  one("reduce/reduceMax", "reduceMax", (x) => reduceMax(x, [1]), time),
  one("reduce/reduceMax", "reduceMax: first, kept", (x) => reduceMax(x, [0], true), batch),
  one("reduce/reduceMin", "reduceMin", (x) => reduceMin(x, [1]), time),
  one("reduce/reduceLogSumExp", "reduceLogSumExp", (x) => reduceLogSumExp(x, [1]), time),
  one(
    "reduce/reduceLogSumExp",
    "reduceLogSumExp: two, kept, large",
    (x) => reduceLogSumExp(x, [1, 2], true),
    time,
  ),
  one("reduce/countOf", "countOf", (x) => mul(x, countOf(x)), time),
  one("cumSum/cumSum", "cumSum", (x) => cumSum(x, 1), time),
  one("cumSum/cumSum", "cumSum: reversed", (x) => cumSum(x, 0, { isReversed: true }), time),
  one("cumSum/cumSum", "cumSum: exclusive", (x) => cumSum(x, 1, { isExclusive: true }), batch),
  one("matMul/matMul", "matMul", (a, b) => matMul(a, b), [["batch"], []]),
  one("matMul/matMul", "matMul: stacked rows", (a, b) => matMul(a, b), [["batch", "time"], []]),
  one("matMul/matMul", "matMul: batches", (a, b) => matMul(a, b), [["batch", "time"], ["batch"]]),
  one("matMul/matMul", "matMul: batches of batches, broadcast", (a, b) => matMul(a, b), [
    ["batch"],
    ["batch"],
  ]),
  one("matMul/matMul", "matMul: one left matrix", (a, b) => matMul(a, b), [[], ["batch"]]),
  one("matMul/matMul", "matMul: both sides transposed", (a, b) =>
    matMul(a, b, { transA: true, transB: true }),
  ),
  one("matMul/matMul", "matMul: batches, right transposed", (a, b) => matMul(a, b, { transB: true }), [
    ["batch", "time"],
    ["batch", "other"],
  ]),
  one("matMul/matMul", "matMul: batches, left transposed", (a, b) => matMul(a, b, { transA: true }), [
    ["batch"],
    ["batch"],
  ]),
  one(
    "matMul/matMul",
    "matMul: batches, both transposed",
    (a, b) => matMul(a, b, { transA: true, transB: true }),
    [["batch"], ["batch"]],
  ),
  one("matMul/matMul", "matMul: stacked rows, right transposed", (a, b) => matMul(a, b, { transB: true }), [
    ["batch", "time"],
    [],
  ]),
  one("scan/scan", "scan", rnn(false), [["batch"], [4, "batch"], []]),
  one("scan/scan", "scan: reversed", rnn(true), [["batch"], [4, "batch"], []]),
  one(
    "scan/scan",
    "scan: two states, one output unused",
    (a, b, x) => {
      const { states } = scan([a, b], [x], ([p, s], [now]) => ({
        states: [mul(p as Tensor, now as Tensor), add(s as Tensor, now as Tensor)],
        outputs: [sub(p as Tensor, div(s as Tensor, 2))],
      }));
      return add(states[0] as Tensor, square(states[1] as Tensor));
    },
    [["batch"], ["batch"], ["time", "batch"]],
  ),
  one("scan/delayed", "delayed", delayed, [[4, "batch"], ["batch"]]),
];
