import type { Triangle } from "./qr.ts";

/**
 * Singular values of the first `columns` columns of a triangle, largest first: those of the matrix it came from.
 * One-sided Jacobi: rotations make the columns orthogonal, their lengths are the values.
 * Source: Demmel & Veselić 1992, SIAM J. Matrix Anal. Appl. 13:1204–1245.
 */
export function singularValues({ size, data }: Triangle, columns: number): Float64Array {
  const a = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: columns }, (_, i) => data[i * size + j] as number),
  );
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < columns; p++)
      for (let q = p + 1; q < columns; q++)
        if (rotate(a[p] as Float64Array, a[q] as Float64Array)) turned = true;
  }
  return Float64Array.from(a, (column) => Math.sqrt(column.reduce((sum, v) => sum + v * v, 0)))
    .sort()
    .reverse();
}

/** Makes two columns orthogonal; false when they already are to machine precision. */
function rotate(x: Float64Array, y: Float64Array): boolean {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const u = x[i] as number;
    const v = y[i] as number;
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  if (Math.abs(xy) <= 1e-15 * Math.sqrt(xx * yy)) return false;
  const zeta = (yy - xx) / (2 * xy);
  const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  const s = c * t;
  for (let i = 0; i < x.length; i++) {
    const u = x[i] as number;
    const v = y[i] as number;
    x[i] = c * u - s * v;
    y[i] = s * u + c * v;
  }
  return true;
}

/** Largest over smallest singular value; digits lost in the coefficients are about its decimal logarithm. */
export function conditionNumber(triangle: Triangle, columns: number): number {
  const values = singularValues(triangle, columns);
  return (values[0] as number) / (values.at(-1) as number);
}
