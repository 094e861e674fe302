import { quantile } from "@lepton/core";
import { type Column, isMissing, levelAt } from "../table/table.ts";

/** How often values fall into each bin; plain data. The last bin counts what is missing. */
export type Bins =
  /** Bins (−∞, e₁], (e₁, e₂], …, (eₖ, ∞), missing: edges.length + 2 counts. */
  | { kind: "number"; edges: number[]; counts: number[] }
  /** Each level, all others together, missing: levels.length + 2 counts. */
  | { kind: "category"; levels: string[]; counts: number[] };

const quantiles = 10;
const mostLevels = 10;

/** Bins of about equal numbers of rows (deciles; fewer where values repeat), or of the ten most frequent levels. */
export function binsOf(column: Column): Bins {
  const empty: Bins =
    column.kind === "number" || column.kind === "date" || column.kind === "boolean"
      ? { kind: "number", edges: edgesOf(column), counts: [] }
      : { kind: "category", levels: levelsOf(column), counts: [] };
  return counted(empty, column);
}

/** The same bins, counted anew over another column. */
export const counted = (bins: Bins, column: Column): Bins => addCounts(emptied(bins), column);

export const emptied = (bins: Bins): Bins => ({
  ...bins,
  counts: new Array<number>((bins.kind === "number" ? bins.edges : bins.levels).length + 2).fill(0),
});

/** Adds a column's values to the counts, in place, for rows that come in blocks. */
export function addCounts(bins: Bins, column: Column): Bins {
  const { counts } = bins;
  const last = counts.length - 1;
  const places = bins.kind === "category" ? new Map(bins.levels.map((level, at) => [level, at])) : null;
  for (let i = 0; i < column.values.length; i++) {
    const at = isMissing(column, i)
      ? last
      : bins.kind === "number"
        ? placeOf(bins.edges, Number(column.values[i]))
        : (places?.get(levelAt(column, i) ?? "") ?? last - 1);
    counts[at] = (counts[at] as number) + 1;
  }
  return bins;
}

function placeOf(edges: readonly number[], value: number): number {
  const at = edges.findIndex((edge) => value <= edge);
  return at < 0 ? edges.length : at;
}

function edgesOf(column: Column): number[] {
  const known: number[] = [];
  for (let i = 0; i < column.values.length; i++)
    if (!isMissing(column, i)) known.push(Number(column.values[i]));
  if (known.length === 0) return [];
  known.sort((a, b) => a - b);
  const edges = Array.from(
    { length: quantiles - 1 },
    (_, q) => quantile(known, (q + 1) / quantiles) as number,
  );
  // An edge at the largest value would leave the bin above it empty.
  return [...new Set(edges)].filter((edge) => edge < (known.at(-1) as number));
}

function levelsOf(column: Column): string[] {
  const counts = new Map<string, number>();
  for (let i = 0; i < column.values.length; i++) {
    const level = levelAt(column, i);
    if (level !== null) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostLevels)
    .map(([level]) => level);
}
