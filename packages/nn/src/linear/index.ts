export type { ClassWeights } from "./classes.ts";
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
} from "./elasticNet.ts";
export type { FittedLinear } from "./fittedLinear.ts";
export type { Features, FitOptions } from "./input.ts";
export { type LinearRegression, type LinearRegressionOptions, linearRegression } from "./linearRegression.ts";
export {
  type LogisticCoefficient,
  type LogisticOptions,
  type LogisticRegression,
  logisticRegression,
} from "./logisticRegression.ts";
export {
  type MultinomialOptions,
  type MultinomialRegression,
  multinomialRegression,
} from "./multinomialRegression.ts";
export { type RidgeOptions, ridge, ridgePath } from "./ridge.ts";
export { type LinearModel, linearModelFromJSON } from "./saved.ts";
