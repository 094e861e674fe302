export type { FeatureRule } from "./explain/counterfactual/changes.ts";
export {
  type Counterfactual,
  type CounterfactualAnswer,
  type CounterfactualOptions,
  counterfactual,
} from "./explain/counterfactual/counterfactual.ts";
export { type AccumulatedEffects, accumulatedEffects } from "./explain/dependence/accumulatedEffects.ts";
export { interaction } from "./explain/dependence/interaction.ts";
export {
  type PartialDependence,
  type PartialDependenceOptions,
  partialDependence,
} from "./explain/dependence/partialDependence.ts";
export { type DescribeOptions, describe, type Locale } from "./explain/describe.ts";
export type { Explanation, ValueInterval } from "./explain/explanation.ts";
export {
  type IntegratedGradientsOptions,
  integratedGradients,
} from "./explain/gradients/integratedGradients.ts";
export {
  type Importance,
  type Metric,
  type PermutationImportanceOptions,
  permutationImportance,
} from "./explain/importance/permutationImportance.ts";
export { type LimeImage, type LimeImageOptions, limeImage } from "./explain/lime/limeImage.ts";
export {
  type Condition,
  type LimeTable,
  type LimeTableOptions,
  limeTable,
} from "./explain/lime/limeTable.ts";
export { type LimeText, type LimeTextOptions, limeText, type Word } from "./explain/lime/limeText.ts";
export { type FeatureMaps, gradCam, type HeatMap } from "./explain/pictures/gradCam.ts";
export { type ColourOptions, heatMapRgba, upsample } from "./explain/pictures/heatMap.ts";
export { type OcclusionOptions, occlusion } from "./explain/pictures/occlusion.ts";
export type { Picture } from "./explain/pictures/picture.ts";
export { type SuperpixelOptions, superpixels } from "./explain/pictures/superpixels.ts";
export type { Gradient, Predict, Row } from "./explain/predict.ts";
export { exactShap } from "./explain/shapley/exactShap.ts";
export { type ExpectedGradientsOptions, expectedGradients } from "./explain/shapley/expectedGradients.ts";
export { type KernelShapOptions, kernelShap } from "./explain/shapley/kernelShap.ts";
export { type LinearModel, linearShap } from "./explain/shapley/linearShap.ts";
export { type PermutationShapOptions, permutationShap } from "./explain/shapley/permutationShap.ts";
export { treeShap } from "./explain/shapley/treeShap.ts";
export type { Tree, TreeModel } from "./explain/shapley/trees.ts";
export { type FeatureSummary, globalSummary, type SummaryPoint } from "./explain/summary/globalSummary.ts";
export type { Decisions } from "./fairness/decisions.ts";
export {
  type DisparateImpact,
  type DisparateImpactOptions,
  type DisparateImpactReport,
  disparateImpact,
} from "./fairness/disparateImpact.ts";
export {
  type Disparity,
  type DisparityOptions,
  demographicParity,
  equalisedOdds,
} from "./fairness/disparity.ts";
export {
  type CalibrationBin,
  type GroupMetrics,
  type GroupMetricsOptions,
  groupMetrics,
} from "./fairness/groupMetrics.ts";
