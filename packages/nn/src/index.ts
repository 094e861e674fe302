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

export { EventFile, type Histogram } from "./callbacks/tensorBoardFile.ts";
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
export { readSafetensors, type Safetensors, writeSafetensors } from "./save/safetensors.ts";
