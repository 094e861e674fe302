import fc from "fast-check";
import { expect, test } from "vitest";
import { agree, golden } from "../testing/golden.ts";
import { elasticNet, elasticNetPath, lasso, lassoPath } from "./elasticNet.ts";
import type { FittedLinear } from "./fittedLinear.ts";
import { linearRegression } from "./linearRegression.ts";
import { ridge, ridgePath } from "./ridge.ts";
import { linearModelFromJSON } from "./saved.ts";

const { list } = golden("linear"); // scikit-learn 1.2.1
const raw = { data: list("diabetes/x"), shape: [442, 10] };
const x = { data: list("diabetes/standardised"), shape: [442, 10] };
const y = list("diabetes/y");
const weights = list("diabetes/weights");
const all = ({ intercept, coefficients }: FittedLinear) => [intercept, ...coefficients];

test("ridge agrees with scikit-learn's Ridge(alpha)", () => {
  for (const penalty of [0.1, 1, 1000])
    agree(all(ridge({ penalty }).fit(raw, y)), list(`diabetes/ridge/${penalty}`), 9);
  agree(all(ridge({ penalty: 3 }).fit(x, y, { weights })), list("diabetes/ridgeWeighted"), 9);
  agree(all(ridge({ penalty: 3, intercept: false }).fit(raw, y)), list("diabetes/ridgeWithoutIntercept"), 9);
});

test("ridge at 0 is least squares; a path is its points", () => {
  const plain = linearRegression(raw, y);
  if (plain.kind === "notEnough") throw new Error("442 rows are enough");
  agree(all(ridge({ penalty: 0 }).fit(raw, y)), [plain.intercept, ...plain.coefficients], 10);
  for (const { penalty, model } of ridgePath(raw, y, { penalties: [10, 1, 0.1], weights }))
    agree(all(model), all(ridge({ penalty }).fit(raw, y, { weights })), 12);
});

test("ridge copes with more features than rows: the dual formula Xᵀ(XXᵀ + λI)⁻¹y by hand", () => {
  // One centred direction: x = ±(1, 2, 3), y = ±1. XXᵀ has the eigenvalue 28, so β = 2·(1, 2, 3)/(28 + λ).
  const model = ridge({ penalty: 2 }).fit(
    [
      [1, 2, 3],
      [-1, -2, -3],
    ],
    [1, -1],
  );
  agree([...model.coefficients], [2 / 30, 4 / 30, 6 / 30], 12);
});

test("lasso and elastic net agree with scikit-learn, zeros exactly", () => {
  for (const penalty of [0.1, 2, 10]) {
    const model = lasso({ penalty }).fit(x, y);
    const expected = list(`diabetes/lasso/${penalty}`);
    agree(all(model), expected, 5); // the gap of 1e-10 leaves 1e-5 of a coefficient
    expect(all(model).map((v) => v === 0)).toEqual(expected.map((v) => v === 0));
  }
  agree(all(lasso({ penalty: 0.1, tolerance: 1e-14 }).fit(x, y)), list("diabetes/lasso/0.1"), 7);
  agree(all(elasticNet({ penalty: 0.5, l1Ratio: 0.3 }).fit(x, y)), list("diabetes/elasticNet/0.5"), 6);
  agree(all(elasticNet({ penalty: 2, l1Ratio: 0.7 }).fit(x, y)), list("diabetes/elasticNet/2"), 6);
  agree(
    all(elasticNet({ penalty: 0.5, l1Ratio: 0.3, intercept: false }).fit(x, y)),
    list("diabetes/elasticNetWithoutIntercept"),
    6,
  );
  agree(
    all(elasticNet({ penalty: 0.5, l1Ratio: 0.6 }).fit(x, y, { weights })),
    list("diabetes/elasticNetWeighted"),
    6,
  );
});

test("the lasso path agrees with scikit-learn's lasso_path, from all zero", () => {
  const path = lassoPath(x, y, { count: 7, tolerance: 1e-14 });
  agree(
    path.map((point) => point.penalty),
    list("diabetes/lassoPath/penalties"),
    10,
  );
  agree(
    path.flatMap((point) => [...point.model.coefficients]),
    list("diabetes/lassoPath/coefficients"),
    5,
  );
  expect(path[0]?.model.coefficients.every((b) => b === 0)).toBe(true);
});

