import { LeptonError } from "@lepton/core";
import type { Design } from "./design.ts";
import type { Pace } from "./pace.ts";
import type { Target } from "./target.ts";

/** Scores a_k + xβ_k. [outputs] of an intercept and [width] coefficients each; two classes have one output. */
export interface Coefficients {
  intercepts: number[];
  betas: Float64Array[];
}

/** Stops when no coefficient moves by more. */
const tolerance = 1e-6;
const mostSteps = 500;

/**
 * Penalised linear, logistic or multinomial regression on sparse rows:
 * min Σ wᵢ·loss(yᵢ, a + xᵢβ) + ½λ‖β‖² (for a regression: squared error halved), intercepts free.
 * Minimises by the bound H = c·XᵀWX + λI ≽ Hessian with c = 1, ¼ or ½ (squares, two or more classes), factored once, so
 * that every step is certain to descend; steps cost one pass over the entries. nn's models give the same numbers but
 * are dense and hold the thread. Source: Böhning 1992, Ann. Inst. Stat. Math. 44:197–200.
 */
export async function penalised(
  x: Design,
  y: Target,
  weights: Float64Array | null,
  penalty: number,
  pace: Pace,
  start?: Coefficients,
): Promise<Coefficients> {
  const outputs = y.task === "classification" && y.classes.length > 2 ? y.classes.length : 1;
  const curvature = y.task === "regression" ? 1 : outputs === 1 ? 0.25 : 0.5;
  const gram = await gramOf(x, weights, pace);
  const size = x.width + 1; // the intercept is last
  const hessian = gram.map((value) => value * curvature);
  for (let j = 0; j < x.width; j++) hessian[j * size + j] = (hessian[j * size + j] as number) + penalty;
  await factor(hessian, size, pace);
  const at = Array.from({ length: outputs }, (_, k) => {
    const theta = new Float64Array(size);
    const given = start?.betas[k];
    if (given) theta.set(given);
    theta[x.width] = start?.intercepts[k] ?? 0;
    return theta;
  });
  let previous = at.map((theta) => theta.slice());
  for (let step = 0, momentum = 1; step < mostSteps; step++) {
    // Nesterov's extrapolation, restarted when it turns against the step.
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const ahead = at.map((theta, k) =>
      theta.map((value, j) => value + ((momentum - 1) / next) * (value - (previous[k]?.[j] as number))),
    );
    const slopes = await gradients(x, y, weights, penalty, ahead, pace);
    let moved = 0;
    let against = 0;
    previous = at.map((theta) => theta.slice());
    slopes.forEach((slope, k) => {
      solve(hessian, size, slope);
      const theta = at[k] as Float64Array;
      for (let j = 0; j < size; j++) {
        const value = (ahead[k]?.[j] as number) - (slope[j] as number);
        const change = value - (theta[j] as number);
        against += (slope[j] as number) * change;
        moved = Math.max(moved, Math.abs(change));
        theta[j] = value;
      }
    });
    momentum = against > 0 ? 1 : next;
    if (moved < tolerance) break;
    if (pace.isDue()) await pace.rest();
  }
  return {
    intercepts: at.map((theta) => theta[x.width] as number),
    betas: at.map((theta) => theta.slice(0, x.width)),
  };
}

/** [outputs][rows] */
export function linearScores(x: Design, { intercepts, betas }: Coefficients): Float64Array[] {
  return betas.map((beta, k) => {
    const scores = new Float64Array(x.rows);
    for (let i = 0; i < x.rows; i++) {
      let sum = intercepts[k] as number;
      for (let e = x.start[i] as number; e < (x.start[i + 1] as number); e++)
        sum += (x.value[e] as number) * (beta[x.index[e] as number] as number);
      scores[i] = sum;
    }
    return scores;
  });
}

