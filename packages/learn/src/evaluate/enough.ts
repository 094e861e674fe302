import { LeptonError } from "@lepton/core";
import { rowsOf, type Target } from "../tabular/target.ts";

/** Fewer known outcomes than this judge nothing. */
const leastRows = 30;

/** Errors: LEARN_TOO_FEW_ROWS, LEARN_CLASS_RARE. */
export function checkEnough(y: Target, name: string): void {
  if (rowsOf(y) < leastRows)
    throw new LeptonError("LEARN_TOO_FEW_ROWS", {
      problem: `Too few rows have a known ${name} for a model that could be judged.`,
      received: `${rowsOf(y)} rows`,
      next: `Give ${leastRows} at least; some hundreds are better.`,
      field: name,
    });
  if (y.task === "regression") return;
  const counts = y.classes.map((_, c) => y.labels.reduce((sum, label) => sum + Number(label === c), 0));
  const rarest = counts.indexOf(Math.min(...counts));
  if ((counts[rarest] as number) >= 5) return;
  throw new LeptonError("LEARN_CLASS_RARE", {
    problem: `A class of ${name} is too rare to be both learnt and judged.`,
    received: `${y.classes[rarest]} in ${counts[rarest]} of ${rowsOf(y)} rows`,
    next: "Give 5 rows of every class at least, put rare classes together, or leave them out.",
    field: name,
  });
}

/** Errors: LEARN_CLASS_RARE when a side has one outcome only. */
export function checkBothSides(training: Target, test: Target, name: string): void {
  if (training.task !== "classification" || test.task !== "classification") return;
  for (const [side, { labels }] of [
    ["training", training],
    ["test", test],
  ] as const)
    if (new Set(labels).size < 2)
      throw new LeptonError("LEARN_CLASS_RARE", {
        problem: `After the split by time or group the ${side} rows have one outcome of ${name} only.`,
        received: `${labels.length} ${side} rows`,
        next: "Give a longer time or more groups, or another share of test rows.",
        field: name,
      });
}