test("an elastic net without an L1 part is ridge at λ·n", () => {
  agree(
    all(elasticNet({ penalty: 2, l1Ratio: 0 }).fit(x, y)),
    all(ridge({ penalty: 2 * 442 }).fit(x, y)),
    10,
  );
  agree(
    all(elasticNet({ penalty: 2, l1Ratio: 1e-9 }).fit(x, y)),
    all(ridge({ penalty: 2 * 442 }).fit(x, y)),
    4,
  );
});

test("nearly dependent features settle: coordinate descent alone has a gap of 2e-9 after 100,000 sweeps here", () => {
  const rows = [
    [-7, 6],
    [-5, 5],
    [9, -3],
  ];
  const target = [0, -1, 0];
  const model = lasso({ penalty: 0.01, tolerance: 1e-13, maxSweeps: 200 }).fit(rows, target);
  const residuals = model.predict(rows).map((fit, i) => (target[i] ?? 0) - fit);
  for (const j of [0, 1]) {
    const slope = residuals.reduce((sum, e, i) => sum + (e * (rows[i]?.[j] ?? 0)) / 3, 0);
    expect(slope).toBeCloseTo(0.01 * Math.sign(model.coefficients[j] ?? 0), 10); // both in use: |slope| = penalty
  }
});

test("with orthogonal features the lasso is soft thresholding, by hand", () => {
  // XᵀX = 4·I, Xᵀy = (12, 2): β = soft(Xᵀy/4, λ) = (3 − 1, 0).
  const rows = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ];
  const model = lasso({ penalty: 1, intercept: false }).fit(rows, [4, 2, -3, -3]);
  agree([...model.coefficients], [2, 0], 12);
});

const table = fc.array(
  fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })),
  { minLength: 3, maxLength: 30 },
);
test("a larger penalty never lengthens the coefficients; the lasso's optimality conditions hold", () => {
  fc.assert(
    fc.property(table, fc.double({ min: 0.01, max: 5, noNaN: true }), (cases, penalty) => {
      const rows = cases.map(([a, b]) => [a, b]);
      const target = cases.map((c) => c[2]);
      const norm = (of: FittedLinear) => Math.hypot(...of.coefficients);
      const small = ridge({ penalty }).fit(rows, target);
      expect(norm(ridge({ penalty: 2 * penalty }).fit(rows, target))).toBeLessThanOrEqual(norm(small) + 1e-9);
      const sparse = lasso({ penalty, tolerance: 1e-13 }).fit(rows, target);
      const fit = sparse.predict(rows);
      for (const j of [0, 1]) {
        const slope =
          cases.reduce((sum, c, i) => sum + (c[j] ?? 0) * (c[2] - (fit[i] ?? 0)), 0) / cases.length;
        expect(Math.abs(slope)).toBeLessThanOrEqual(penalty + 1e-4);
        if (sparse.coefficients[j])
          expect(slope).toBeCloseTo(penalty * Math.sign(sparse.coefficients[j] ?? 0), 4);
      }
    }),
  );
});

test("saved and loaded they predict alike", () => {
  for (const model of [ridge().fit(x, y), lasso().fit(x, y)]) {
    const loaded = linearModelFromJSON(JSON.parse(JSON.stringify(model)));
    if (loaded.kind !== "linear") throw new Error(loaded.kind);
    expect(loaded.predict(x)).toEqual(model.predict(x));
  }
});

test("one row and one column work", () => {
  expect(all(ridge().fit([2], [3]))).toEqual([3, 0]);
  expect(all(lasso().fit([2], [3]))).toEqual([3, 0]);
});

test("bad options and fits that cannot be are named", () => {
  expect(() => ridge({ penalty: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: penalty must be a number of 0 or more. Received: -1. Correct the option.]`,
  );
  expect(() => elasticNet({ l1Ratio: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: l1Ratio must be a number from 0 to 1. Received: 2. Correct the option.]`,
  );
  expect(() => elasticNetPath(x, y, { l1Ratio: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: l1Ratio must be a number from 0.001 to 1. Received: 0. Correct the option.]`,
  );
  expect(() =>
    ridge({ penalty: 0 }).fit(
      [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      [1, 2, 3],
    ),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A feature is constant or a combination of the others, so without a penalty its effect is not defined. Received: x2. Give a penalty above 0, or leave the named features out.]`,
  );
  expect(() => lasso({ penalty: 0.001, maxSweeps: 1 }).fit(raw, y)).toThrowError(
    /did not settle within 1 sweeps/,
  );
});
