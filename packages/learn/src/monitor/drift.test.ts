import fc from "fast-check";
import { expect, test } from "vitest";
import type { Column } from "../table/table.ts";
import { addCounts, type Bins, binsOf, counted, emptied } from "./bins.ts";
import { kolmogorovSmirnov, kolmogorovUpper, psi, shares } from "./drift.ts";

const numbers = (...values: number[]): Column => ({
  name: "x",
  kind: "number",
  values: Float64Array.from(values),
});
const texts = (...values: (string | null)[]): Column => ({ name: "x", kind: "category", values });
const bins = (counts: number[]): Bins => ({
  kind: "number",
  edges: counts.slice(2).map((_, i) => i),
  counts,
});

test("PSI of quarters against 10, 20, 30, 40% is 0.2282 (numpy: ((b-a)*log(b/a)).sum())", () => {
  const million = (...each: number[]) => bins([...each.map((share) => share * 1e8), 0]);
  expect(psi(million(0.25, 0.25, 0.25, 0.25), million(0.1, 0.2, 0.3, 0.4))).toBeCloseTo(0.228217, 6);
});

test("PSI is 0 of the same counts, never negative, the same both ways, and finite with an empty bin", () => {
  const some = fc.array(fc.nat(500), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(some, some, (a, b) => {
      expect(psi(bins(a), bins(a))).toBeCloseTo(0, 12);
      expect(psi(bins(a), bins(b))).toBeGreaterThanOrEqual(0);
      expect(psi(bins(a), bins(b))).toBeCloseTo(psi(bins(b), bins(a)), 10);
      expect(psi(bins(a), bins(b))).toBeLessThan(Number.POSITIVE_INFINITY);
    }),
  );
});

test("Kolmogorov's tail as scipy.stats.kstwobign.sf gives it", () => {
  // scipy 1.10: kstwobign.sf([0.5, 1, 1.358, 2])
  expect([0.5, 1, 1.358, 2].map((x) => kolmogorovUpper(x).toFixed(6))).toEqual([
    "0.963945",
    "0.270000",
    "0.050027",
    "0.000671",
  ]);
  expect(kolmogorovUpper(0)).toBe(1);
});

test("KS by hand: distribution functions 0.5 and 0.2 apart the most; missing values take no part", () => {
  const [a, b] = [bins([50, 30, 20, 7]), bins([20, 30, 50, 0])];
  expect(kolmogorovSmirnov(a, b)?.statistic).toBeCloseTo(0.3, 12);
  // √(100·100 ÷ 200)·0.3 = 2.1213
  expect(kolmogorovSmirnov(a, b)?.p).toBeCloseTo(kolmogorovUpper(2.1213), 5);
  expect(kolmogorovSmirnov(a, bins([0, 0, 0, 9]))).toBeNull();
  expect(kolmogorovSmirnov(binsOf(texts("a")), binsOf(texts("a")))).toBeNull();
});

test("numbers fall into deciles with missing apart; repeated values share an edge", () => {
  const ten = binsOf(numbers(...Array.from({ length: 100 }, (_, i) => i), Number.NaN));
  expect(ten.counts).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 1]);
  const zeros = binsOf(numbers(0, 0, 0, 0, 0, 0, 0, 0, 1, 5));
  expect(zeros.kind === "number" && zeros.edges[0]).toBe(0);
  expect(zeros.counts[0]).toBe(8);
  expect(zeros.counts.reduce((a, b) => a + b)).toBe(10);
  expect(binsOf(numbers(3, 3, 3)).counts).toEqual([3, 0]);
});

test("levels by frequency, those never seen together, missing last; blocks add up to the whole", () => {
  const reference = binsOf(texts("b", "a", "a", null));
  expect(reference).toEqual({ kind: "category", levels: ["a", "b"], counts: [2, 1, 0, 1] });
  const now = counted(reference, texts("a", "new", "new", null));
  expect(now.counts).toEqual([1, 0, 2, 1]);
  expect(shares(now)).toEqual([0.25, 0, 0.5, 0.25]);
  const blocks = addCounts(addCounts(emptied(reference), texts("a", "new")), texts("new", null));
  expect(blocks).toEqual(now);
});
