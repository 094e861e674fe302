import { readFileSync } from "node:fs";
import { digitsFrom } from "../data/digits.ts";

/** The sample digits, read at once. */
export function digits() {
  const read = (name: string) => readFileSync(new URL(`../../samples/${name}.idx.gz`, import.meta.url));
  const { train, test } = digitsFrom(read("digitsImages"), read("digitsLabels"));
  return { train, held: test };
}
