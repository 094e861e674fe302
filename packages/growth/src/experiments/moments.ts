/**
 * All that a comparison of means needs of one variant: y is the metric after exposure, x the same before it.
 * Variances and covariance are those of the sample (n − 1). Units: the metric's, squared for the variances.
 */
export interface Moments {
  n: number;
  meanY: number;
  varY: number;
  meanX: number;
  varX: number;
  cov: number;
}

/** Moments of people given one by one: [x, y]. */
export function momentsOf(rows: readonly (readonly [x: number, y: number])[]): Moments {
  const n = rows.length;
  const meanX = rows.reduce((sum, [x]) => sum + x, 0) / (n || 1);
  const meanY = rows.reduce((sum, [, y]) => sum + y, 0) / (n || 1);
  const over = (f: (dx: number, dy: number) => number) =>
    n < 2 ? 0 : rows.reduce((sum, [x, y]) => sum + f(x - meanX, y - meanY), 0) / (n - 1);
  return {
    n,
    meanX,
    meanY,
    varX: over((dx) => dx * dx),
    varY: over((_, dy) => dy * dy),
    cov: over((dx, dy) => dx * dy),
  };
}

/** Squared standard error of the mean. */
export const squaredError = ({ n, varY }: Moments): number => (n > 0 ? varY / n : 0);
