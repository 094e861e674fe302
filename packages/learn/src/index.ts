export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldScores,
} from "./evaluate/crossValidate.ts";
export {
  type Difference,
  type IntervalOptions,
  pairedDifference,
  scoreInterval,
} from "./evaluate/interval.ts";
export type { LeaderboardRow } from "./evaluate/judge.ts";
export { type Leaderboard, type LeaderboardOptions, leaderboard } from "./evaluate/leaderboard.ts";
export { duplicateRows, findLeaks, type Leak, type LeakOptions } from "./evaluate/leaks.ts";
export { type LearningPoint, learningCurve } from "./evaluate/learningCurve.ts";
export {
  mainScore,
  type Predictions,
  predictionsOf,
  type Score,
  type ScoreName,
  scores,
  scoresFor,
} from "./evaluate/score.ts";
export {
  type Choice,
  type Parameters,
  type Search,
  type SearchOptions,
  type Space,
  search,
  type Trial,
} from "./evaluate/search.ts";
export { foldsOf, holdOut, type Split, type SplitPlan } from "./evaluate/splits.ts";
export {
  balancedWeights,
  type DecisionCosts,
  type Threshold,
  thresholdByCost,
} from "./evaluate/threshold.ts";
export type { FeatureMaps } from "./images/featureMaps.ts";
export { type FittedImages, imagesFromJSON, type SavedImages } from "./images/fittedImages.ts";
export {
  type ImageClassifier,
  type ImageClassifierOptions,
  imageClassifier,
} from "./images/imageClassifier.ts";
export {
  type ClassResult,
  judgePictures,
  type Mistake,
  type PictureReport,
} from "./images/judgePictures.ts";
export {
  type ImageLeaderboard,
  type ImageLeaderboardOptions,
  type ImageRow,
  imageLeaderboard,
} from "./images/leaderboard.ts";
export {
  type FolderOptions,
  type Pictures,
  picturesFrom,
  picturesFromFolder,
  takePictures,
} from "./images/pictures.ts";
export { addCounts, type Bins, binsOf, counted, emptied } from "./monitor/bins.ts";
export {
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
  kolmogorovUpper,
  psi,
  psiThresholds,
  shares,
} from "./monitor/drift.ts";
export { type TableOnnxOptions, tableModelOnnx } from "./onnx/tableModelOnnx.ts";
export { bgNbd, bgNbdFromJSON, type FittedBgNbd, type SavedBgNbd } from "./purchases/bgNbd.ts";
export type { BgNbdParameters } from "./purchases/bgNbdExpected.ts";
export {
  type FittedGammaGamma,
  gammaGamma,
  gammaGammaFromJSON,
  type SavedGammaGamma,
} from "./purchases/gammaGamma.ts";
export { type HoldoutCheck, type HoldoutRow, purchaseHoldout } from "./purchases/holdout.ts";
export { type LifetimeValueOptions, lifetimeValue } from "./purchases/lifetimeValue.ts";
export type { ParameterEstimate } from "./purchases/parameters.ts";
export {
  type PurchaseSummary,
  type Purchases,
  purchaseSummary,
  purchasesWithin,
  type TimeUnit,
} from "./purchases/summary.ts";
export {
  type InteractionColumns,
  type Interactions,
  interactionsFrom,
  takeInteractions,
} from "./recommend/interactions.ts";
export type { ItemTable } from "./recommend/itemFeatures.ts";
export {
  type JudgeOptions as RecommenderJudgeOptions,
  judgeLater,
  judgeNext,
  type PersonScore,
  type RecommenderScores,
  recommenderDifference,
} from "./recommend/judge.ts";
export {
  type RecommenderFamily,
  type RecommenderLeaderboard,
  type RecommenderLeaderboardOptions,
  type RecommenderRow,
  recommenderLeaderboard,
  usualRecommenders,
} from "./recommend/leaderboard.ts";
export { blend, ease, factorisation, itemItem, popularity, sequential } from "./recommend/models.ts";
export type {
  FittedRecommender,
  NewEvent,
  PastEvent,
  Reason,
  Recommendation,
  RecommendOptions,
  SimilarItem,
  Who,
} from "./recommend/recommendation.ts";
export type { Recommender, RecommendFitOptions } from "./recommend/recommender.ts";
export type { Rule } from "./recommend/rules.ts";
export { recommenderFromJSON } from "./recommend/saved.ts";
export { splitAtTime, splitLastOut, type TimeSplit } from "./recommend/splitByTime.ts";
export type { Trait } from "./segments/describe.ts";
export {
  type FittedSegments,
  type SavedSegments,
  type Segment,
  segmentsFromJSON,
} from "./segments/fittedSegments.ts";
export { adjustedRand, silhouette } from "./segments/quality.ts";
export {
  type Segmentation,
  type SegmentsFitOptions,
  type SegmentsOptions,
  segments,
} from "./segments/segments.ts";
export {
  type FailureChance,
  type FailureWithinOptions,
  type FittedFailureWithin,
  failureWithin,
  failureWithinFromJSON,
} from "./sensors/failureWithin.ts";
export {
  type SensorLeaderboard,
  type SensorLeaderboardOptions,
  type SensorQuestion,
  type SensorRow,
  sensorLeaderboard,
} from "./sensors/leaderboard.ts";
export { averageOfMethods, type WindowMethod } from "./sensors/method.ts";
export {
  type Alarm,
  type FittedMonitor,
  type MonitorOptions,
  sensorMonitor,
  sensorMonitorFromJSON,
} from "./sensors/monitor.ts";
export {
  type Readings,
  type ReadingsOptions,
  readingsFrom,
  takeUnits,
  type Unit,
} from "./sensors/readings.ts";
export {
  blendOfWindows,
  type FittedRemainingLife,
  type RemainingLife,
  type RemainingLifeOptions,
  remainingLife,
  remainingLifeFromJSON,
} from "./sensors/remainingLife.ts";
export { constant, linearOnLast, ofTables, treesOnStatistics } from "./sensors/tabularMethods.ts";
export { type WindowNetworkOptions, windowNetwork } from "./sensors/windowNetwork.ts";
export { bgNbdModel } from "./sequences/bgNbdModel.ts";
export type {
  FittedSequence,
  FittedSequenceClassifier,
  FittedSequenceFor,
  FittedSequenceRegressor,
  FittedSequenceSurvival,
  SequenceEstimator,
  SequenceFitOptions,
} from "./sequences/estimator.ts";
export { featureTable, onFeatures } from "./sequences/features.ts";
export { type EventColumns, type Histories, historiesFrom } from "./sequences/histories.ts";
export {
  type SequenceLeaderboard,
  type SequenceLeaderboardOptions,
  type SequenceLeaderboardRow,
  sequenceBaselines,
  sequenceLeaderboard,
  sequenceNetworks,
} from "./sequences/leaderboard.ts";
export { lifeTable } from "./sequences/lifeTable.ts";
export {
  type Moments,
  momentsAt,
  type PersonTimeSplit,
  personTimeSplit,
  takeMoments,
} from "./sequences/moments.ts";
export { type Occlusion, type OcclusionReport, occlusion } from "./sequences/occlusion.ts";
export {
  nothing,
  other,
  outcomesOf,
  type SequenceQuestion,
  type SequenceTarget,
  type SurvivalTarget,
  takeOutcomes,
} from "./sequences/outcomes.ts";
export { sequenceModelFromJSON } from "./sequences/saved.ts";
export { type SequenceNetworkOptions, sequenceNetwork } from "./sequences/sequenceNetwork.ts";
export {
  type Anomalies,
  type AnomalyDetector,
  anomalyDetector,
  anomalyScores,
  type DetectorOptions,
  seasonalAnomalies,
} from "./series/anomalies.ts";
export {
  type Backtest,
  type BacktestOptions,
  backtest,
  judge as judgeForecast,
  type Scores as ForecastScores,
  type Spread,
  scoresOf,
} from "./series/backtest.ts";
export {
  type CalendarOptions,
  calendarColumns,
  type Frequency,
  stepsUntil,
  timeAfter,
} from "./series/calendar.ts";
export { type ChangePointOptions, changePoints } from "./series/changePoints.ts";
export type { FittedForecast, Forecast, ForecastOptions, SavedForecast } from "./series/fitted.ts";
export { addUp, bottomUp, type Hierarchy, hierarchy, reconcile, topDown } from "./series/hierarchy.ts";
export {
  type ForecastLeaderboard,
  type ForecastLeaderboardOptions,
  forecastLeaderboard,
  type LeaderboardEntry as ForecastLeaderboardEntry,
} from "./series/leaderboard.ts";
export { coverage, mase, naiveScale, pinball, rmse, smape } from "./series/measures.ts";
export type { Method } from "./series/method.ts";
export { type GlobalLinearOptions, globalLinearMethod } from "./series/methods/globalLinear.ts";
export {
  type ForecastFitOptions,
  type ForecastModel,
  forecastModel,
  type SeriesLike,
} from "./series/model.ts";
export {
  drift,
  exponentialSmoothing,
  forecastEnsemble,
  forecastFromJSON,
  globalLinear,
  historicalMean,
  mstl,
  naive,
  nBeats,
  seasonalNaive,
  seasonalRegression,
  theta,
  withKnown,
} from "./series/models.ts";
export { probabilityOfReaching, type ReachingOptions } from "./series/reaching.ts";
export { autocorrelation, detectSeasons, isSeasonal } from "./series/seasons.ts";
export { type Series, type SeriesInput, seriesFrom, seriesList } from "./series/series.ts";
export {
  type ColumnRole,
  type ColumnSchema,
  inferSchema,
  type Schema,
  type SchemaOptions,
} from "./table/schema.ts";
export {
  type Column,
  type ColumnKind,
  columnNamed,
  type Table,
  tableOf,
  takeTableRows,
  withoutColumns,
} from "./table/table.ts";
export { type Cell, type TableFromOptions, tableFrom } from "./table/tableFrom.ts";
export { averageModel } from "./tabular/average.ts";
export { meanBaseline } from "./tabular/baseline.ts";
export { type CalibrationOptions, calibrated } from "./tabular/calibrated.ts";
export type {
  Estimator,
  FitOptions,
  FitProgress,
  FittedClassifier,
  FittedFor,
  FittedModel,
  FittedRegressor,
  SavedModel,
} from "./tabular/estimator.ts";
export { type Frame, type FrameOptions, type FrameRecipe, frameOf, frameRecipe } from "./tabular/frame.ts";
export { type LinearOptions, linearModel } from "./tabular/linear.ts";
export { modelFromJSON } from "./tabular/saved.ts";
export { type TabularNetworkOptions, tabularNetwork } from "./tabular/tabularNetwork.ts";
export {
  type ClassTarget,
  checkVaries,
  classTarget,
  type RegressionTarget,
  regressionTarget,
  type Target,
  type Task,
  takeTargetRows,
  targetFrom,
} from "./tabular/target.ts";
export * from "./text/index.ts";
export { boostedTrees } from "./trees/boostedTrees.ts";
export type { FittedTrees } from "./trees/fittedTrees.ts";
export {
  leafOf,
  type Tree,
  type TreeEnsemble,
  type TreeFeature,
  treeEnsembleSchema,
} from "./trees/format.ts";
export type { BoostedTreesOptions } from "./trees/options.ts";
