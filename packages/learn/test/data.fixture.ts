import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  type ClassTarget,
  classTarget,
  type RegressionTarget,
  regressionTarget,
  type Table,
  tableOf,
} from "../src/index.ts";

const read = (name: string): number[][] => {
  const bytes = readFileSync(new URL(`./data/${name}`, import.meta.url));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes)
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/[ ,]+/).map(Number));
};
const numbers = (rows: readonly number[][], count: number): Table =>
  tableOf(
    Array.from({ length: count }, (_, j) => ({
      name: `x${j}`,
      kind: "number",
      values: Float64Array.from(rows, (row) => row[j] as number),
    })),
  );

/** 569 × 30, benign or not. */
export function breastCancer(): { x: Table; y: ClassTarget } {
  const rows = read("breastCancer.csv.gz").slice(1);
  return { x: numbers(rows, 30), y: classTarget(rows.map((row) => row[30] as number)) };
}
/** 150 × 4, three kinds. */
export function iris(): { x: Table; y: ClassTarget } {
  const rows = read("iris.csv").slice(1);
  return { x: numbers(rows, 4), y: classTarget(rows.map((row) => row[4] as number)) };
}
/** 442 × 10, progression after a year. */
export function diabetes(): { x: Table; y: RegressionTarget } {
  const rows = read("diabetesFeatures.csv.gz");
  return {
    x: numbers(rows, 10),
    y: regressionTarget(read("diabetesTarget.csv.gz").map((row) => row[0] as number)),
  };
}
export const golden = JSON.parse(readFileSync(new URL("./golden/tables.json", import.meta.url), "utf8")) as {
  probability: number[];
  truth: number[];
  grid: number[];
  isotonic: number[];
  platt: number[];
  breastCancerAuc: number;
  diabetesRmse: number;
};
/** Every fifth row held out, as tables.py does. */
export const fifths = (rows: number) =>
  Array.from({ length: 5 }, (_, f) => {
    const all = Array.from({ length: rows }, (_, i) => i);
    return {
      training: Int32Array.from(all.filter((i) => i % 5 !== f)),
      heldOut: Int32Array.from(all.filter((i) => i % 5 === f)),
    };
  });
