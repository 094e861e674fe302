import { readFileSync } from "node:fs";
import { float32, int32 } from "../array/ndArray.ts";
import { readIdx } from "../data/idx.ts";
import { splitRows } from "../data/split.ts";

/**
 * The handwritten digits of test/golden/digits.py: images [n, 8, 8, 1] in [0, 1], labels [n]; a third held out by class.
 */
export function digits() {
  const read = (name: string) =>
    readIdx(readFileSync(new URL(`../../test/golden/${name}.idx.gz`, import.meta.url)));
  const [images, labels] = [read("digitsImages"), read("digitsLabels")];
  const { train, validation } = splitRows(images.shape[0] as number, {
    validation: 1 / 3,
    stratify: labels.data as Uint8Array,
  });
  const part = (rows: Uint32Array) => ({
    x: float32(
      Float32Array.from(
        { length: rows.length * 64 },
        (_, i) => Number(images.data[(rows[Math.floor(i / 64)] as number) * 64 + (i % 64)]) / 16,
      ),
      [rows.length, 8, 8, 1],
    ),
    y: int32(Int32Array.from(rows, (row) => Number(labels.data[row]))),
  });
  return { train: part(train), held: part(validation) };
}
