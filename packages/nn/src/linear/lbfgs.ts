import { LeptonError } from "@lepton/core";

/** Value at x; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;
export interface LbfgsOptions {
  /** Stops when no entry of the gradient exceeds this. */
  tolerance: number;
  maxIterations: number;
  /** Pairs kept. Default 10. */
  memory?: number;
}

/**
 * Limited-memory BFGS with a line search that meets Wolfe's conditions by bisection. `x` is changed.
 * Errors: NN_NOT_CONVERGED.
 * Sources: Nocedal & Wright 2006, Numerical Optimization, alg. 7.4; Lewis & Overton 2013, Math. Program. 141:135.
 */
export function lbfgs(
  objective: Objective,
  x: Float64Array,
  { tolerance, maxIterations, memory = 10 }: LbfgsOptions,
): { value: number; iterations: number } {
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(gradient) <= tolerance) return { value, iterations: iteration };
    const direction = descent(gradient, steps);
    const next = lineSearch(objective, x, value, gradient, direction, steps.length === 0);
    // Out of digits: nothing below can be told from here.
    if (next === null) return { value, iterations: iteration };
    const s = next.x.map((v, i) => v - (x[i] as number));
    const y = next.gradient.map((v, i) => v - (gradient[i] as number));
    const curvature = dot(s, y);
    if (curvature > 0) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > memory) steps.shift();
    }
    x.set(next.x);
    gradient = next.gradient;
    value = next.value;
  }
  throw new LeptonError("NN_NOT_CONVERGED", {
    problem: "The fit did not settle.",
    received: `${maxIterations} L-BFGS steps, steepest slope ${largest(gradient).toExponential(1)}`,
    next: "Raise the penalty or maxIterations.",
  });
}

/** −H·gradient by the two loops. */
function descent(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { s, y, rho } of [...steps].reverse()) {
    const alpha = rho * dot(s, q);
    alphas.unshift(alpha);
    add(q, y, -alpha);
  }
  const last = steps.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i] = scale * (q[i] as number);
  }
  steps.forEach(({ s, y, rho }, i) => {
    add(q, s, (alphas[i] as number) - rho * dot(y, q));
  });
  return q;
}

/** Bisection until the value falls enough and the slope flattens; null when no step lowers the value. */
function lineSearch(
  objective: Objective,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  isFirst: boolean,
) {
  const slope = dot(gradient, direction);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let size = isFirst ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
  for (let tries = 0; tries < 60; tries++) {
    const at = x.map((v, i) => v + size * (direction[i] as number));
    const there = new Float64Array(x.length);
    const reached = objective(at, there);
    if (!(reached <= value + 1e-4 * size * slope)) high = size;
    else if (dot(there, direction) < 0.9 * slope) low = size;
    else return { x: at, gradient: there, value: reached };
    size = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return null;
}

const largest = (v: Float64Array) => v.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
function add(to: Float64Array, from: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (from[i] as number);
}
