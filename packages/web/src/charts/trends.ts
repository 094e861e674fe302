import type { ResultOf } from "@lepton/growth";

type Series = ResultOf<"trends">["series"][number];

export function seriesName({ label, breakdown }: Pick<Series, "label" | "breakdown">, other: string): string {
  if (breakdown === null) return label;
  return breakdown === "Other" ? other : breakdown === "" ? "(–)" : breakdown;
}

/** The series whose value at a bucket is nearest to where the pointer was; null without any value. */
export function nearestSeries(
  series: readonly Pick<Series, "values">[],
  bucket: number,
  value: number,
): number | null {
  let best: number | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const [i, { values }] of series.entries()) {
    const at = values[bucket];
    if (at === null || at === undefined) continue;
    if (Math.abs(at - value) < distance) {
      best = i;
      distance = Math.abs(at - value);
    }
  }
  return best;
}
