/** Value at x; writes the gradient. May let others run on the way. */
export type AsyncObjective = (x: Float64Array, gradient: Float64Array) => Promise<number>;

export interface LbfgsOptions {
  /** Stops when the gradient's length is this share of `from`. */
  tolerance: number;
  /** Length of the gradient that `tolerance` is a share of. */
  from: number;
  maxIterations: number;
  /** About the second derivative along each entry of x: what steps are measured by. */
  curvature: Float64Array;
  /** Pairs kept. Default 5. */
  memory?: number;
}

/**
 * Limited-memory BFGS with a backtracking line search, in few buffers, since texts have millions of weights. `x` is
 * changed. Ends at `maxIterations` without an error: `isSettled` tells.
 * Source: Nocedal & Wright 2006, Numerical Optimization, alg. 7.4 and 3.1.
 */
export async function lbfgs(
  objective: AsyncObjective,
  x: Float64Array,
  { tolerance, from, maxIterations, curvature: diagonal, memory = 5 }: LbfgsOptions,
): Promise<{ value: number; iterations: number; isSettled: boolean }> {
  const n = x.length;
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let gradient = new Float64Array(n);
  let next = new Float64Array(n);
  const at = new Float64Array(n);
  const direction = new Float64Array(n);
  let value = await objective(x, gradient);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (Math.sqrt(dot(gradient, gradient)) <= tolerance * from)
      return { value, iterations: iteration, isSettled: true };
    descend(gradient, pairs, diagonal, direction);
    const slope = dot(gradient, direction);
    let size = 1;
    let reached = Number.POSITIVE_INFINITY;
    for (let tries = 0; ; tries++) {
      for (let i = 0; i < n; i++) at[i] = (x[i] as number) + size * (direction[i] as number);
      reached = await objective(at, next);
      if (reached <= value + 1e-4 * size * slope) break;
      // Out of digits: nothing below can be told from here.
      if (tries === 30) return { value, iterations: iteration, isSettled: true };
      size /= 2;
    }
    const pair = pairs.length === memory ? pairs.shift() : undefined;
    const s = pair?.s ?? new Float64Array(n);
    const y = pair?.y ?? new Float64Array(n);
    for (let i = 0; i < n; i++) {
      s[i] = (at[i] as number) - (x[i] as number);
      y[i] = (next[i] as number) - (gradient[i] as number);
    }
    const curvature = dot(s, y);
    if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature });
    x.set(at);
    [gradient, next] = [next, gradient];
    value = reached;
  }
  return { value, iterations: maxIterations, isSettled: false };
}

/** −H·gradient by the two loops, from a diagonal H that the last pair scales, into `q`. */
function descend(
  gradient: Float64Array,
  pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[],
  diagonal: Float64Array,
  q: Float64Array,
): void {
  for (let i = 0; i < q.length; i++) q[i] = -(gradient[i] as number);
  const alphas = new Float64Array(pairs.length);
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { s, y, rho } = pairs[p] as (typeof pairs)[number];
    alphas[p] = rho * dot(s, q);
    addTo(q, y, -(alphas[p] as number));
  }
  const last = pairs.at(-1);
  let scale = 1;
  if (last) {
    let along = 0;
    for (let i = 0; i < q.length; i++) along += (last.y[i] as number) ** 2 / (diagonal[i] as number);
    scale = 1 / (last.rho * along);
  }
  for (let i = 0; i < q.length; i++) q[i] = (scale * (q[i] as number)) / (diagonal[i] as number);
  for (const [p, { s, y, rho }] of pairs.entries()) addTo(q, s, (alphas[p] as number) - rho * dot(y, q));
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
function addTo(to: Float64Array, from: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + times * (from[i] as number);
}
