import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { PurchaseSummary, Purchases } from "../src/index.ts";

const lines = (path: string): string[] =>
  gunzipSync(readFileSync(new URL(path, import.meta.url)))
    .toString("utf8")
    .trim()
    .split("\n")
    .slice(1);

/** Frequency, recency and age of the 2,357 customers of the paper, as published; `persons` are the master file's ids. */
export function publishedSummary(): PurchaseSummary {
  const rows = lines("./data/cdnowSample.csv.gz").map((line) => line.split(","));
  const column = (at: number) => Float64Array.from(rows, (row) => Number(row[at]));
  return {
    unit: "week",
    persons: rows.map((row) => row[0] as string),
    frequency: column(1),
    recency: column(2),
    age: column(3),
    value: new Float64Array(rows.length).fill(Number.NaN),
  };
}

export interface CdnowPurchases extends Purchases {
  values: Float64Array;
  items: Float64Array;
}
/** Purchases from January 1997 to June 1998 of these customers, or of all 23,570. */
export function cdnowPurchases(of?: readonly string[]): CdnowPurchases {
  const wanted = of && new Set(of);
  const rows = lines("../../../samples/cdnow/purchases.csv.gz")
    .map((line) => line.split(","))
    .filter((row) => !wanted || wanted.has(row[0] as string));
  return {
    persons: rows.map((row) => row[0] as string),
    times: Float64Array.from(rows, (row) => Date.parse(row[1] as string)),
    items: Float64Array.from(rows, (row) => Number(row[2])),
    values: Float64Array.from(rows, (row) => Number(row[3])),
  };
}
/** The end of the paper's calibration, 39 weeks, and of the holdout, 39 weeks later. */
export const cdnowCutoff = Date.UTC(1997, 9, 1);
export const cdnowEnd = Date.UTC(1998, 6, 1);

/** The persons of a summary for whom `keep` holds. */
export function someOf(x: PurchaseSummary, keep: (i: number) => boolean): PurchaseSummary {
  const rows = x.persons.map((_, i) => i).filter(keep);
  const take = (column: Float64Array) => Float64Array.from(rows, (i) => column[i] as number);
  return {
    unit: x.unit,
    persons: rows.map((i) => x.persons[i] as string),
    frequency: take(x.frequency),
    recency: take(x.recency),
    age: take(x.age),
    value: take(x.value),
  };
}
