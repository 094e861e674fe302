import { emptyTriangle, fold, LeptonError, type Matrix, type Triangle } from "@lepton/core";

/** min Σ wᵢ·ln(1 + e^(−sᵢηᵢ)) + penalty(β), η = [1,] x·β, s = ±1. */
export interface NewtonProblem {
  x: Matrix;
  /** 0 or 1. */
  y: ArrayLike<number>;
  weights: Float64Array;
  intercept: boolean;
  penalty(beta: Float64Array): number;
  /** Minimises the quadratic model: returns the next β. `triangle`: of √W[1, x] with √W·(working residual). */
  step(triangle: Triangle, beta: Float64Array): Float64Array;
  /** Sees every iterate and the step that led there, e.g. to give up on a likelihood without a maximum. */
  watch?(beta: Float64Array, step: Float64Array, iteration: number): void;
  maxIterations: number;
}
export interface NewtonResult {
  /** Intercept first, when there is one. */
  beta: Float64Array;
  /** Σ w·ln(1 + e^(−sη)) without the penalty: minus the log-likelihood. */
  loss: number;
  iterations: number;
  /** Triangle of √W[1, x] at the end: its RᵀR is the information matrix. */
  information: Triangle;
}

/**
 * (Proximal) Newton by iteratively reweighted least squares, each step by QR of √W·X, halved until the objective
 * falls. Stops when the step would gain less than 10⁻¹⁴ of the objective. Errors: NN_NOT_CONVERGED.
 * Sources: Green 1984, J. R. Stat. Soc. B 46:149–192; Lee, Sun & Saunders 2014, SIAM J. Optim. 24:1420–1443.
 */
export function newton(problem: NewtonProblem): NewtonResult {
  const { x, intercept, penalty, maxIterations } = problem;
  let beta: Float64Array = new Float64Array(x.columns + (intercept ? 1 : 0));
  let eta = linear(x, beta, intercept);
  let loss = logistic(problem, eta);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const information = reweighted(problem, eta);
    const target = problem.step(information, beta);
    const step = target.map((v, j) => v - (beta[j] as number));
    const gain = squaredLength(information, step);
    if (gain <= 1e-14 * (loss + penalty(beta))) {
      eta = linear(x, target, intercept);
      const loss = logistic(problem, eta);
      return { beta: target, loss, iterations: iteration, information: reweighted(problem, eta) };
    }
    const before = loss + penalty(beta);
    let next = target;
    for (let size = 1; ; size /= 2) {
      next = beta.map((v, j) => v + size * (step[j] as number));
      eta = linear(x, next, intercept);
      loss = logistic(problem, eta);
      // Rounding may hide the last gains; a step that small ends the next round.
      if (loss + penalty(next) <= before * (1 + 1e-15) || size < 1e-8) break;
    }
    beta = next;
    problem.watch?.(beta, step, iteration);
  }
  throw new LeptonError("NN_NOT_CONVERGED", {
    problem: "The logistic regression did not settle.",
    received: `${maxIterations} Newton steps`,
    next: "Standardise the features, raise the penalty or maxIterations.",
  });
}

/** [1,] x·β, [rows]. */
function linear({ data, rows, columns }: Matrix, beta: Float64Array, intercept: boolean): Float64Array {
  const out = new Float64Array(rows);
  const first = intercept ? 1 : 0;
  for (let i = 0; i < rows; i++) {
    let sum = intercept ? (beta[0] as number) : 0;
    for (let j = 0; j < columns; j++) sum += (data[i * columns + j] as number) * (beta[j + first] as number);
    out[i] = sum;
  }
  return out;
}

/** Σ w·ln(1 + e^(−sη)), without overflow. */
function logistic({ y, weights }: NewtonProblem, eta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < eta.length; i++) {
    const margin = y[i] === 1 ? (eta[i] as number) : -(eta[i] as number);
    sum += (weights[i] as number) * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
  }
  return sum;
}

/** Rows √(wμ(1 − μ))·[1, x] and √(w/(μ(1 − μ)))·(y − μ), in a triangle. */
function reweighted({ x, y, weights, intercept }: NewtonProblem, eta: Float64Array): Triangle {
  const { data, rows, columns } = x;
  const first = intercept ? 1 : 0;
  return fold(emptyTriangle(columns + first + 1), rows, (from, count, block, stride) => {
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const small = Math.exp(-Math.abs(eta[row] as number));
      // μ(1 − μ); kept above 10⁻¹⁴ so that a sure and wrong row does not divide by zero.
      const spread = Math.max(small / (1 + small) ** 2, 1e-14);
      const mu = (eta[row] as number) >= 0 ? 1 / (1 + small) : small / (1 + small);
      const w = weights[row] as number;
      const root = Math.sqrt(w * spread);
      if (intercept) block[i] = root;
      for (let j = 0; j < columns; j++)
        block[(j + first) * stride + i] = root * (data[row * columns + j] as number);
      block[(columns + first) * stride + i] = Math.sqrt(w / spread) * ((y[row] as number) - mu);
    }
  });
}

/** ‖Rd‖² over all columns but the last. */
function squaredLength({ size, data }: Triangle, d: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < size - 1; i++) {
    let sum = 0;
    for (let j = i; j < size - 1; j++) sum += (data[i * size + j] as number) * (d[j] as number);
    squares += sum * sum;
  }
  return squares;
}
