/**
 * Eigenvalues, largest first, and eigenvectors of a symmetric matrix by cyclic Jacobi rotations. [n][n]
 * Error: about 1e-14 of the largest value. Source: Golub & Van Loan 2013, Matrix Computations, section 8.5.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): {
  values: number[];
  vectors: number[][];
} {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const v = matrix.map((_, i) => Float64Array.from({ length: n }, (_, j) => Number(i === j)));
  const at = (rows: Float64Array[], i: number, j: number) => rows[i]?.[j] as number;
  const size = Math.sqrt(a.reduce((sum, row) => sum + row.reduce((s, x) => s + x * x, 0), 0)) || 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += at(a, p, q) ** 2;
    if (Math.sqrt(off) < 1e-14 * size) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = at(a, p, q);
        if (apq === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, v, { p, q, c, s: t * c });
      }
  }
  const order = a.map((_, i) => i).sort((i, j) => at(a, j, j) - at(a, i, i));
  return {
    values: order.map((i) => at(a, i, i)),
    vectors: order.map((i) => v.map((row) => row[i] as number)),
  };
}

function rotate(
  a: Float64Array[],
  v: Float64Array[],
  { p, q, c, s }: { p: number; q: number; c: number; s: number },
): void {
  for (const rows of [a, v])
    for (const row of rows) {
      const [x, y] = [row[p] as number, row[q] as number];
      row[p] = c * x - s * y;
      row[q] = s * x + c * y;
    }
  const [rowP, rowQ] = [a[p] as Float64Array, a[q] as Float64Array];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [rowP[k] as number, rowQ[k] as number];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
}
