import { sliceTable, type Table } from "../table/table.ts";
import { pace } from "./pace.ts";

/** Rows at a time: encoding and scoring so many takes some milliseconds. */
const sliceRows = 2048;

/**
 * What `predict` gives of a table, slice by slice, so that many rows do not hold the event loop.
 * `predict` gives `width` numbers per row. [rows · width]
 */
export async function inSlices(
  x: Table,
  width: number,
  predict: (part: Table) => Float64Array | Float32Array | Promise<Float64Array | Float32Array>,
): Promise<Float64Array> {
  // Columns that are not as the model needs them are named also when there are no rows.
  if (x.rows <= sliceRows) return Float64Array.from(await predict(x));
  const slices = pace();
  const all = new Float64Array(x.rows * width);
  for (let from = 0; from < x.rows; from += sliceRows) {
    all.set(await predict(sliceTable(x, from, from + sliceRows)), from * width);
    if (slices.isDue()) await slices.rest();
  }
  return all;
}
