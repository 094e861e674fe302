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

export * from "./callbacks/index.ts";
export { augment } from "./data/augment/augment.ts";
export type { AugmentOptions } from "./data/augment/options.ts";
export type { BatchPlace } from "./data/augment/vary.ts";
export { type ArrayDataset, type ArraysOptions, arrays, type Batch, type Dataset } from "./data/dataset.ts";
export { fromIterable, type IterableOptions, type Sample } from "./data/fromIterable.ts";
export { readIdx } from "./data/idx.ts";
export { loadIdx, loadNpy, loadNpz, saveNpy, saveNpz } from "./data/node/arrayFiles.ts";
export { type AugmentedDataset, augmented, type ThreadOptions } from "./data/node/augmented.ts";
export { readImage } from "./data/node/decodeImage.ts";
export {
  type ImageDirectory,
  type ImageDirectoryOptions,
  imageDirectory,
} from "./data/node/imageDirectory.ts";
export type { ImageProgress, Unreadable } from "./data/node/imageStore.ts";
export { type Normalisation, normalisation, normalise } from "./data/normalise.ts";
export { type Npy, type NpyData, parseNpy, readNpy, writeNpy } from "./data/npy.ts";
export { type NpzOptions, readNpz, writeNpz } from "./data/npz.ts";
export { oneHot } from "./data/oneHot.ts";
export { type PadOptions, padSequences } from "./data/padSequences.ts";
export { bytesToFloats } from "./data/pixels.ts";
export { prefetch } from "./data/prefetch.ts";
export { type SplitOptions, splitArrays, splitRows } from "./data/split.ts";
export { splitTime, type WindowDataset, type WindowOptions, windows } from "./data/windows.ts";
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
} from "./layers/layer.ts";
export type { ClassWeights } from "./linear/classes.ts";
export {
  type DescentOptions,
  type ElasticNetOptions,
  elasticNet,
  elasticNetPath,
  type LassoOptions,
  lasso,
  lassoPath,
  type PathOptions,
  type PathPoint,
} from "./linear/elasticNet.ts";
export type { FittedLinear } from "./linear/fittedLinear.ts";
export type { Features, FitOptions } from "./linear/input.ts";
export {
  type LinearRegression,
  type LinearRegressionOptions,
  linearRegression,
} from "./linear/linearRegression.ts";
export {
  type LogisticCoefficient,
  type LogisticOptions,
  type LogisticRegression,
  logisticRegression,
} from "./linear/logisticRegression.ts";
export {
  type MultinomialOptions,
  type MultinomialRegression,
  multinomialRegression,
} from "./linear/multinomialRegression.ts";
export { type RidgeOptions, ridge, ridgePath } from "./linear/ridge.ts";
export { type LinearModel, linearModelFromJSON } from "./linear/saved.ts";
export { defineLoss, type LossDefinition } from "./losses/defineLoss.ts";
export { type LossLike, type LossName, losses, lossFrom } from "./losses/index.ts";
export type { Loss } from "./losses/loss.ts";
export {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  predictedLabels,
  sparseCategoricalAccuracy,
  type TopKOptions,
  topKAccuracy,
} from "./metrics/accuracy.ts";
export { balancedAccuracy, cohenKappa, matthewsCorrelation } from "./metrics/agreement.ts";
export {
  type CalibrationBin,
  type CalibrationOptions,
  calibrationCurve,
  confidenceCalibrationError,
  expectedCalibrationError,
} from "./metrics/calibration.ts";
export {
  type ConfusionMatrix,
  type ConfusionOptions,
  confusionMatrix,
  normalised,
} from "./metrics/confusionMatrix.ts";
export type { Column, Rows } from "./metrics/input.ts";
export { type LiftPoint, liftCurve } from "./metrics/lift.ts";
export type { MeanMetric, RunningMean } from "./metrics/mean.ts";
export { type Metric, type MetricName, metricByName, metricNames } from "./metrics/metricByName.ts";
export {
  type AveragedOptions,
  type ClassScores,
  classScores,
  fBeta,
  precision,
  recall,
  type ScoreOptions,
  type Scores,
} from "./metrics/precisionRecall.ts";
export {
  averagePrecision,
  averagePrecisionOneVsRest,
  type PrecisionRecallCurve,
  prAuc,
  precisionRecallCurve,
} from "./metrics/precisionRecallCurve.ts";
export { binaryLogLoss, brierScore, logLoss, multiclassBrierScore } from "./metrics/probability.ts";
export {
  adjustedR2,
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanAbsoluteScaledError,
  meanSquaredError,
  medianAbsoluteError,
  pinballLoss,
  r2,
  rootMeanSquaredError,
  symmetricMeanAbsolutePercentageError,
} from "./metrics/regression.ts";
export {
  type MulticlassAuc,
  type RocCurve,
  type RocOptions,
  rocAuc,
  rocAucOneVsRest,
  rocCurve,
} from "./metrics/roc.ts";
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
export type { Provider } from "./runtime/ort.ts";
export { readSafetensors, type Safetensors, writeSafetensors } from "./save/safetensors.ts";
export { cosineDecay, cosineDecayRestarts, oneCycle } from "./schedules/cosine.ts";
export { exponentialDecay, inverseTimeDecay, piecewiseConstant, polynomialDecay } from "./schedules/decay.ts";
export { defineSchedule } from "./schedules/defineSchedule.ts";
export { schedules } from "./schedules/index.ts";
export { linearWarmup } from "./schedules/linearWarmup.ts";
