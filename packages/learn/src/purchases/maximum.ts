/** Mean negative log-likelihood at x; writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  x: Float64Array;
  value: number;
  /** Inverse of the second derivatives at x; null where they are not those of a minimum, as on a flat ridge. */
  inverseHessian: Float64Array[] | null;
}

const mostIterations = 300;
/** Parameters are logarithms: beyond this one is at zero or infinity. */
const farthest = 14;
const step = 1e-4;

/**
 * Damped Newton: solves (H + λI) d = −g, H by central differences of the gradient, λ rising tenfold until the value
 * falls. For a few parameters; where there is no minimum inside, it stops at the bound.
 * Source: Nocedal & Wright 2006, Numerical Optimization, ch. 3.4.
 */
export function minimise(objective: Objective, start: ArrayLike<number>): Minimum {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  let damping = 1e-3;
  for (let iteration = 0; iteration < mostIterations && largest(gradient) > 1e-9; iteration++) {
    const hessian = secondDerivatives(objective, x);
    const next = descend(objective, { x, value, gradient, hessian }, damping);
    if (next === null) break;
    ({ x, value, gradient } = next);
    damping = next.damping / 10;
  }
  const inverse = inverseOf(secondDerivatives(objective, x));
  const isInside = x.every((entry) => Math.abs(entry) < farthest - 1);
  return { x, value, inverseHessian: isInside && largest(gradient) < 1e-5 ? inverse : null };
}

function descend(
  objective: Objective,
  at: { x: Float64Array; value: number; gradient: Float64Array; hessian: Float64Array[] },
  from: number,
) {
  for (let damping = from; damping < 1e12; damping *= 10) {
    const inverse = inverseOf(
      at.hessian.map((row, i) => row.map((entry, j) => (i === j ? entry + damping : entry))),
    );
    if (inverse === null) continue;
    const move = inverse.map(
      (row) => -row.reduce((sum, entry, j) => sum + entry * (at.gradient[j] as number), 0),
    );
    const size = Math.max(1, ...move.map(Math.abs));
    const x = at.x.map((entry, i) => clamp(entry + (2 * (move[i] as number)) / Math.max(2, size)));
    const gradient = new Float64Array(x.length);
    const value = objective(x, gradient);
    if (value < at.value || (value === at.value && largest(gradient) < largest(at.gradient)))
      return { x, value, gradient, damping };
  }
  return null;
}
const clamp = (entry: number) => Math.max(-farthest, Math.min(farthest, entry));

function secondDerivatives(objective: Objective, x: Float64Array): Float64Array[] {
  const rows = Array.from(x, (_, i) => {
    const [above, below] = [1, -1].map((sign) => {
      const gradient = new Float64Array(x.length);
      objective(
        x.map((entry, j) => (i === j ? entry + sign * step : entry)),
        gradient,
      );
      return gradient;
    }) as [Float64Array, Float64Array];
    return above.map((entry, j) => (entry - (below[j] as number)) / (2 * step));
  });
  return rows.map((row, i) => row.map((entry, j) => (entry + (rows[j]?.[i] as number)) / 2));
}

/** By Cholesky's triangle; null unless positive definite. */
function inverseOf(matrix: readonly Float64Array[]): Float64Array[] | null {
  const n = matrix.length;
  const at = (rows: readonly Float64Array[], i: number, j: number) => rows[i]?.[j] as number;
  const lower = matrix.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k);
      if (i === j && !(sum > 1e-14)) return null;
      (lower[i] as Float64Array)[j] = i === j ? Math.sqrt(sum) : sum / at(lower, j, j);
    }
  const columns = matrix.map((_, c) => {
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = Number(i === c);
      for (let k = 0; k < i; k++) sum -= at(lower, i, k) * (y[k] as number);
      y[i] = sum / at(lower, i, i);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = y[i] as number;
      for (let k = i + 1; k < n; k++) sum -= at(lower, k, i) * (y[k] as number);
      y[i] = sum / at(lower, i, i);
    }
    return y;
  });
  return columns;
}

const largest = (v: ArrayLike<number>) =>
  Array.from(v).reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
