import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { axisOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { batchNormInference } from "../../ops/batchNormInference.ts";
import { batchNormTraining } from "../../ops/batchNormTraining.ts";
import { layerNorm } from "../../ops/layerNorm.ts";
import { matMul } from "../../ops/matMul.ts";
import { reduceMax, reduceMean, reduceMin, reduceSum } from "../../ops/reduce.ts";
import { reshape } from "../../ops/reshape.ts";
import { logSoftmax, softmax } from "../../ops/softmax.ts";
import { type Call, type Operator, one } from "./call.ts";

function gemm(call: Call): Tensor {
  const product = matMul(call.tensor(0), call.tensor(1), {
    transA: call.int("transA", 0) !== 0,
    transB: call.int("transB", 0) !== 0,
  });
  const scaled = (t: Tensor, by: number) => (by === 1 ? t : mul(t, by));
  const y = scaled(product, call.float("alpha", 1));
  return call.value(2) ? add(y, scaled(call.tensor(2), call.float("beta", 1))) : y;
}

/**
 * With the moving statistics; with the batch's, which the moving ones follow, where the network is trained and this
 * node's scale is not frozen.
 */
function batchNormalized(call: Call): Tensor {
  const [x, scale, bias, mean, variance] = [0, 1, 2, 3, 4].map((i) => call.tensor(i)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const epsilon = call.float("epsilon", 1e-5);
  const [, scaleName = "", , meanName = "", varianceName = ""] = call.node.inputs;
  const { isTraining, isTrained, update } = call.around;
  if (!isTraining || !isTrained(scaleName))
    return batchNormInference(x, { scale, bias, mean, variance }, epsilon);
  const now = batchNormTraining(x, scale, bias, epsilon);
  const momentum = call.float("momentum", 0.9);
  const towards = (moving: Tensor, value: Tensor) => add(mul(moving, momentum), mul(value, 1 - momentum));
  update(meanName, towards(mean, now.mean));
  update(varianceName, towards(variance, now.variance));
  return now.y;
}

function layerNormalized(call: Call): Tensor {
  const x = call.tensor(0);
  const axis = call.int("axis", -1);
  if (axis !== -1 && axis !== x.shape.length - 1) throw call.unsupported(`axis ${axis}`);
  const features = x.shape.at(-1) as number;
  const bias = call.value(2) ? call.tensor(2) : constant(float32(new Float32Array(features)));
  return layerNorm(x, call.tensor(1), bias, call.float("epsilon", 1e-5));
}

/** Before opset 13 everything from the axis on was one axis. */
const overAxis =
  (make: (x: Tensor, axis: number) => Tensor): Operator =>
  (call) =>
    one(() => {
      const x = call.tensor(0);
      if (call.around.opset >= 13) return make(x, call.int("axis", -1));
      const axis = axisOf(call.int("axis", 1), x.shape.length, call.node.opType);
      if (axis === x.shape.length - 1) return make(x, axis);
      return reshape(make(reshape(x, [...x.shape.slice(0, axis), -1]), axis), x.shape, x);
    })(call);

const reduction = (reduce: typeof reduceMean): Operator =>
  one((call) => {
    const x = call.tensor(0);
    const axes = call.numbersOr(1, "axes");
    const isNone = axes === undefined || axes.length === 0;
    if (isNone && call.int("noop_with_empty_axes", 0) !== 0) return x;
    return reduce(x, isNone ? undefined : axes, call.int("keepdims", 1) !== 0);
  });

export const products: Readonly<Record<string, Operator>> = {
  BatchNormalization: one(batchNormalized),
  Gemm: one(gemm),
  LayerNormalization: one(layerNormalized),
  LogSoftmax: overAxis(logSoftmax),
  MatMul: one((call) => {
    const [a, b] = [call.tensor(0), call.tensor(1)];
    if (a.shape.length < 2 || b.shape.length < 2) throw call.unsupported("a factor has one axis");
    return matMul(a, b);
  }),
  ReduceMax: reduction(reduceMax),
  ReduceMean: reduction(reduceMean),
  ReduceMin: reduction(reduceMin),
  ReduceSum: reduction(reduceSum),
  Softmax: overAxis(softmax),
};
