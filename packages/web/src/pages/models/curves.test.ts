import fc from "fast-check";
import { expect, test } from "vitest";
import { expectedAt, lift, precisionRecall, topFifthScore, yAt } from "./curves.ts";

const gain = [
  { x: 0, y: 0 },
  { x: 0.2, y: 0.6 },
  { x: 1, y: 1 },
];

test("a value between two points lies on the line through them, beyond the ends it stays", () => {
  expect(yAt(gain, 0.1)).toBeCloseTo(0.3, 12);
  expect(yAt(gain, 0.6)).toBeCloseTo(0.8, 12);
  expect(yAt(gain, 2)).toBe(1);
  expect(yAt(gain, -1)).toBe(0);
});

test("precision and recall of 100 people by hand: 20 it happened to, 15 of them among 25 flagged", () => {
  // fpr = 10/80, tpr = 15/20; precision = 15/25.
  expect(precisionRecall([{ x: 10 / 80, y: 15 / 20 }], 0.2)).toEqual([
    { x: 0.75, y: expect.closeTo(0.6, 12) },
  ]);
  // The first fifth holds 60 %: 12 of 20 among 20 flagged.
  expect(expectedAt(gain, 0.2, 0.2)).toEqual({ recall: 0.6, precision: expect.closeTo(0.6, 12) });
  expect(lift(gain)[0]).toEqual({ x: 0.2, y: expect.closeTo(3, 12) });
});

test("whoever flags everybody finds all of them, at the share it happens to", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (share) => {
      const expected = expectedAt(gain, share, 1);
      expect(expected?.recall).toBe(1);
      expect(expected?.precision).toBeCloseTo(share, 12);
      const all = precisionRecall([{ x: 1, y: 1 }], share);
      expect(all[0]?.y).toBeCloseTo(share, 12);
    }),
  );
  expect(expectedAt(gain, 0.2, 0)).toBeNull();
});

test("the highest fifth begins between the eighth and the ninth of ten groups", () => {
  const groups = Array.from({ length: 10 }, (_, i) => ({
    predicted: i / 10,
    observed: i / 10,
    low: 0,
    high: 1,
    n: 10,
  }));
  expect(topFifthScore(groups)).toBeCloseTo(0.75, 12);
  expect(topFifthScore(null)).toBeNull();
});
