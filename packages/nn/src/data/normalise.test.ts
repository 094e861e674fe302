import { expect, test } from "vitest";
import { array, float32, int32 } from "../array/ndArray.ts";
import { normalisation, normalise } from "./normalise.ts";
import { oneHot } from "./oneHot.ts";

const train = array([
  [1, 10, 5],
  [3, 10, 7],
  [5, 10, 9],
]);

test("mean and population deviation per feature, by hand: 3, 10, 7 and √(8/3), 1 for the constant, √(8/3)", () => {
  const { mean, std } = normalise(train);
  expect([...mean]).toEqual([3, 10, 7]);
  expect([...std].map((value) => value.toFixed(12))).toEqual(
    [Math.sqrt(8 / 3), 1, Math.sqrt(8 / 3)].map((value) => value.toFixed(12)),
  );
});

test("other rows are measured with what training taught, and come back", () => {
  const fitted = normalise(train);
  const other = array([[3, 12, 7]]);
  expect([...fitted.apply(other).data]).toEqual([0, 2, 0]);
  expect([...fitted.invert(fitted.apply(other)).data]).toEqual([3, 12, 7]);
  const stored = normalisation(fitted.mean, fitted.std);
  expect(stored.apply(other)).toEqual(fitted.apply(other));
});

test("a large mean costs no digits: 10⁷ + {0, 1} has the deviation 0.5", () => {
  const x = float32(
    Float32Array.from({ length: 1000 }, (_, i) => 1e7 + (i % 2)),
    [1000, 1],
  );
  expect(normalise(x).std[0]).toBeCloseTo(0.5, 12);
});

test("nothing, missing values and other widths are refused", () => {
  expect(() => normalise(float32([], [0, 3]))).toThrow(/nothing to learn/);
  expect(() => normalise(array([[1, Number.NaN]]))).toThrow(/feature 1/);
  expect(() => normalise(train).apply(array([[1, 2]]))).toThrow(/learnt on 3 features/);
});

test("oneHot puts 1 at the class; a label outside the classes is named with its row", () => {
  expect(oneHot([2, 0])).toEqual(
    array([
      [0, 0, 1],
      [1, 0, 0],
    ]),
  );
  expect(oneHot(int32([1]), 4).shape).toEqual([1, 4]);
  expect(() => oneHot([0, 3], 3)).toThrow(/0 to 2.*3 in row 1/);
  expect(() => oneHot([-1], 3)).toThrow(expect.objectContaining({ code: "NN_LABEL_OUTSIDE" }));
});
