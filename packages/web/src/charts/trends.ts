import type { ResultOf } from "@lepton/growth";

type Series = ResultOf<"trends">["series"][number];

/** What each series is called: by its value when one event is broken down, with its event when several are. */
export function seriesNames(
  series: readonly Pick<Series, "index" | "label" | "breakdown">[],
  other: string,
): string[] {
  const isAlone = new Set(series.map(({ index }) => index)).size === 1;
  return series.map(({ label, breakdown }) => {
    if (breakdown === null) return label;
    const value = breakdown === "Other" ? other : breakdown === "" ? "(–)" : breakdown;
    return isAlone ? value : `${label} · ${value}`;
  });
}

/**
 * The series that a pointer at `value` means: the nearest line, or the layer of a stack it is in.
 * Null without any value in that bucket.
 */
export function nearestSeries(
  series: readonly Pick<Series, "index" | "values">[],
  bucket: number,
  value: number,
  isStacked = false,
): number | null {
  let best: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  const tops = new Map<number, number>();
  for (const [i, { index, values }] of series.entries()) {
    const at = values[bucket];
    if (at === null || at === undefined) continue;
    const floor = tops.get(index) ?? 0;
    const top = isStacked ? floor + at : at;
    tops.set(index, top);
    if (isStacked && value >= floor && value <= top) return i;
    if (Math.abs(top - value) < distance) {
      best = i;
      distance = Math.abs(top - value);
    }
  }
  return best;
}
