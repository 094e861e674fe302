import { LeptonError, random } from "@lepton/core";
import { rowsOf, type Target } from "../tabular/target.ts";

/** Row numbers, ascending; no row is in both. */
export interface Split {
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

export interface SplitPlan {
  seed: number;
  /** Of each row: rows of one group (a person, a machine) are never on both sides. */
  groups?: readonly (string | number | null)[];
  /** Of each row, any unit: the held-out rows are later than all training rows. */
  times?: ArrayLike<number>;
}

/**
 * Cross-validation in `folds` parts, by the first of these that is given: `times` → rolling origin, where each part is
 * predicted from all earlier ones (folds splits over folds + 1 parts); `groups` → whole groups, parts of similar size;
 * classes → every class spread evenly over the parts; otherwise at random.
 * Errors: LEARN_FOLDS when there are fewer rows or groups than folds.
 */
export function foldsOf(target: Target, folds: number, plan: SplitPlan): Split[] {
  const rows = rowsOf(target);
  const units = plan.groups ? new Set(plan.groups).size : rows;
  if (!(Number.isInteger(folds) && folds >= 2 && folds + (plan.times ? 1 : 0) <= units))
    throw new LeptonError("LEARN_FOLDS", {
      problem: "The number of folds must be at least 2, and there must be that many rows or groups.",
      received: `${folds} folds for ${units} ${plan.groups ? "groups" : "rows"}`,
      next: "Give fewer folds, or more data.",
    });
  if (plan.times) return rolling(plan.times, folds);
  const fold = plan.groups
    ? foldOfGroups(plan.groups, folds, plan.seed)
    : foldOfRows(target, folds, plan.seed);
  return Array.from({ length: folds }, (_, f) => splitBy(rows, (i) => fold[i] === f));
}

/**
 * One part held out, about `share` of the rows; as `foldsOf`: latest, whole groups, by class, or at random.
 * Errors: LEARN_SPLIT_EMPTY when one side would have no rows.
 */
export function holdOut(target: Target, share: number, plan: SplitPlan): Split {
  const rows = rowsOf(target);
  const split = plan.times
    ? latest(plan.times, share)
    : plan.groups
      ? someGroups(plan.groups, share, plan.seed)
      : someRows(target, share, plan.seed);
  if (split.training.length > 0 && split.heldOut.length > 0) return split;
  throw new LeptonError("LEARN_SPLIT_EMPTY", {
    problem: "Holding rows out leaves one side without rows.",
    received: `${split.heldOut.length} of ${rows} rows held out`,
    next: "Give more rows, groups or points in time, or another share.",
  });
}

function splitBy(rows: number, isHeldOut: (row: number) => boolean): Split {
  const training: number[] = [];
  const heldOut: number[] = [];
  for (let i = 0; i < rows; i++) (isHeldOut(i) ? heldOut : training).push(i);
  return { training: Int32Array.from(training), heldOut: Int32Array.from(heldOut) };
}

/** Rows in random order, those of one class together. */
function stratified(target: Target, seed: number): number[] {
  const order = random(seed).shuffle(Array.from({ length: rowsOf(target) }, (_, i) => i));
  if (target.task === "regression") return order;
  return order
    .map((row, at) => ({ row, at, label: target.labels[row] as number }))
    .sort((a, b) => a.label - b.label || a.at - b.at)
    .map(({ row }) => row);
}

function foldOfRows(target: Target, folds: number, seed: number): Int32Array {
  const fold = new Int32Array(rowsOf(target));
  stratified(target, seed).forEach((row, i) => {
    fold[row] = i % folds;
  });
  return fold;
}

/** Largest groups first, each into the part with the fewest rows; equal ones at random. */
function foldOfGroups(groups: readonly (string | number | null)[], folds: number, seed: number): Int32Array {
  const sizes = new Map<string | number | null, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const filled = new Float64Array(folds);
  const placed = new Map<string | number | null, number>();
  for (const [group, size] of random(seed)
    .shuffle([...sizes])
    .sort((a, b) => b[1] - a[1])) {
    const least = filled.indexOf(Math.min(...filled));
    placed.set(group, least);
    filled[least] = (filled[least] as number) + size;
  }
  return Int32Array.from(groups, (group) => placed.get(group) as number);
}

function rolling(times: ArrayLike<number>, folds: number): Split[] {
  const edges = quantileTimes(
    times,
    Array.from({ length: folds }, (_, f) => (f + 1) / (folds + 1)),
  );
  return edges.map((from, f) => {
    const to = edges[f + 1] ?? Number.POSITIVE_INFINITY;
    const training: number[] = [];
    const heldOut: number[] = [];
    for (let i = 0; i < times.length; i++) {
      const time = times[i] as number;
      if (time < from) training.push(i);
      else if (time < to) heldOut.push(i);
    }
    if (training.length === 0 || heldOut.length === 0)
      throw new LeptonError("LEARN_FOLDS", {
        problem: "Too many rows share one point in time to cut the data into this many parts.",
        received: `${folds} folds`,
        next: "Give fewer folds, or finer times.",
      });
    return { training: Int32Array.from(training), heldOut: Int32Array.from(heldOut) };
  });
}

function latest(times: ArrayLike<number>, share: number): Split {
  const [from = 0] = quantileTimes(times, [1 - share]);
  return splitBy(times.length, (i) => !((times[i] as number) < from));
}

/** Rows without a time cannot be put before or after others. Errors: LEARN_TIME_MISSING. */
function quantileTimes(times: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(times).sort();
  if (Number.isNaN(sorted.at(-1)))
    throw new LeptonError("LEARN_TIME_MISSING", {
      problem: "A row has no time, so it cannot be put before or after the others.",
      received: "NaN",
      next: "Leave rows without a time out.",
    });
  return shares.map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number,
  );
}

function someGroups(groups: readonly (string | number | null)[], share: number, seed: number): Split {
  const want = share * groups.length;
  const sizes = new Map<string | number | null, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const chosen = new Set<string | number | null>();
  let rows = 0;
  for (const [group, size] of random(seed).shuffle([...sizes])) {
    // A group that overshoots by more than it brings nearer stays in training.
    if (Math.abs(rows + size - want) > Math.abs(rows - want)) continue;
    chosen.add(group);
    rows += size;
  }
  return splitBy(groups.length, (i) => chosen.has(groups[i] as string | number | null));
}

/** Of each class its share, cumulatively, so that the whole has the share asked for. */
function someRows(target: Target, share: number, seed: number): Split {
  const order = stratified(target, seed);
  const isHeldOut = new Uint8Array(order.length);
  order.forEach((row, i) => {
    if (Math.floor((i + 1) * share + 0.5) > Math.floor(i * share + 0.5)) isHeldOut[row] = 1;
  });
  return splitBy(order.length, (i) => isHeldOut[i] === 1);
}
