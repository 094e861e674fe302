import { LeptonError } from "@lepton/core";

/** A size known when the graph is built, or the name of one known when it runs ("batch"). Equal names are equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/** The dims as numbers when all are known. */
export function staticShape(shape: Shape): number[] | undefined {
  return shape.every((dim) => typeof dim === "number") ? (shape as number[]) : undefined;
}

/** ∏ of the known sizes and the names of the others, sorted; "50*batch" is both. */
export function elementsOf(shape: Shape): { known: number; named: string[] } {
  let known = 1;
  const named: string[] = [];
  for (const dim of shape) {
    if (typeof dim === "number") known *= dim;
    else
      for (const factor of dim.split("*")) {
        const size = Number(factor);
        if (Number.isNaN(size)) named.push(factor);
        else known *= size;
      }
  }
  return { known, named: named.sort() };
}

/** The size that is the product of a number and named sizes: 12, "batch", "50*batch". */
export const productDim = (known: number, named: readonly string[]): Dim =>
  named.length === 0 ? known : [...(known === 1 ? [] : [known]), ...[...named].sort()].join("*");

/** Axis counted from the front; negative ones count from the end. Errors: NN_AXIS_INVALID. */
export function axisOf(axis: number, rank: number, what: string): number {
  const from = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || from < 0 || from >= rank)
    throw new LeptonError("NN_AXIS_INVALID", {
      problem: `${what} has no such axis; its input has ${rank} axes.`,
      received: `axis ${axis}`,
      next: `Give an axis from ${-rank} to ${rank - 1}.`,
    });
  return from;
}

/** NumPy's broadcasting: aligned from the right, equal or 1. Errors: NN_SHAPE_MISMATCH. */
export function broadcast(a: Shape, b: Shape, what: string): Dim[] {
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw mismatch(what, `shapes ${showShape(a)} and ${showShape(b)}`);
    out.push(x === 1 ? y : x);
  }
  return out;
}

export function mismatch(what: string, received: string, next?: string): LeptonError {
  return new LeptonError("NN_SHAPE_MISMATCH", {
    problem: `${what} cannot take these shapes.`,
    received,
    next: next ?? "Give shapes whose sizes are equal, or 1, from the last axis on.",
  });
}
