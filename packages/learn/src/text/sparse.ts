/**
 * Compressed sparse rows: row i holds `values[p]` in column `columnsAt[p]` for p from `starts[i]` up to `starts[i + 1]`,
 * columns ascending. float32 values.
 */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  /** [rows + 1]. */
  readonly starts: Int32Array;
  /** [entries]. */
  readonly columnsAt: Int32Array;
  /** [entries]. */
  readonly values: Float32Array;
}

/** These rows, in this order. */
export function takeSparseRows(x: SparseRows, rows: ArrayLike<number>): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    starts[i + 1] = (starts[i] as number) + (x.starts[row + 1] as number) - (x.starts[row] as number);
  }
  const entries = starts[rows.length] as number;
  const columnsAt = new Int32Array(entries);
  const values = new Float32Array(entries);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const [from, to] = [x.starts[row] as number, x.starts[row + 1] as number];
    columnsAt.set(x.columnsAt.subarray(from, to), starts[i]);
    values.set(x.values.subarray(from, to), starts[i]);
  }
  return { rows: rows.length, columns: x.columns, starts, columnsAt, values };
}
