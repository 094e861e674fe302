import type { Triangle } from "@lepton/core";
import { solveActive } from "./activeSet.ts";

/** min ½‖b − Rβ‖² + l1·‖β‖₁ + ½·l2·‖β‖², with the stopping rule. */
export interface Descent {
  /** R with b in its last column. */
  triangle: Triangle;
  l1: number;
  l2: number;
  /** Stops when the duality gap is at most this share of ‖b‖² + rest². */
  tolerance: number;
  maxSweeps: number;
}
export interface Descended {
  sweeps: number;
  /** Duality gap over ‖b‖² + rest²: how far the objective can at most be from its minimum. */
  gap: number;
}

/**
 * Cyclic coordinate descent from `beta`, which it changes: βⱼ ← soft(Rⱼᵀr + ‖Rⱼ‖²βⱼ, l1) / (‖Rⱼ‖² + l2).
 * A sweep costs features² whatever the number of rows behind the triangle; every 20 the coefficients in use are solved
 * for exactly.
 * Sources: Friedman, Hastie & Tibshirani 2010, J. Stat. Softw. 33(1); the gap as in Kim et al. 2007, IEEE J-STSP 1:606.
 */
export function descend({ triangle, l1, l2, tolerance, maxSweeps }: Descent, beta: Float64Array): Descended {
  const { size, data } = triangle;
  const features = size - 1;
  const columns = Array.from({ length: size }, (_, j) =>
    Float64Array.from({ length: Math.min(j + 1, features) }, (_, i) => data[i * size + j] as number),
  );
  const b = columns[features] as Float64Array;
  const rest = (data[size * size - 1] as number) ** 2;
  const squares = columns.map((column) => dot(column, column));
  const scale = (squares[features] as number) + rest;
  const residual = b.slice();
  for (let j = 0; j < features; j++) add(residual, columns[j] as Float64Array, -(beta[j] as number));
  let gap = Number.POSITIVE_INFINITY;
  let sweeps = 0;
  while (sweeps < maxSweeps) {
    sweeps++;
    for (let j = 0; j < features; j++) {
      const square = squares[j] as number;
      if (square + l2 === 0) continue;
      const column = columns[j] as Float64Array;
      const old = beta[j] as number;
      const pull = dot(column, residual) + square * old;
      const next = (Math.sign(pull) * Math.max(Math.abs(pull) - l1, 0)) / (square + l2);
      if (next === old) continue;
      add(residual, column, old - next);
      beta[j] = next;
    }
    if (sweeps % 20 === 0 && solveActive(triangle, l1, l2, beta)) {
      residual.set(b);
      for (let j = 0; j < features; j++) add(residual, columns[j] as Float64Array, -(beta[j] as number));
    }
    gap = dualityGap(columns, residual, b, beta, { l1, l2, rest }) / (scale || 1);
    if (gap <= tolerance) break;
  }
  return { sweeps, gap };
}

function dualityGap(
  columns: readonly Float64Array[],
  residual: Float64Array,
  b: Float64Array,
  beta: Float64Array,
  { l1, l2, rest }: { l1: number; l2: number; rest: number },
): number {
  const residualSquares = dot(residual, residual) + rest;
  let steepest = 0;
  let absolute = 0;
  let squares = 0;
  for (let j = 0; j < beta.length; j++) {
    const value = beta[j] as number;
    steepest = Math.max(steepest, Math.abs(dot(columns[j] as Float64Array, residual) - l2 * value));
    absolute += Math.abs(value);
    squares += value * value;
  }
  const shrink = steepest > l1 ? l1 / steepest : 1;
  return (
    ((1 + shrink * shrink) / 2) * residualSquares +
    l1 * absolute -
    shrink * (dot(residual, b) + rest) +
    (l2 / 2) * (1 + shrink * shrink) * squares
  );
}

/** Over the shorter of the two: a triangle's column ends at its diagonal. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, column: Float64Array, times: number): void {
  for (let i = 0; i < column.length; i++) to[i] = (to[i] as number) + times * (column[i] as number);
}
