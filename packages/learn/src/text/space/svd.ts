import { random } from "@lepton/core";
import { breather } from "../../series/breathe.ts";
import { dot } from "../linear/lbfgs.ts";
import type { SparseRows } from "../sparse.ts";

export interface SvdOptions {
  /** Directions kept. */
  rank: number;
  seed: number;
  /** Further directions while computing. Default 10. */
  oversampling?: number;
  /** Passes X·Xᵀ that sharpen the directions. Default 4. */
  passes?: number;
  signal?: AbortSignal | undefined;
}

/**
 * The leading right singular vectors of X by randomised subspace iteration: Q ← qr(XᵀX·Q) from a random Q, then the
 * eigenvectors of (XQ)ᵀ(XQ) turn Q. X [rows, columns] → directions [columns, rank], row-major, orthonormal columns;
 * singular values [rank], falling. The sign of a direction makes its largest entry positive.
 * Error: values apart from the next by a factor g are off by about g^(−4·passes).
 * Source: Halko, Martinsson & Tropp 2011, SIAM Review 53:217, alg. 4.4 and 5.1.
 */
export async function truncatedSvd(
  x: SparseRows,
  { rank, seed, oversampling = 10, passes = 4, signal }: SvdOptions,
): Promise<{ directions: Float64Array; singularValues: Float64Array }> {
  const width = Math.min(rank + oversampling, x.rows, x.columns);
  const kept = Math.min(rank, width);
  const rest = breather(signal);
  const { normal } = random(seed);
  let q = Float64Array.from({ length: x.columns * width }, normal);
  await orthonormalise(q, width, rest);
  for (let pass = 0; pass < passes; pass++) {
    q = await transposeTimes(x, await times(x, q, width, rest), width, rest);
    await orthonormalise(q, width, rest);
  }
  const y = await times(x, q, width, rest);
  const { vectors, values } = await symmetricEigen(await gram(y, width, rest), width, rest);
  const directions = new Float64Array(x.columns * kept);
  for (let k = 0; k < kept; k++) {
    let largest = 0;
    for (let j = 0; j < x.columns; j++) {
      let sum = 0;
      for (let i = 0; i < width; i++)
        sum += (q[j * width + i] as number) * (vectors[i * width + k] as number);
      directions[j * kept + k] = sum;
      if (Math.abs(sum) > Math.abs(largest)) largest = sum;
    }
    if (largest < 0)
      for (let j = 0; j < x.columns; j++) directions[j * kept + k] = -(directions[j * kept + k] as number);
    await rest();
  }
  return { directions, singularValues: values.slice(0, kept).map((value) => Math.sqrt(Math.max(0, value))) };
}

type Rest = () => Promise<void>;

/** Rows of work between two looks at the clock. */
const stride = 256;

/** X·A: [rows, columns]·[columns, width] → [rows, width]. */
export async function times(
  x: SparseRows,
  a: Float64Array,
  width: number,
  rest: Rest,
): Promise<Float64Array> {
  const out = new Float64Array(x.rows * width);
  for (let i = 0; i < x.rows; i++) {
    for (let p = x.starts[i] as number; p < (x.starts[i + 1] as number); p++) {
      const value = x.values[p] as number;
      const from = (x.columnsAt[p] as number) * width;
      for (let k = 0; k < width; k++)
        out[i * width + k] = (out[i * width + k] as number) + value * (a[from + k] as number);
    }
    if (i % stride === 0) await rest();
  }
  return out;
}

/** Xᵀ·A: [columns, rows]·[rows, width] → [columns, width]. */
async function transposeTimes(
  x: SparseRows,
  a: Float64Array,
  width: number,
  rest: Rest,
): Promise<Float64Array<ArrayBuffer>> {
  const out = new Float64Array(x.columns * width);
  for (let i = 0; i < x.rows; i++) {
    for (let p = x.starts[i] as number; p < (x.starts[i + 1] as number); p++) {
      const value = x.values[p] as number;
      const to = (x.columnsAt[p] as number) * width;
      for (let k = 0; k < width; k++)
        out[to + k] = (out[to + k] as number) + value * (a[i * width + k] as number);
    }
    if (i % stride === 0) await rest();
  }
  return out;
}

/** Columns of a [n, width] made orthonormal in place: Gram–Schmidt, twice. A column that vanishes becomes 0. */
export async function orthonormalise(a: Float64Array, width: number, rest: Rest): Promise<void> {
  const n = a.length / width;
  // One column after the other in memory: far fewer misses than across rows.
  const columns = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => a[i * width + k] as number),
  );
  for (const [k, column] of columns.entries()) {
    const before = Math.sqrt(dot(column, column));
    for (let round = 0; round < 2; round++)
      for (const other of columns.slice(0, k)) {
        const along = dot(column, other);
        for (let i = 0; i < n; i++) column[i] = (column[i] as number) - along * (other[i] as number);
        await rest();
      }
    const length = Math.sqrt(dot(column, column));
    const scale = length > 1e-12 * before ? 1 / length : 0;
    for (let i = 0; i < n; i++) column[i] = (column[i] as number) * scale;
  }
  for (let i = 0; i < n; i++)
    for (let k = 0; k < width; k++) a[i * width + k] = (columns[k] as Float64Array)[i] as number;
}

/** AᵀA of a [n, width]. */
async function gram(a: Float64Array, width: number, rest: Rest): Promise<Float64Array> {
  const out = new Float64Array(width * width);
  for (let i = 0; i < a.length; i += width) {
    for (let k = 0; k < width; k++)
      for (let l = 0; l < width; l++)
        out[k * width + l] = (out[k * width + l] as number) + (a[i + k] as number) * (a[i + l] as number);
    if (i % (stride * width) === 0) await rest();
  }
  return out;
}

/** Eigenvalues, falling, and vectors as columns of a symmetric matrix: cyclic Jacobi rotations. */
export async function symmetricEigen(
  matrix: Float64Array,
  n: number,
  rest: Rest,
): Promise<{ values: Float64Array; vectors: Float64Array }> {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const at = (i: number, j: number) => a[i * n + j] as number;
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        all += at(i, j) ** 2;
        if (i !== j) off += at(i, j) ** 2;
      }
    if (off <= 1e-26 * all) break;
    for (let p = 0; p < n - 1; p++) {
      await rest();
      for (let q = p + 1; q < n; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, n, p, q, c, t * c);
        rotateColumns(v, n, p, q, c, t * c);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => at(j, j) - at(i, i));
  return {
    values: Float64Array.from(order, (i) => at(i, i)),
    vectors: Float64Array.from(
      { length: n * n },
      (_, e) => v[Math.floor(e / n) * n + (order[e % n] as number)] as number,
    ),
  };
}

/** JᵀAJ of the rotation in the plane of p and q. */
function rotate(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  rotateColumns(a, n, p, q, c, s);
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[p * n + k] as number, a[q * n + k] as number];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
  }
}
function rotateColumns(a: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const [x, y] = [a[k * n + p] as number, a[k * n + q] as number];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
}
