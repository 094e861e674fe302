import { LeptonError } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";

/**
 * Looks at every label: a whole number from 0 to classes − 1, or the one that is ignored.
 * Errors: NN_LABEL_OUTSIDE names the row, the value and the classes.
 */
export function checkLabels(truth: NdArray, classes: number, ignoreClass?: number): void {
  const data = truth.data as Exclude<NdArray["data"], BigInt64Array>;
  if (truth.dtype === "int64") {
    checkLabels(
      { ...truth, dtype: "float32", data: Float32Array.from(truth.data as BigInt64Array, Number) },
      classes,
      ignoreClass,
    );
    return;
  }
  for (let i = 0; i < data.length; i++) {
    const label = data[i] as number;
    // Cut to an unsigned whole number, what is negative, broken or NaN is no longer itself.
    if ((label >>> 0 === label && label < classes) || label === ignoreClass) continue;
    const row = Math.floor(i / sizeOf(truth.shape.slice(1)));
    throw new LeptonError("NN_LABEL_OUTSIDE", {
      problem: `A label lies outside the ${classes} classes of the model (0 to ${classes - 1}).`,
      received: `${label} in row ${row}`,
      next: "Number the classes from 0, or give the last layer a unit for every class.",
    });
  }
}