/** XᵀWX with the intercept's column last, [size, size]. */
async function gramOf(x: Design, weights: Float64Array | null, pace: Pace): Promise<Float64Array> {
  const size = x.width + 1;
  const gram = new Float64Array(size * size);
  for (let i = 0; i < x.rows; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    const to = x.start[i + 1] as number;
    for (let a = x.start[i] as number; a < to; a++) {
      const row = (x.index[a] as number) * size;
      const scaled = w * (x.value[a] as number);
      for (let b = x.start[i] as number; b < to; b++) {
        const place = row + (x.index[b] as number);
        gram[place] = (gram[place] as number) + scaled * (x.value[b] as number);
      }
      gram[row + x.width] = (gram[row + x.width] as number) + scaled;
      const below = x.width * size + (x.index[a] as number);
      gram[below] = (gram[below] as number) + scaled;
    }
    gram[size * size - 1] = (gram[size * size - 1] as number) + w;
    if (i % 256 === 0 && pace.isDue()) await pace.rest();
  }
  return gram;
}

/** Slopes of the objective by (β, a), [outputs][size]. */
async function gradients(
  x: Design,
  y: Target,
  weights: Float64Array | null,
  penalty: number,
  thetas: readonly Float64Array[],
  pace: Pace,
): Promise<Float64Array[]> {
  const outputs = thetas.length;
  const slopes = thetas.map((theta) => theta.map((value, j) => (j < x.width ? penalty * value : 0)));
  const scores = new Float64Array(outputs);
  for (let i = 0; i < x.rows; i++) {
    const from = x.start[i] as number;
    const to = x.start[i + 1] as number;
    for (let k = 0; k < outputs; k++) {
      const theta = thetas[k] as Float64Array;
      let sum = theta[x.width] as number;
      for (let e = from; e < to; e++) sum += (x.value[e] as number) * (theta[x.index[e] as number] as number);
      scores[k] = sum;
    }
    residuals(scores, y, i);
    const w = weights === null ? 1 : (weights[i] as number);
    for (let k = 0; k < outputs; k++) {
      const slope = slopes[k] as Float64Array;
      const r = w * (scores[k] as number);
      for (let e = from; e < to; e++) {
        const j = x.index[e] as number;
        slope[j] = (slope[j] as number) + r * (x.value[e] as number);
      }
      slope[x.width] = (slope[x.width] as number) + r;
    }
    if (i % 1024 === 0 && pace.isDue()) await pace.rest();
  }
  return slopes;
}

/** Scores become slopes of the loss, in place: prediction less truth. */
function residuals(scores: Float64Array, y: Target, i: number): void {
  if (y.task === "regression") {
    scores[0] = (scores[0] as number) - (y.values[i] as number);
    return;
  }
  if (scores.length === 1) {
    scores[0] = 1 / (1 + Math.exp(-(scores[0] as number))) - (y.labels[i] as number);
    return;
  }
  const top = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp((scores[k] as number) - top);
    sum += scores[k] as number;
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) / sum - Number(y.labels[i] === k);
}

/** Cholesky's factor L of a positive definite matrix, in its lower half, in place. */
async function factor(a: Float64Array, size: number, pace: Pace): Promise<void> {
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = a[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * size + k] as number) * (a[j * size + k] as number);
      if (i > j) a[i * size + j] = sum / (a[j * size + j] as number);
      else if (sum > 0) a[j * size + j] = Math.sqrt(sum);
      else throw notPositive();
    }
    if (pace.isDue()) await pace.rest();
  }
}
const notPositive = () =>
  new LeptonError("LEARN_PENALTY", {
    problem:
      "Features are combinations of one another, so that without a larger penalty they have no single effect.",
    received: "a matrix that is not positive definite",
    next: "Give a larger penalty, or leave one of such columns out.",
  });

/** b becomes (LLᵀ)⁻¹b. */
function solve(l: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * size + k] as number) * (b[k] as number);
    b[i] = sum / (l[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (l[k * size + i] as number) * (b[k] as number);
    b[i] = sum / (l[i * size + i] as number);
  }
}
