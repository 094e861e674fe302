/** An upper triangle, [size, size] row-major. */
export interface Triangle {
  size: number;
  data: Float64Array;
}
export const emptyTriangle = (size: number): Triangle => ({ size, data: new Float64Array(size * size) });

/** Writes rows [from, from + count) of a matrix, column by column: element (i, j) to block[j · stride + i]. */
export type Fill = (from: number, count: number, block: Float64Array, stride: number) => void;

const blockRows = 256;

/**
 * R of the QR decomposition of [R; rows], by Householder reflections, `blockRows` rows at a time: memory is one block
 * whatever the number of rows, and folding a matrix in parts gives the R of the whole (TSQR). `triangle` is changed.
 * The last column may be the right-hand side: it becomes Qᵀy, and its diagonal entry ±√(residual sum of squares).
 * Normal equations would square the condition number (Longley's data lose all digits); QR does not.
 * Sources: Golub & Van Loan, Matrix Computations, 4th ed., 5.2; Demmel et al. 2012, SIAM J. Sci. Comput. 34:A206.
 */
export function fold(triangle: Triangle, rows: number, fill: Fill): Triangle {
  const { size, data } = triangle;
  const stride = Math.min(rows, blockRows);
  const block = new Float64Array(stride * size);
  for (let from = 0; from < rows; from += stride) {
    const count = Math.min(stride, rows - from);
    fill(from, count, block, stride);
    for (let k = 0; k < size; k++) eliminate(data, size, k, block, stride, count);
  }
  return triangle;
}

/** One reflection (v₀, v) that sends column k of the block to zero; R has one entry below its diagonal's row: none. */
function eliminate(
  r: Float64Array,
  size: number,
  k: number,
  block: Float64Array,
  stride: number,
  count: number,
): void {
  const pivot = k * stride;
  const end = pivot + count;
  let squares = 0;
  for (let i = pivot; i < end; i++) squares += (block[i] as number) ** 2;
  // Entries below 1e-140, whose squares leave double precision, count as zero.
  if (squares < 1e-280) return;
  const head = r[k * size + k] as number;
  const norm = Math.sqrt(head * head + squares);
  const alpha = head > 0 ? -norm : norm;
  const v0 = head - alpha;
  const scale = 2 / (v0 * v0 + squares);
  r[k * size + k] = alpha;
  let j = k + 1;
  for (; j + 1 < size; j += 2) {
    const at = j * stride - pivot;
    const next = at + stride;
    let dot0 = v0 * (r[k * size + j] as number);
    let dot1 = v0 * (r[k * size + j + 1] as number);
    for (let i = pivot; i < end; i++) {
      const v = block[i] as number;
      dot0 += v * (block[i + at] as number);
      dot1 += v * (block[i + next] as number);
    }
    dot0 *= scale;
    dot1 *= scale;
    r[k * size + j] = (r[k * size + j] as number) - dot0 * v0;
    r[k * size + j + 1] = (r[k * size + j + 1] as number) - dot1 * v0;
    for (let i = pivot; i < end; i++) {
      const v = block[i] as number;
      block[i + at] = (block[i + at] as number) - dot0 * v;
      block[i + next] = (block[i + next] as number) - dot1 * v;
    }
  }
  if (j < size) {
    const at = j * stride - pivot;
    let dot = v0 * (r[k * size + j] as number);
    for (let i = pivot; i < end; i++) dot += (block[i] as number) * (block[i + at] as number);
    dot *= scale;
    r[k * size + j] = (r[k * size + j] as number) - dot * v0;
    for (let i = pivot; i < end; i++) block[i + at] = (block[i + at] as number) - dot * (block[i] as number);
  }
}

/** The first columns that the ones before them already explain, to 1e-10 of their length. */
export function dependentColumns({ size, data }: Triangle, columns: number): number[] {
  const out: number[] = [];
  for (let j = 0; j < columns; j++) {
    let squares = 0;
    for (let i = 0; i <= j; i++) squares += (data[i * size + j] as number) ** 2;
    if (squares === 0 || Math.abs(data[j * size + j] as number) <= 1e-10 * Math.sqrt(squares)) out.push(j);
  }
  return out;
}

/** Solves R·β = b: R the first `columns` columns of the triangle, b its last column. */
export function solveTriangle({ size, data }: Triangle, columns = size - 1): Float64Array {
  const beta = new Float64Array(columns);
  for (let i = columns - 1; i >= 0; i--) {
    let sum = data[i * size + size - 1] as number;
    for (let j = i + 1; j < columns; j++) sum -= (data[i * size + j] as number) * (beta[j] as number);
    beta[i] = sum / (data[i * size + i] as number);
  }
  return beta;
}

/** R⁻¹ of the first `columns` columns, column by column. */
export function invertTriangle({ size, data }: Triangle, columns: number): Triangle {
  const out = emptyTriangle(columns);
  for (let j = 0; j < columns; j++)
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let m = i + 1; m <= j; m++)
        sum -= (data[i * size + m] as number) * (out.data[m * columns + j] as number);
      out.data[i * columns + j] = sum / (data[i * size + i] as number);
    }
  return out;
}
