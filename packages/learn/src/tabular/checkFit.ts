import { LeptonError } from "@lepton/core";
import type { Table } from "../table/table.ts";
import { checkVaries, rowsOf, type Target } from "./target.ts";

/** Weights of the rows, or null where all count alike. Errors: LEARN_ROWS_DIFFER, LEARN_TARGET_CONSTANT, LEARN_WEIGHTS. */
export function checkFit(x: Table, y: Target, weights?: ArrayLike<number>): Float64Array | null {
  if (x.rows !== rowsOf(y)) throw rowsDiffer(x.rows, rowsOf(y), "target");
  checkVaries(y);
  if (weights === undefined) return null;
  if (weights.length !== x.rows) throw rowsDiffer(x.rows, weights.length, "weights");
  const read = Float64Array.from(weights);
  const bad = read.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad < 0 && read.some((weight) => weight > 0)) return read;
  throw new LeptonError("LEARN_WEIGHTS", {
    problem: "Weights must be zero or more, and some of them above zero.",
    received: bad < 0 ? "all zero" : `${read[bad]} in row ${bad}`,
    next: "Give how much each row counts.",
  });
}

const rowsDiffer = (rows: number, other: number, name: string) =>
  new LeptonError("LEARN_ROWS_DIFFER", {
    problem: `The table and the ${name} have different numbers of rows.`,
    received: `${rows} and ${other}`,
    next: "Give one of each per row.",
  });
