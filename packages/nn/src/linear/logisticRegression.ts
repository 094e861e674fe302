import {
  columnName,
  dependentColumns,
  fold,
  invertTriangle,
  LeptonError,
  normalTwoSided,
  rowSquares,
  solveTriangle,
  type Triangle,
  twoSidedZ,
} from "@lepton/core";
import type { Column } from "../metrics/input.ts";
import { type ClassWeights, classData } from "./classes.ts";
import { descend } from "./coordinateDescent.ts";
import { decision } from "./fittedLinear.ts";
import { checkOption, type Features, type FitOptions } from "./input.ts";
import { newton } from "./newton.ts";
import type { SavedLogistic } from "./saved.ts";
import { separates, separationError } from "./separation.ts";
import { centred, interceptOf } from "./squeeze.ts";

export interface LogisticOptions {
  /** What is penalised: ½λ‖β‖², λ‖β‖₁, or nothing (maximum likelihood, with standard errors). Default `l2`. */
  norm?: "l2" | "l1" | "none";
  /** λ > 0, which is 1/C of scikit-learn: larger shrinks more. Default 1. */
  penalty?: number;
  /** Default true; never penalised. */
  intercept?: boolean;
  classWeights?: ClassWeights;
  /** Of the features, for the table and for errors. */
  names?: readonly string[];
  /** Of the intervals. Default 0.95. */
  level?: number;
  /** Newton steps. Default 100; about 8 are needed. */
  maxIterations?: number;
}

/** Wald's table: z = value / standard error. e^value is the odds ratio of one unit more. */
export interface LogisticCoefficient {
  name: string;
  value: number;
  standardError: number;
  z: number;
  p: number;
  low: number;
  high: number;
}

/** ln(p / (1 − p)) = intercept + xβ, fitted. Keeps no data. */
export interface LogisticRegression {
  kind: "logisticRegression";
  /** [features], log odds per unit of the feature. */
  coefficients: Float64Array;
  intercept: number;
  /** The intercept first. Null under a penalty, which biases the coefficients: Wald's intervals do not hold. */
  table: LogisticCoefficient[] | null;
  /** Weighted, without the penalty, nats. */
  logLikelihood: number;
  /** Of the shares of the classes alone (of ½ each without an intercept). */
  nullLogLikelihood: number;
  /** McFadden's 1 − logLikelihood / nullLogLikelihood. */
  pseudoRSquared: number;
  iterations: number;
  /** P(class 1), [rows]. */
  predictProbability(x: Features): Float64Array;
  /** The likelier class, [rows]; 0 at exactly one half. */
  predict(x: Features): Int32Array;
  toJSON(): SavedLogistic;
}

/**
 * Logistic regression of classes 0 and 1: min Σ wᵢ·ln(1 + e^(−sᵢηᵢ)) + penalty, by Newton steps on a QR each.
 * scikit-learn's `LogisticRegression(C)` minimises C times this at λ = 1/C (its liblinear also penalises the
 * intercept, this does not). Weights count as repeated rows in the standard errors.
 * Errors: NN_SEPARATION without a penalty when features tell classes apart without error, named; NN_COLLINEAR;
 * NN_CLASS_EMPTY; NN_LABEL_UNKNOWN; NN_NOT_CONVERGED.
 * @example
 * const model = logisticRegression({ norm: "none" }).fit([1, 2, 3, 4, 5, 6], [0, 0, 1, 0, 1, 1]);
 * model.predictProbability([3.5]); // one half, by symmetry
 */
export function logisticRegression(options: LogisticOptions = {}) {
  const { norm = "l2", penalty = 1, intercept = true, level = 0.95, maxIterations = 100 } = options;
  checkOption("penalty", penalty, norm === "none" ? 0 : Number.MIN_VALUE);
  checkOption("level", level, 0.01, 0.9999);
  checkOption("maxIterations", maxIterations, 1);
  return {
    fit(x: Features, y: Column, fitOptions: FitOptions = {}): LogisticRegression {
      const data = classData(x, y, fitOptions, 2, options.classWeights);
      const first = intercept ? 1 : 0;
      const slopes = (beta: Float64Array) => beta.subarray(first);
      const { beta, loss, iterations, information } = newton({
        ...data,
        intercept,
        maxIterations,
        ...methods[norm](penalty, first, options.names),
        watch: (at, step, iteration) => {
          if (norm !== "none") return;
          if (separates(at, data.x, data.y, data.weights, 0))
            throw separationError(at, data.x, data.y, options.names);
          // A step along which no row gets worse: the coefficients are on their way to infinity.
          if (iteration >= 8 && separates(step, data.x, data.y, data.weights, 1e-4))
            throw separationError(step, data.x, data.y, options.names);
        },
      });
      let ones = 0;
      for (let i = 0; i < data.x.rows; i++) if (data.y[i] === 1) ones += data.weights[i] as number;
      const share = intercept ? ones / data.totalWeight : 0.5;
      const nullLoss = -(ones * Math.log(share) + (data.totalWeight - ones) * Math.log(1 - share));
      return logisticRegressionOf({
        kind: "logisticRegression",
        coefficients: [...slopes(beta)],
        intercept: intercept ? (beta[0] as number) : 0,
        table: norm === "none" ? wald(beta, information, intercept, options.names, level) : null,
        logLikelihood: -loss,
        nullLogLikelihood: -nullLoss,
        iterations,
      });
    },
  };
}

