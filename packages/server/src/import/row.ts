/**
 * One row of a file, or why it could not be read as one. `number` only grows: the line of a text file
 * on which the row ends (the header is line 1), else the row's place, from 1.
 */
export type Row =
  | { number: number; value: Record<string, unknown> }
  | { number: number; problem: string; raw: string };

/** Rows come in blocks: one await per block, not per row. */
export type Rows = AsyncIterable<Row[]>;

export const blockRows = 500;
/** Longest row; a quote that is never closed would otherwise swallow the file. */
export const maxRowChars = 4 * 1024 * 1024;
