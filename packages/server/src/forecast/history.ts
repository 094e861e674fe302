import { median } from "@lepton/core";
import type { Bucket, Interval } from "@lepton/growth";
import { shortSeason } from "./plan.ts";

/** What is learnt from: consecutive complete buckets, null where nothing is known. */
export interface History {
  buckets: string[];
  values: (number | null)[];
  /** Buckets taken for gaps: no value, or a zero that cannot be one. */
  gaps: string[];
  /** How many of the gaps were zeros. */
  zeroGaps: number;
  /** The bucket that was left out because it is still running. */
  running: string | null;
  /** Buckets at the end without anything, where there always was something: the data may have stopped arriving. */
  stopped: string[];
}

/** A zero among values of this size is no chance: e⁻¹⁰ by Poisson's law. */
const implausible = 10;
/** Seasons that are looked at on each side of a zero. */
const reach = 4;

/**
 * The history of one line. Buckets that are cut or still running are left out, so is everything before the first event
 * and the bucket in which it came. A zero where the same place of the seasons around holds ten or more is a gap in
 * collection, unless its day is known to be special; regular zeros (nights, weekends) stay what they are.
 */
export function historyOf(
  buckets: readonly Bucket[],
  all: readonly (number | null)[],
  { interval, special }: { interval: Interval; special: ReadonlySet<string> },
): History {
  const last = buckets.at(-1);
  const to = 1 + buckets.findLastIndex(({ complete }) => complete);
  const from = buckets.findIndex(({ complete }) => complete);
  const empty: History = { buckets: [], values: [], gaps: [], zeroGaps: 0, running: null, stopped: [] };
  if (from < 0) return empty;
  const begun = all.findIndex((value, i) => i >= from && i < to && value !== null && value !== 0);
  if (begun < 0) return empty;
  const start = begun > from ? begun + 1 : begun;
  const names = buckets.slice(start, to).map((bucket) => bucket.start);
  const values = all.slice(start, to).map((value) => value ?? null);
  const season = shortSeason(interval);
  const isSpecial = (t: number) => special.has((names[t] ?? "").slice(0, 10));

  let end = values.length;
  while (end > 0 && isGap(values, end - 1, season, { before: 2, after: 0 }) && !isSpecial(end - 1)) end--;
  const stopped = names.slice(end);

  const gaps: string[] = [];
  let zeroGaps = 0;
  const kept = values.slice(0, end).map((value, t) => {
    const isZero = value === 0 && !isSpecial(t) && isGap(values, t, season, { before: 1, after: 1 });
    if (value !== null && !isZero) return value;
    gaps.push(names[t] ?? "");
    if (isZero) zeroGaps++;
    return null;
  });
  return {
    buckets: names.slice(0, end),
    values: kept,
    gaps,
    zeroGaps,
    running: last && !last.complete ? last.start : null,
    stopped,
  };
}

/** Whether nothing stands at `t`, though the same place of the seasons around it held plenty. */
function isGap(
  values: readonly (number | null)[],
  t: number,
  season: number,
  need: { before: number; after: number },
): boolean {
  if (values[t] === null) return true;
  if (values[t] !== 0) return false;
  const side = (direction: -1 | 1) =>
    Array.from({ length: reach }, (_, k) => values[t + direction * (k + 1) * season] ?? 0).filter(
      (value) => value > 0,
    );
  const [before, after] = [side(-1), side(1)];
  if (before.length < need.before || after.length < need.after) return false;
  return (median([...before, ...after]) ?? 0) >= implausible;
}
