import { columnName, LeptonError, type Matrix } from "@lepton/core";

/**
 * Does moving along `direction` (intercept first, when there is one) raise the likelihood of no row's opposite?
 * Then the likelihood has no maximum: it rises for ever that way.
 * Source: Albert & Anderson 1984, Biometrika 71:1–10.
 */
export function separates(
  direction: Float64Array,
  x: Matrix,
  y: ArrayLike<number>,
  weights: Float64Array,
  tolerance: number,
): boolean {
  const first = direction.length - x.columns;
  let worst = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < x.rows; i++) {
    if (weights[i] === 0) continue;
    let sum = first === 1 ? (direction[0] as number) : 0;
    for (let j = 0; j < x.columns; j++)
      sum += (x.data[i * x.columns + j] as number) * (direction[j + first] as number);
    worst = Math.min(worst, y[i] === 1 ? sum : -sum);
    most = Math.max(most, Math.abs(sum));
  }
  return most > 0 && worst >= (tolerance === 0 ? Number.MIN_VALUE : -tolerance * most);
}

/**
 * Names the features that tell the classes apart each by itself, or else those whose part in the direction is not
 * negligible.
 */
export function separationError(
  direction: Float64Array,
  x: Matrix,
  y: ArrayLike<number>,
  names?: readonly string[],
): LeptonError {
  const first = direction.length - x.columns;
  const features = Array.from({ length: x.columns }, (_, j) => {
    const ranges = [0, 1].map((label) => range(x, j, (i) => y[i] === label));
    const [zero, one] = ranges as [Range, Range];
    const whole = Math.max(zero.high, one.high) - Math.min(zero.low, one.low);
    return {
      name: columnName(j, names),
      isEnough: zero.high < one.low || one.high < zero.low,
      part: Math.abs(direction[j + first] as number) * whole,
    };
  });
  const most = Math.max(...features.map((feature) => feature.part));
  const enough = features.filter((feature) => feature.isEnough);
  const named = enough.length > 0 ? enough : features.filter((feature) => feature.part > 1e-3 * most);
  return new LeptonError("NN_SEPARATION", {
    problem:
      "The features tell some rows' classes apart without error, so the likelihood has no maximum and no finite coefficients.",
    received: `separated by ${named.map((feature) => feature.name).join(", ")}`,
    next: 'Take a penalty (norm "l2"), join rare categories, or leave the feature out.',
  });
}

interface Range {
  low: number;
  high: number;
}
function range({ data, rows, columns }: Matrix, j: number, counts: (row: number) => boolean): Range {
  const out = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    const value = data[i * columns + j] as number;
    out.low = Math.min(out.low, value);
    out.high = Math.max(out.high, value);
  }
  return out;
}
