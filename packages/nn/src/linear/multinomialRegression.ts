import type { Matrix } from "@lepton/core";
import { type NdArray, ndArray } from "../array/ndArray.ts";
import { type Column, column } from "../metrics/input.ts";
import { type ClassWeights, classData } from "./classes.ts";
import { checkOption, type Features, type FitOptions, newRows } from "./input.ts";
import { lbfgs, type Objective } from "./lbfgs.ts";
import type { SavedMultinomial } from "./saved.ts";

export interface MultinomialOptions {
  /** λ > 0 of ½λ Σ‖β_c‖², which is 1/C of scikit-learn. Default 1. */
  penalty?: number;
  /** Default true; never penalised. */
  intercept?: boolean;
  classWeights?: ClassWeights;
  /** How many classes there are; one more than the largest label unless told. */
  classes?: number;
  /** Steepest slope, per unit of weight and standard deviation of a feature, at which to stop. Default 1e-10. */
  tolerance?: number;
  /** Default 5,000. */
  maxIterations?: number;
}

/** P(class c) = e^(a_c + xβ_c) / Σ e^(a + xβ), fitted. Keeps no data. */
export interface MultinomialRegression {
  kind: "multinomialRegression";
  /** [classes, features] row-major, log odds per unit of the feature; they sum to 0 over the classes. */
  coefficients: Float64Array;
  /** [classes]; they sum to 0. */
  intercepts: Float64Array;
  classes: number;
  /** Weighted, without the penalty, nats. */
  logLikelihood: number;
  iterations: number;
  /** [rows, classes]. */
  predictProbability(x: Features): NdArray<"float32">;
  /** The likeliest class, [rows]. */
  predict(x: Features): Int32Array;
  toJSON(): SavedMultinomial;
}

/**
 * Multinomial (softmax) regression min −Σ wᵢ·ln P(yᵢ) + ½λ Σ‖β_c‖², all classes alike, by L-BFGS. Labels 0 … classes − 1.
 * scikit-learn's `LogisticRegression(multi_class="multinomial", C=1/λ)`. Features are standardised on the way, so that
 * unlike scales do not slow it; the penalty stays that of the features as given.
 * Errors: NN_CLASS_EMPTY, NN_LABEL_UNKNOWN, NN_NOT_CONVERGED, NN_OPTION.
 */
export function multinomialRegression(options: MultinomialOptions = {}) {
  const { penalty = 1, intercept = true, tolerance = 1e-10, maxIterations = 5000 } = options;
  checkOption("penalty", penalty, Number.MIN_VALUE);
  return {
    fit(x: Features, y: Column, fitOptions: FitOptions = {}): MultinomialRegression {
      const classes = options.classes ?? 1 + largest(column(y, "y"));
      const data = classData(x, y, fitOptions, checkOption("classes", classes, 2), options.classWeights);
      const { means, scales } = spread(data.x, data.weights, data.totalWeight, intercept);
      const width = data.x.columns + 1;
      const solution = new Float64Array(classes * width); // [classes, intercept and features]
      const objective = softmaxLoss(data, { classes, penalty, intercept, means, scales });
      const { iterations } = lbfgs(objective, solution, { tolerance, maxIterations });
      const coefficients = new Float64Array(classes * data.x.columns);
      const intercepts = new Float64Array(classes);
      for (let c = 0; c < classes; c++) {
        let shift = 0;
        for (let j = 0; j < data.x.columns; j++) {
          const slope = (solution[c * width + j + 1] as number) / (scales[j] as number);
          coefficients[c * data.x.columns + j] = slope;
          shift += slope * (means[j] as number);
        }
        intercepts[c] = intercept ? (solution[c * width] as number) - shift : 0;
      }
      const center = intercepts.reduce((sum, v) => sum + v, 0) / classes;
      const likelihood = softmaxLoss(data, { classes, penalty: 0, intercept, means, scales });
      return multinomialRegressionOf({
        kind: "multinomialRegression",
        coefficients: [...coefficients],
        intercepts: Array.from(intercepts, (a) => a - center),
        logLikelihood: -likelihood(solution, new Float64Array(solution.length)) * data.totalWeight,
        iterations,
      });
    },
  };
}

function largest(labels: ArrayLike<number>): number {
  let most = 1;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i] as number);
  return most;
}

