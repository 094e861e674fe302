import fc from "fast-check";
import { expect, test } from "vitest";
import { triangleOf } from "./design.ts";
import { dependentColumns, emptyTriangle, fold, invertTriangle, solveTriangle, type Triangle } from "./qr.ts";
import { conditionNumber, singularValues } from "./singularValues.ts";

const fillFrom =
  (rows: readonly (readonly number[])[]) =>
  (from: number, count: number, block: Float64Array, stride: number) => {
    for (let i = 0; i < count; i++)
      rows[from + i]?.forEach((value, j) => {
        block[j * stride + i] = value;
      });
  };
/** RᵀR, free of the signs of R's rows. */
const gram = ({ size, data }: Triangle) =>
  Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let m = 0; m < size; m++)
      sum +=
        (data[m * size + (at % size)] as number) * (data[m * size + (at - (at % size)) / size] as number);
    return sum;
  });
const tall = fc.array(
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }),
  {
    minLength: 1,
    maxLength: 700, // beyond two blocks
  },
);

test("RᵀR is XᵀX whether rows come at once or in two parts", () => {
  fc.assert(
    fc.property(tall, fc.nat(700), (rows, cut) => {
      const whole = fold(emptyTriangle(3), rows.length, fillFrom(rows));
      const first = rows.slice(0, cut);
      const rest = rows.slice(cut);
      const parts = fold(fold(emptyTriangle(3), first.length, fillFrom(first)), rest.length, fillFrom(rest));
      const expected = Array.from({ length: 9 }, (_, at) =>
        rows.reduce((sum, row) => sum + (row[at % 3] ?? 0) * (row[(at - (at % 3)) / 3] ?? 0), 0),
      );
      const scale = Math.max(1, ...expected.map(Math.abs));
      for (const triangle of [whole, parts])
        gram(triangle).forEach((value, at) => {
          expect(Math.abs(value - (expected[at] ?? 0)) / scale).toBeLessThan(1e-12);
        });
    }),
    { numRuns: 50 },
  );
});

test("entries too small to be squared count as zero", () => {
  const rows = [
    [0, -1.5717277847026288e-162, 0],
    [0, 0, 0],
  ];
  expect(gram(fold(emptyTriangle(3), 2, fillFrom(rows))).every((value) => value === 0)).toBe(true);
});

test("a triangle solves and inverts; a repeated column is found", () => {
  const x = { data: [1, 4, 2, 1, 3, 5, 4, 2, 5, 9], rows: 5, columns: 2 };
  const y = [3 + 2 - 4, 3 + 4 - 1, 3 + 6 - 5, 3 + 8 - 2, 3 + 10 - 9];
  const triangle = triangleOf(x, y, { intercept: true, weights: null });
  [3, 2, -1].forEach((value, j) => {
    expect(solveTriangle(triangle)[j]).toBeCloseTo(value, 12);
  });
  const inverse = invertTriangle(triangle, 3);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let m = 0; m < 3; m++)
        sum += (triangle.data[i * 4 + m] as number) * (inverse.data[m * 3 + j] as number);
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  const twice = { data: [1, 2, 2, 4, 5, 10, 7, 14], rows: 4, columns: 2 };
  expect(dependentColumns(triangleOf(twice, [1, 2, 3, 4], { intercept: true, weights: null }), 3)).toEqual([
    2,
  ]);
});

test("singular values of the 4 × 4 Hilbert matrix, condition 15,513.738738929 (Higham 2002, Table 28.1: 1.55e4)", () => {
  const hilbert = Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (_, j) => 1 / (i + j + 1)));
  const triangle = fold(emptyTriangle(4), 4, fillFrom(hilbert));
  expect(conditionNumber(triangle, 4)).toBeCloseTo(15513.738738929, 5);
  const [largest = 0] = singularValues(triangle, 4);
  expect(largest).toBeCloseTo(1.5002142800592426, 12); // numpy.linalg.svd
});
