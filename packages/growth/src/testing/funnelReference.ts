import { reachOf } from "../questions/funnel/reach.ts";

/** An event as the reference sees it: time in milliseconds, mask of steps, mask of exclusions. */
export interface Seen {
  ms: number;
  steps: number;
  exclusions: number;
}
export interface ReferenceFunnel {
  steps: number;
  order: "ordered" | "strict" | "unordered";
  windowMs: number;
  exclusions: readonly { from: number; to: number }[];
}

/**
 * The funnel of one person, run by run, as plainly as the definition reads; slow. The statements are tested against it.
 * Gives the times of the steps reached by the best clean run: furthest, then soonest there, then entered last.
 */
export function funnelReference(events: readonly Seen[], funnel: ReferenceFunnel): number[] {
  const sorted = [...events].sort((a, b) => a.ms - b.ms);
  const instants = [...new Set(sorted.map(({ ms }) => ms))].map((ms) =>
    sorted.filter((event) => event.ms === ms),
  );
  const runs = instants.flatMap((_, i) => {
    const run =
      funnel.order === "unordered"
        ? unordered(instants.slice(i), funnel)
        : ordered(instants.slice(i), funnel);
    return run === null || run.length === 0 ? [] : [run];
  });
  const last = (run: number[]) => run.at(-1) ?? 0;
  return runs.sort((a, b) => b.length - a.length || last(a) - last(b) || (b[0] ?? 0) - (a[0] ?? 0))[0] ?? [];
}

/**
 * The run entered at the first instant; null when it is tainted. `levels` are those it may stand at: in strict order a
 * tie may be settled so that only some of its steps are taken, which leaves the others to the next event.
 */
function ordered(
  instants: readonly Seen[][],
  { steps, order, windowMs, exclusions }: ReferenceFunnel,
): number[] | null {
  const entry = instants[0]?.[0]?.ms ?? 0;
  const times: number[] = [];
  let levels = new Set([0]);
  for (const [i, group] of instants.entries()) {
    const ms = group[0]?.ms ?? 0;
    if (ms - entry > windowMs) break;
    const reach = reachOf(
      group.map((event) => event.steps),
      steps,
    );
    const next = new Set(order === "strict" || i === 0 ? [] : levels);
    for (const level of levels) for (let k = level + 1; k <= (reach[level] ?? level); k++) next.add(k);
    levels = next;
    if (levels.size === 0) break;
    while (times.length < Math.max(...levels)) times.push(ms);
  }
  const isTainted = exclusions.some(({ from, to }, bit) =>
    instants.flat().some((event) => {
      const after = times[from];
      const before = times[to] ?? Number.POSITIVE_INFINITY;
      const isExcluded = (event.exclusions >> bit) & 1 && event.ms - entry <= windowMs;
      return isExcluded && after !== undefined && event.ms > after && event.ms < before;
    }),
  );
  return isTainted ? null : times;
}

/** Steps made from the first instant on, in any order, until the window ends or an exclusion is seen. */
function unordered(instants: readonly Seen[][], { steps, windowMs }: ReferenceFunnel): number[] {
  const entry = instants[0]?.[0]?.ms ?? 0;
  if (!instants[0]?.some((event) => event.steps !== 0)) return [];
  const seen: number[] = [];
  const times: number[] = [];
  for (const group of instants) {
    const ms = group[0]?.ms ?? 0;
    if (ms - entry > windowMs) break;
    seen.push(...group.map((event) => event.steps));
    while (times.length < matched(seen, steps)) times.push(ms);
    if (ms > entry && group.some((event) => event.exclusions !== 0)) break;
  }
  return times;
}

/** Most steps that can each be given an event of its own. */
function matched(masks: readonly number[], steps: number): number {
  let best = 0;
  for (let chosen = 0; chosen < 2 ** steps; chosen++) {
    const picked = Array.from({ length: steps }, (_, k) => k).filter((k) => (chosen >> k) & 1);
    const compact = masks.map((mask) => picked.reduce((sum, k, i) => sum | (((mask >> k) & 1) << i), 0));
    if (picked.length > best && reachOf(compact, picked.length)[0] === picked.length) best = picked.length;
  }
  return best;
}