type Names = readonly string[] | undefined;
interface Method {
  penalty(beta: Float64Array): number;
  step(triangle: Triangle, beta: Float64Array): Float64Array;
}

/** The penalty and the minimum of its quadratic model; `first` is 1 when β starts with the intercept. */
const methods: Record<"l2" | "l1" | "none", (penalty: number, first: number, names: Names) => Method> = {
  none: (_, first, names) => ({
    penalty: () => 0,
    step: (triangle, beta) => {
      const dependent = dependentColumns(triangle, beta.length);
      if (dependent.length > 0)
        throw new LeptonError("NN_COLLINEAR", {
          problem:
            "A feature is constant or a combination of the others, so its effect cannot be told apart.",
          received: dependent.map((j) => columnName(j - first, names)).join(", "),
          next: "Leave the named features out, or take a penalty.",
        });
      return solveTriangle(triangle).map((d, j) => d + (beta[j] as number));
    },
  }),
  l2: (penalty, first) => ({
    penalty: (beta) => (penalty / 2) * beta.subarray(first).reduce((sum, b) => sum + b * b, 0),
    step: (triangle, beta) => {
      const features = beta.length - first;
      const root = Math.sqrt(penalty);
      // ½‖R·d − r‖² + ½λ‖β + d‖²: rows √λ·[0, I] with −√λ·β beside them.
      const augmented = fold(
        { size: triangle.size, data: triangle.data.slice() },
        features,
        (from, count, block, stride) => {
          block.fill(0);
          for (let i = 0; i < count; i++) {
            const j = from + i + first;
            block[j * stride + i] = root;
            block[beta.length * stride + i] = -root * (beta[j] as number);
          }
        },
      );
      return solveTriangle(augmented).map((d, j) => d + (beta[j] as number));
    },
  }),
  l1: (penalty, first) => ({
    penalty: (beta) => penalty * beta.subarray(first).reduce((sum, b) => sum + Math.abs(b), 0),
    step: ({ size, data }, beta) => {
      // The model in β itself: the right-hand side R·β + r.
      const shifted = { size, data: data.slice() };
      for (let i = 0; i < size - 1; i++)
        for (let j = i; j < size - 1; j++) {
          const at = i * size + size - 1;
          shifted.data[at] =
            (shifted.data[at] as number) + (data[i * size + j] as number) * (beta[j] as number);
        }
      const inner = centred(shifted, first === 1);
      const slopes = beta.slice(first);
      descend({ triangle: inner.triangle, l1: penalty, l2: 0, tolerance: 1e-15, maxSweeps: 1000 }, slopes);
      return first === 1 ? Float64Array.of(interceptOf(inner, slopes), ...slopes) : slopes;
    },
  }),
};

function wald(beta: Float64Array, information: Triangle, intercept: boolean, names: Names, level: number) {
  const inverse = invertTriangle(information, beta.length);
  const critical = twoSidedZ(level);
  return Array.from(beta, (value, j): LogisticCoefficient => {
    const standardError = Math.sqrt(rowSquares(inverse, j));
    const z = value / standardError;
    const half = critical * standardError;
    return {
      name: columnName(intercept ? j - 1 : j, names),
      value,
      standardError,
      z,
      p: normalTwoSided(z),
      low: value - half,
      high: value + half,
    };
  });
}

/** The fitted value of its saved form. */
export function logisticRegressionOf(saved: SavedLogistic): LogisticRegression {
  const coefficients = Float64Array.from(saved.coefficients);
  const { intercept, table, logLikelihood, nullLogLikelihood, iterations } = saved;
  return {
    kind: "logisticRegression",
    coefficients,
    intercept,
    table,
    logLikelihood,
    nullLogLikelihood,
    pseudoRSquared: 1 - logLikelihood / nullLogLikelihood,
    iterations,
    predictProbability: (x) => decision(coefficients, intercept, x).map((eta) => 1 / (1 + Math.exp(-eta))),
    predict: (x) => Int32Array.from(decision(coefficients, intercept, x), (eta) => (eta > 0 ? 1 : 0)),
    toJSON: () => saved,
  };
}
