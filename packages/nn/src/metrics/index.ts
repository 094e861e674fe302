export {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  predictedLabels,
  sparseCategoricalAccuracy,
  type TopKOptions,
  topKAccuracy,
} from "./accuracy.ts";
export { balancedAccuracy, cohenKappa, matthewsCorrelation } from "./agreement.ts";
export {
  type CalibrationBin,
  type CalibrationOptions,
  calibrationCurve,
  confidenceCalibrationError,
  expectedCalibrationError,
} from "./calibration.ts";
export {
  type ConfusionMatrix,
  type ConfusionOptions,
  confusionMatrix,
  normalised,
} from "./confusionMatrix.ts";
export type { Column, Rows } from "./input.ts";
export { type LiftPoint, liftCurve } from "./lift.ts";
export type { MeanMetric, RunningMean } from "./mean.ts";
export { type Metric, type MetricName, metricByName, metricNames } from "./metricByName.ts";
export {
  type AveragedOptions,
  type ClassScores,
  classScores,
  fBeta,
  precision,
  recall,
  type ScoreOptions,
  type Scores,
} from "./precisionRecall.ts";
export {
  averagePrecision,
  averagePrecisionOneVsRest,
  type PrecisionRecallCurve,
  prAuc,
  precisionRecallCurve,
} from "./precisionRecallCurve.ts";
export { binaryLogLoss, brierScore, logLoss, multiclassBrierScore } from "./probability.ts";
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
} from "./regression.ts";
export {
  type MulticlassAuc,
  type RocCurve,
  type RocOptions,
  rocAuc,
  rocAucOneVsRest,
  rocCurve,
} from "./roc.ts";
