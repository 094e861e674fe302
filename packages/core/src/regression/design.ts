import { emptyTriangle, type Fill, fold, type Triangle } from "./qr.ts";

/** Numbers in rows and columns, row-major. */
export interface Matrix {
  data: ArrayLike<number>;
  rows: number;
  columns: number;
}

/** One row of weights per case, null for equal ones. */
export interface DesignOptions {
  intercept: boolean;
  weights: ArrayLike<number> | null;
}

/** Rows √w·[1, x, y] of a weighted regression; without an intercept √w·[x, y]. */
export function designRows(x: Matrix, y: ArrayLike<number>, { intercept, weights }: DesignOptions): Fill {
  const { data, columns } = x;
  const first = intercept ? 1 : 0;
  return (from, count, block, stride) => {
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const root = weights === null ? 1 : Math.sqrt(weights[row] as number);
      if (intercept) block[i] = root;
      const at = row * columns;
      for (let j = 0; j < columns; j++) block[(j + first) * stride + i] = root * (data[at + j] as number);
      block[(columns + first) * stride + i] = root * (y[row] as number);
    }
  };
}

/**
 * The regression of y on x squeezed into a triangle of [1, x, y]: every sum of squares of the fit can be read off it.
 * With an intercept, the rows and columns after the first are the triangle of the centred data.
 */
export const triangleOf = (x: Matrix, y: ArrayLike<number>, options: DesignOptions): Triangle =>
  fold(emptyTriangle(x.columns + (options.intercept ? 2 : 1)), x.rows, designRows(x, y, options));
