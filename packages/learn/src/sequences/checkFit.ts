import { LeptonError } from "@lepton/core";
import { checkVaries } from "../tabular/target.ts";
import type { Moments } from "./moments.ts";
import { type SequenceTarget, targetRows } from "./outcomes.ts";

/** Fewer rows than this settle nothing. */
const fewest = 20;

/** Errors: LEARN_ROWS_DIFFER, LEARN_TOO_FEW_ROWS, LEARN_TARGET_CONSTANT. */
export function checkSequenceFit(x: Moments, y: SequenceTarget): void {
  const rows = x.persons.length;
  if (rows !== targetRows(y))
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "The moments and the outcomes have different numbers of rows.",
      received: `${rows} and ${targetRows(y)}`,
      next: "Give one outcome per row, as `outcomesOf` does.",
    });
  if (rows < fewest || new Set(x.persons).size < fewest)
    throw new LeptonError("LEARN_TOO_FEW_ROWS", {
      problem: "Too few persons at points in time to learn from.",
      received: `${rows} rows of ${new Set(x.persons).size} persons`,
      next: `Give ${fewest} persons at least; some thousands are better for a network.`,
    });
  if (y.task !== "survival") checkVaries(y);
  else if (!y.isObserved.includes(1))
    throw new LeptonError("LEARN_TARGET_CONSTANT", {
      problem: "The event came to nobody within the horizon, so when it comes cannot be learnt.",
      received: `${rows} rows, none with the event`,
      next: "Give a longer horizon, or another event.",
    });
}
