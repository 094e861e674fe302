import { readFileSync } from "node:fs";

/** Values computed by SciPy and statsmodels; see golden/reference.py. */
export const reference = JSON.parse(
  readFileSync(new URL("./golden/reference.json", import.meta.url), "utf8"),
) as Reference;

type Row = number[];
interface Reference {
  distributions: Record<
    "normalQuantile" | "normalCdf" | "studentQuantile" | "studentTwoSided" | "chiSquareUpper" | "fUpper",
    Row[]
  >;
  wilson: Row[];
  proportions: { z: number; p: number; newcombe: Row };
  mean: { sample: Row; value: number; interval: Row };
  welch: { a: Row; b: Row; t: number; p: number };
  mannWhitney: { a: Row; b: Row; u: number; p: number };
  mannWhitneyExact: { a: Row; b: Row; u: number; p: number };
  chiSquare: {
    table: Row[];
    statistic: number;
    p: number;
    df: number;
    goodness: { observed: Row; p: number };
  };
  leastSquares: {
    x: Row[];
    y: Row;
    coefficients: Row;
    standardErrors: Row;
    t: Row;
    p: Row;
    intervals: Row[];
    rSquared: number;
    adjustedRSquared: number;
    f: number;
    fP: number;
    sigma: number;
    durbinWatson: number;
    jarqueBera: Row;
    breuschPagan: Row;
    leverage: Row;
    cooks: Row;
    prediction: { at: Row; mean: number; low: number; high: number; newLow: number; newHigh: number };
  };
  longley: { x: Row[]; y: Row; coefficients: Row; standardErrors: Row };
  bootstrap: { sample: Row; bca: Row; percentile: Row };
  quantiles: { sample: Row; at: Row[] };
}

/** Relative closeness to `digits` digits, absolute below 1. */
export function close(received: number, expected: number, digits = 7): boolean {
  return Math.abs(received - expected) <= 10 ** -digits * Math.max(1, Math.abs(expected));
}
