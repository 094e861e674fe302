import type { Interactions } from "./interactions.ts";

/** Who used what how much: rows by `from`, the columns of row r at [from[r], from[r + 1]). */
export interface Sparse {
  readonly rows: number;
  readonly columns: number;
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Of one person the latest so many items count, so that a robot with all items does not set the cost. */
const mostItems = 500;

/**
 * Persons × items, the value log₂(1 + Σ weight): one event of weight 1 is 1, three are 2. Of a person's items the latest
 * 500 are kept. Source: the log confidence of Hu, Koren, Volinsky 2008, eq. 6.
 */
export function personItems(data: Interactions): Sparse {
  const totals: Map<number, number>[] = data.persons.map(() => new Map());
  for (let row = 0; row < data.rows; row++) {
    const own = totals[data.person[row] as number] as Map<number, number>;
    const item = data.item[row] as number;
    const total = (own.get(item) ?? 0) + (data.weight[row] as number);
    own.delete(item);
    own.set(item, total);
  }
  return sparse(
    totals.map((own) => {
      const all = [...own];
      return all.slice(-mostItems).map(([item, total]): [number, number] => [item, Math.log2(1 + total)]);
    }),
    data.items.length,
  );
}

export function sparse(rows: readonly (readonly (readonly [number, number])[])[], columns: number): Sparse {
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  const [from, column, value] = [
    new Int32Array(rows.length + 1),
    new Int32Array(size),
    new Float64Array(size),
  ];
  let at = 0;
  rows.forEach((row, r) => {
    for (const [c, v] of row) {
      column[at] = c;
      value[at] = v;
      at++;
    }
    from[r + 1] = at;
  });
  return { rows: rows.length, columns, from, column, value };
}

export function transposed(matrix: Sparse): Sparse {
  const rows: [number, number][][] = Array.from({ length: matrix.columns }, () => []);
  for (let r = 0; r < matrix.rows; r++)
    for (let at = matrix.from[r] as number; at < (matrix.from[r + 1] as number); at++)
      rows[matrix.column[at] as number]?.push([r, matrix.value[at] as number]);
  return sparse(rows, matrix.rows);
}
