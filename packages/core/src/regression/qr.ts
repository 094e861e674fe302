/** X = QR by Householder reflections: R (upper triangle), Qᵀy, and the column's diagonal entries of R. */
export interface Factored {
  /** [columns, columns], upper triangular. */
  r: number[][];
  /** First `columns` entries of Qᵀ·y. */
  qty: number[];
  /** Columns that the ones before them already explain. */
  dependent: number[];
}

/**
 * Householder QR of a tall matrix, applied to `y` on the way.
 * Normal equations would square the condition number (Longley's data lose all digits); QR does not.
 * Source: Golub & Van Loan, Matrix Computations, 4th ed., 5.2.
 */
export function householder(x: readonly (readonly number[])[], y: readonly number[]): Factored {
  const a = x.map((row) => [...row]);
  const b = [...y];
  const rows = a.length;
  const columns = a[0]?.length ?? 0;
  const norms = Array.from({ length: columns }, (_, j) => Math.hypot(...a.map((row) => row[j] ?? 0)));
  const dependent: number[] = [];
  for (let k = 0; k < columns; k++) {
    let norm = 0;
    for (let i = k; i < rows; i++) norm = Math.hypot(norm, a[i]?.[k] ?? 0);
    if (norm <= 1e-10 * (norms[k] ?? 0) || norm === 0) {
      dependent.push(k);
      continue;
    }
    const head = a[k]?.[k] ?? 0;
    const alpha = head > 0 ? -norm : norm;
    const v = Array.from({ length: rows - k }, (_, i) => (a[k + i]?.[k] ?? 0) - (i === 0 ? alpha : 0));
    const vv = v.reduce((sum, e) => sum + e * e, 0);
    const reflect = (get: (i: number) => number, set: (i: number, value: number) => void) => {
      let dot = 0;
      for (let i = 0; i < v.length; i++) dot += (v[i] ?? 0) * get(k + i);
      const scale = (2 * dot) / vv;
      for (let i = 0; i < v.length; i++) set(k + i, get(k + i) - scale * (v[i] ?? 0));
    };
    for (let j = k; j < columns; j++)
      reflect(
        (i) => a[i]?.[j] ?? 0,
        (i, value) => {
          (a[i] as number[])[j] = value;
        },
      );
    reflect(
      (i) => b[i] ?? 0,
      (i, value) => {
        b[i] = value;
      },
    );
  }
  return { r: a.slice(0, columns), qty: b.slice(0, columns), dependent };
}

/** Solves R·x = b for an upper triangle. */
export function backSubstitute(r: readonly (readonly number[])[], b: readonly number[]): number[] {
  const x = [...b];
  for (let i = r.length - 1; i >= 0; i--) {
    let sum = b[i] ?? 0;
    for (let j = i + 1; j < r.length; j++) sum -= (r[i]?.[j] ?? 0) * (x[j] ?? 0);
    x[i] = sum / (r[i]?.[i] ?? 1);
  }
  return x;
}

/** R⁻¹ for an upper triangle, column by column. */
export function invertUpper(r: readonly (readonly number[])[]): number[][] {
  const n = r.length;
  const columns = Array.from({ length: n }, (_, j) =>
    backSubstitute(
      r,
      Array.from({ length: n }, (_, i) => (i === j ? 1 : 0)),
    ),
  );
  return Array.from({ length: n }, (_, i) => columns.map((column) => column[i] ?? 0));
}
