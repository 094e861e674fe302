export { type ChiSquare, chiSquareGoodness, chiSquareIndependence } from "./compare/chiSquare.ts";
export { type MannWhitney, mannWhitney } from "./compare/mannWhitney.ts";
export { type ProportionsDifference, proportionsDifference, type Share } from "./compare/proportions.ts";
export { type Welch, welch } from "./compare/welch.ts";
export { gini, topShare } from "./concentration.ts";
export {
  chiSquareUpper,
  fUpper,
  normalCdf,
  normalQuantile,
  normalTwoSided,
  studentQuantile,
  studentTwoSided,
  twoSidedZ,
} from "./distributions.ts";
export { type NotEnough, notEnough } from "./enough.ts";
export { type ErrorParts, LeptonError } from "./errors.ts";
export { type Estimate, estimate, unknownEstimate } from "./estimate.ts";
export { groupBy } from "./groupBy.ts";
export { type BootstrapOptions, bootstrap } from "./intervals/bootstrap.ts";
export { meanInterval, meanOfCounts } from "./intervals/meanInterval.ts";
export { netPromoter } from "./intervals/netPromoter.ts";
export { wilson } from "./intervals/wilson.ts";
export { nearestName } from "./nearestName.ts";
export { median, quantile } from "./quantile.ts";
export { type Random, random } from "./random.ts";
export { type DesignOptions, designRows, type Matrix, triangleOf } from "./regression/design.ts";
export {
  type Diagnostics,
  type RowDiagnostics,
  residualTests,
  rowDiagnostics,
} from "./regression/diagnostics.ts";
export { type LeastSquares, leastSquares } from "./regression/leastSquares.ts";
export { fittedValues, type Prediction, type PredictionColumns, predictions } from "./regression/predict.ts";
export {
  dependentColumns,
  emptyTriangle,
  type Fill,
  fold,
  invertTriangle,
  solveTriangle,
  type Triangle,
} from "./regression/qr.ts";
export { conditionNumber, singularValues } from "./regression/singularValues.ts";
export {
  type Coefficient,
  coefficientTable,
  columnName,
  type Predictor,
  rowSquares,
  type Solution,
  type SolveOptions,
  solveLeastSquares,
} from "./regression/solve.ts";
