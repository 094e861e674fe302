import { readFile } from "node:fs/promises";
import { type Digits, digitsFrom } from "../digits.ts";

/**
 * 1,797 handwritten digits that come with the package, images [rows, 8, 8, 1] in [0, 1]: a third is held out as `test`.
 * For first steps and examples. Source: Alpaydin & Kaynak 1998, UCI, doi:10.24432/C50P49, CC BY 4.0.
 */
export async function sampleDigits(): Promise<Digits> {
  const read = (name: string) => readFile(new URL(`../../../samples/${name}.idx.gz`, import.meta.url));
  const [images, labels] = await Promise.all([read("digitsImages"), read("digitsLabels")]);
  return digitsFrom(images, labels);
}
