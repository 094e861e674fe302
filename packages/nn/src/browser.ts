/** What runs everywhere: a browser takes this file, Node takes index.ts, which adds files and images to it. */

export { type Activation, type ActivationName, activations } from "./activations/index.ts";
export {
  array,
  type DType,
  type Elements,
  float32,
  int32,
  type NdArray,
  ndArray,
  sizeOf,
  sliceRows,
  takeRows,
} from "./array/ndArray.ts";
export * as callbacks from "./callbacks/portable.ts";
export * from "./callbacks/portable.ts";
export {
  type Compared,
  type CompareOptions,
  type Comparison,
  compare,
  type Latency,
} from "./compress/compare.ts";
export {
  type Distillation,
  type DistillOptions,
  distill,
  distillationLoss,
} from "./compress/distillation.ts";
export {
  keepsPruned,
  magnitudePruning,
  type PruningOptions,
  type Sparsity,
  sparsity,
  sparsityAt,
  stripPruning,
} from "./compress/pruning.ts";
export { type DynamicOptions, quantizeDynamic } from "./compress/quantizeDynamic.ts";
export { quantizeStatic, type StaticOptions } from "./compress/quantizeStatic.ts";
export { augment } from "./data/augment/augment.ts";
export type { AugmentOptions } from "./data/augment/options.ts";
export type { BatchPlace } from "./data/augment/vary.ts";
export { type ArrayDataset, type ArraysOptions, arrays, type Batch, type Dataset } from "./data/dataset.ts";
export { type Digits, digitsFrom, type LabelledImages } from "./data/digits.ts";
export { fromIterable, type IterableOptions, type Sample } from "./data/fromIterable.ts";
export { readIdx } from "./data/idx.ts";
export { type Normalisation, normalisation, normalise } from "./data/normalise.ts";
export { type Npy, type NpyData, parseNpy, readNpy, writeNpy } from "./data/npy.ts";
export { type NpzOptions, readNpz, writeNpz } from "./data/npz.ts";
export { oneHot } from "./data/oneHot.ts";
export { type PadOptions, padSequences } from "./data/padSequences.ts";
export { bytesToFloats } from "./data/pixels.ts";
export { prefetch } from "./data/prefetch.ts";
export { type SplitOptions, splitArrays, splitRows } from "./data/split.ts";
export { splitTime, type WindowDataset, type WindowOptions, windows } from "./data/windows.ts";
export { type ExportOptions, onnxBytes } from "./exchange/onnxBytes.ts";
export { type OnnxLayerOptions, onnxLayer } from "./exchange/onnxLayer.ts";
export { type OpenOnnx, openOnnx } from "./exchange/openOnnx.ts";
export type { NamedInitializer } from "./initializers/index.ts";
export * from "./layers/index.ts";
export { input } from "./layers/input.ts";
export {
  type CallContext,
  defineLayer,
  type Layer,
  type LayerDefinition,
  type LayerOptions,
  type Symbolic,
  type Weight,
  type WeightSpec,
} from "./layers/layer.ts";
export * as linear from "./linear/index.ts";
export { defineLoss, type LossDefinition } from "./losses/defineLoss.ts";
export { type LossLike, type LossName, losses, lossFrom } from "./losses/index.ts";
export type { Loss } from "./losses/loss.ts";
export * as metrics from "./metrics/index.ts";
export * from "./models/index.ts";
export { decodeModel } from "./onnx/decode.ts";
export { encodeModel } from "./onnx/encode.ts";
export type {
  AttributeProto,
  DataType,
  Dim,
  GraphProto,
  ModelProto,
  NodeProto,
  OpsetImport,
  TensorProto,
  ValueInfoProto,
} from "./onnx/model.ts";
export * as ops from "./ops/index.ts";
export { adadelta } from "./optimizers/adadelta.ts";
export { adagrad } from "./optimizers/adagrad.ts";
export { adam, adamW } from "./optimizers/adam.ts";
export { adamax } from "./optimizers/adamax.ts";
export { defineOptimizer, type OptimizerDefinition } from "./optimizers/defineOptimizer.ts";
export { ftrl } from "./optimizers/ftrl.ts";
export { type OptimizerName, optimizers } from "./optimizers/index.ts";
export { lion } from "./optimizers/lion.ts";
export { nadam } from "./optimizers/nadam.ts";
export type { Clipping, Optimizer, Schedule } from "./optimizers/optimizer.ts";
export { rmsprop } from "./optimizers/rmsprop.ts";
export { sgd } from "./optimizers/sgd.ts";
export { l1, l1l2, l2, type Regularizer } from "./regularizers/index.ts";
export type { RuntimeOptions, WorkerLike } from "./runtime/options.ts";
export { configureRuntime, type Provider } from "./runtime/ort.ts";
export { type Architecture, architectureOf, modelFrom } from "./save/architecture.ts";
export {
  type LoadOptions,
  type ModelInfo,
  modelFromBytes,
  modelInfo,
  modelToBytes,
  type SaveOptions,
} from "./save/modelBytes.ts";
export { readSafetensors, type Safetensors, writeSafetensors } from "./save/safetensors.ts";
export {
  type LoadedWeights,
  type LoadWeightsOptions,
  loadWeights,
  weightsToSafetensors,
} from "./save/weights.ts";
export { defineSchedule } from "./schedules/defineSchedule.ts";
export {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  oneCycle,
  piecewiseConstant,
  polynomialDecay,
  schedules,
} from "./schedules/index.ts";
