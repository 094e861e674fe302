/**
 * Solves A x = b for a symmetric positive definite A, [n, n] row-major, by Cholesky; A and b are overwritten, b with x.
 * Only the lower half of A is read. Source: Golub & Van Loan 2013, Matrix Computations, alg. 4.2.1.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j] as number;
    for (let k = 0; k < j; k++) d -= (a[j * n + k] as number) ** 2;
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
      a[i * n + j] = sum / root;
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (a[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (a[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (a[k * n + i] as number) * (b[k] as number);
    b[i] = sum / (a[i * n + i] as number);
  }
}

/** Fᵀ F + penalty · I of factors [rows, size], the lower half. [size, size] */
export function gramOf(
  factors: ArrayLike<number>,
  rows: number,
  size: number,
  penalty: number,
): Float64Array {
  const gram = new Float64Array(size * size);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < size; i++) {
      const left = factors[r * size + i] as number;
      for (let j = 0; j <= i; j++)
        gram[i * size + j] = (gram[i * size + j] as number) + left * (factors[r * size + j] as number);
    }
  for (let i = 0; i < size; i++) gram[i * size + i] = (gram[i * size + i] as number) + penalty;
  return gram;
}
