import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { readIdx } from "./idx.ts";
import { splitRows } from "./split.ts";

/** Images [rows, 8, 8, 1] in [0, 1] and the digits they show, int32 [rows]. */
export interface LabelledImages {
  readonly x: NdArray<"float32">;
  readonly y: NdArray<"int32">;
}
/** Handwritten digits to train on, and others to judge by. */
export interface Digits {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

const pixels = 64;
const brightest = 16;

/**
 * The handwritten digits of the package's `samples` folder from the bytes of its two IDX files: 1,797 images, a third
 * held out class by class. In Node `sampleDigits` reads the files itself. Errors: NN_IDX_INVALID.
 * Source: Alpaydin & Kaynak 1998, UCI, doi:10.24432/C50P49.
 */
export function digitsFrom(imagesFile: Uint8Array, labelsFile: Uint8Array): Digits {
  const [images, labels] = [readIdx(imagesFile), readIdx(labelsFile)];
  const { train, validation } = splitRows(labels.data.length, {
    validation: 1 / 3,
    stratify: labels.data as Uint8Array,
  });
  const part = (rows: Uint32Array): LabelledImages => {
    const x = new Float32Array(rows.length * pixels);
    rows.forEach((row, i) => {
      for (let k = 0; k < pixels; k++) x[i * pixels + k] = Number(images.data[row * pixels + k]) / brightest;
    });
    const y = Int32Array.from(rows, (row) => Number(labels.data[row]));
    return { x: float32(x, [rows.length, 8, 8, 1]), y: int32(y) };
  };
  return { train: part(train), test: part(validation) };
}
