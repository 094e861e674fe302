import { expect, test } from "vitest";
import type { Predict, Row } from "../predict.ts";
import { permutationImportance } from "./permutationImportance.ts";

const rows: Row[] = Array.from({ length: 120 }, (_, i) => [(i * 7) % 11, (i * 7) % 11, (i * 5) % 13, i]);
const f: Predict = (all) => all.map((r) => (r[0] as number) + (r[1] as number) + 0.5 * (r[2] as number));
const truth = Array.from(f(rows) as number[]);
const squares = (y: readonly number[], p: ArrayLike<number>) =>
  y.reduce((sum, v, i) => sum + (v - (p[i] as number)) ** 2, 0) / y.length;

test("what the model uses matters, in order; what it ignores does not; the score is the plain one", async () => {
  const { score, importances } = await permutationImportance(f, rows, truth, squares, {
    higherIsBetter: false,
    groups: { twins: [0, 1], third: [2], row: [3] },
  });
  expect(score).toBe(0);
  expect(importances.map(({ name }) => name)).toEqual(["twins", "third", "row"]);
  expect(importances[2]?.loss).toEqual({ value: 0, low: 0, high: 0, level: 0.95, n: 10 });
  // Shuffling x adds 2·var(x)·(1 − 1/n) to the squared error on average: here of x₀ + x₁ and of x₂/2.
  const variance = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  };
  const twins = 2 * variance(rows.map((r) => (r[0] as number) + (r[1] as number)));
  expect(importances[0]?.loss.low).toBeLessThan(twins * 1.1);
  expect(importances[0]?.loss.high).toBeGreaterThan(twins * 0.9);
});

test("higherIsBetter turns the sign, and bad input says what is wrong", async () => {
  const minus = (y: readonly number[], p: ArrayLike<number>) => -squares(y, p);
  const options = { repeats: 3, seed: 1 };
  const error = await permutationImportance(f, rows, truth, squares, { ...options, higherIsBetter: false });
  const gain = await permutationImportance(f, rows, truth, minus, { ...options, higherIsBetter: true });
  expect(gain.importances).toEqual(error.importances);
  await expect(permutationImportance(f, rows, [1], squares, { higherIsBetter: true })).rejects.toMatchObject({
    code: "TRUST_ROW_WIDTH",
  });
  await expect(
    permutationImportance(f, rows, truth, () => Number.NaN, { higherIsBetter: true }),
  ).rejects.toMatchObject({ code: "TRUST_METRIC" });
  await expect(permutationImportance(f, [], [], squares, { higherIsBetter: true })).rejects.toMatchObject({
    code: "TRUST_EMPTY_BACKGROUND",
  });
});
