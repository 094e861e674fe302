export { assignVariant, murmur3, shareOf, type WeightedVariant } from "./assign.ts";
export { exposureEvent } from "./people.ts";
export {
  type ExperimentPlan,
  type ExperimentPlanInput,
  experimentPlan,
  experimentPlanInput,
  planExperiment,
} from "./plan.ts";
export { type ExperimentAsked, experimentResults, sampleRatioLevel } from "./results.ts";
export {
  type Comparison,
  type ExperimentMetric,
  type ExperimentMetricInput,
  type ExperimentResults,
  type ExperimentVariant,
  experimentKey,
  experimentMetric,
  experimentMetrics,
  experimentResults as experimentResultsSchema,
  experimentVariant,
  experimentVariants,
  type MetricResult,
} from "./schema.ts";
