export { gradients } from "../graph/gradients.ts";
export { constant } from "../graph/op.ts";
export type { Tensor } from "../graph/tensor.ts";
export {
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
export { addN } from "./addN.ts";
export { argMax } from "./argMax.ts";
export {
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
export { cast } from "./cast.ts";
export { clip } from "./clip.ts";
export { equal, greater, greaterOrEqual, less, logicalAnd, logicalNot } from "./compare.ts";
export { concat } from "./concat.ts";
export { cumSum } from "./cumSum.ts";
export { expandLike } from "./expand.ts";
export { gather } from "./gather.ts";
export { gatherElements } from "./gatherElements.ts";
export { l2Normalize } from "./l2Normalize.ts";
export { layerNorm } from "./layerNorm.ts";
export { matMul } from "./matMul.ts";
export { oneHot } from "./oneHot.ts";
export { pad } from "./pad.ts";
export { dropout, randomNormalLike, randomUniformLike, zerosLike } from "./random.ts";
export { reduceLogSumExp, reduceMax, reduceMean, reduceMin, reduceSum } from "./reduce.ts";
export { expandDims, reshape, squeeze } from "./reshape.ts";
export { reverse } from "./reverse.ts";
export { scan } from "./scan.ts";
export { slice } from "./slice.ts";
export { logSoftmax, softmax } from "./softmax.ts";
export { split } from "./split.ts";
export { stack } from "./stack.ts";
export { stopGradient } from "./stopGradient.ts";
export { repeat, tile } from "./tile.ts";
export { transpose } from "./transpose.ts";
export { upsample } from "./upsample.ts";
export { where } from "./where.ts";
export { withGradient } from "./withGradient.ts";