/** Weighted means (0 without an intercept, which could not take them up) and standard deviations (1 of a constant). */
function spread({ data, rows, columns }: Matrix, weights: Float64Array, total: number, isCentred: boolean) {
  const means = new Float64Array(columns);
  const scales = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (weights[i] as number) * (data[i * columns + j] as number);
    const mean = isCentred ? sum / total : 0;
    let squares = 0;
    for (let i = 0; i < rows; i++)
      squares += (weights[i] as number) * ((data[i * columns + j] as number) - mean) ** 2;
    means[j] = mean;
    scales[j] = Math.sqrt(squares / total) || 1;
  }
  return { means, scales };
}

interface SoftmaxOptions {
  classes: number;
  penalty: number;
  intercept: boolean;
  means: Float64Array;
  scales: Float64Array;
}

/** (−Σ w·ln P(y) + ½λ Σ(u/scale)²) / Σ w over u, the slopes of standardised features. */
function softmaxLoss(
  {
    x,
    y,
    weights,
    totalWeight,
  }: { x: Matrix; y: ArrayLike<number>; weights: Float64Array; totalWeight: number },
  { classes, penalty, intercept, means, scales }: SoftmaxOptions,
): Objective {
  const { data, rows, columns } = x;
  const width = columns + 1;
  const row = new Float64Array(width);
  row[0] = intercept ? 1 : 0;
  const eta = new Float64Array(classes);
  return (u, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      const w = weights[i] as number;
      if (w === 0) continue;
      for (let j = 0; j < columns; j++)
        row[j + 1] = ((data[i * columns + j] as number) - (means[j] as number)) / (scales[j] as number);
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += (row[j] as number) * (u[c * width + j] as number);
        eta[c] = sum;
        most = Math.max(most, sum);
      }
      let total = 0;
      for (let c = 0; c < classes; c++) total += Math.exp((eta[c] as number) - most);
      const label = y[i] as number;
      loss += w * (most + Math.log(total) - (eta[label] as number));
      for (let c = 0; c < classes; c++) {
        const error = w * (Math.exp((eta[c] as number) - most) / total - (c === label ? 1 : 0));
        for (let j = 0; j < width; j++)
          gradient[c * width + j] = (gradient[c * width + j] as number) + error * (row[j] as number);
      }
    }
    for (let c = 0; c < classes; c++)
      for (let j = 0; j < columns; j++) {
        const at = c * width + j + 1;
        const slope = (u[at] as number) / (scales[j] as number);
        loss += (penalty / 2) * slope * slope;
        gradient[at] = (gradient[at] as number) + (penalty * slope) / (scales[j] as number);
      }
    for (let at = 0; at < gradient.length; at++) gradient[at] = (gradient[at] as number) / totalWeight;
    return loss / totalWeight;
  };
}

/** The fitted value of its saved form. */
export function multinomialRegressionOf(saved: SavedMultinomial): MultinomialRegression {
  const coefficients = Float64Array.from(saved.coefficients);
  const intercepts = Float64Array.from(saved.intercepts);
  const classes = intercepts.length;
  const features = coefficients.length / classes;
  const probabilities = (x: Features): Float64Array => {
    const { data, rows } = newRows(x, features);
    const out = new Float64Array(rows * classes);
    for (let i = 0; i < rows; i++) {
      const eta = out.subarray(i * classes, (i + 1) * classes);
      for (let c = 0; c < classes; c++) {
        let sum = intercepts[c] as number;
        for (let j = 0; j < features; j++)
          sum += (data[i * features + j] as number) * (coefficients[c * features + j] as number);
        eta[c] = sum;
      }
      const most = eta.reduce((a, b) => Math.max(a, b));
      const total = eta.reduce((sum, v) => sum + Math.exp(v - most), 0);
      for (let c = 0; c < classes; c++) eta[c] = Math.exp((eta[c] as number) - most) / total;
    }
    return out;
  };
  return {
    kind: "multinomialRegression",
    coefficients,
    intercepts,
    classes,
    logLikelihood: saved.logLikelihood,
    iterations: saved.iterations,
    predictProbability: (x) => {
      const p = probabilities(x);
      return ndArray(Float32Array.from(p), [p.length / classes, classes], "float32");
    },
    predict: (x) => {
      const p = probabilities(x);
      return Int32Array.from({ length: p.length / classes }, (_, i) => {
        const row = p.subarray(i * classes, (i + 1) * classes);
        return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
      });
    },
    toJSON: () => saved,
  };
}
