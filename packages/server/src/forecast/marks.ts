import { leastSquares, median } from "@lepton/core";
import { changePoints, type Series, seasonalAnomalies } from "@lepton/learn";

export interface Marks {
  anomalies: { at: number; value: number; z: number }[];
  changePoints: { at: number; before: number; after: number }[];
}
const mostAnomalies = 30;
const mostChanges = 8;

/**
 * What stands out in a history: values beyond 3.5 robust deviations of their season and level, and places where the level
 * moved. `known[t]` is false where a value was filled in.
 */
export function marksOf(series: Series, known: readonly boolean[]): Marks {
  const { z, places } = seasonalAnomalies(series);
  const anomalies = places
    .filter((t) => known[t])
    .map((at) => ({ at, value: series.values[at] as number, z: z[at] as number }))
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, mostAnomalies);
  return { anomalies, changePoints: levelShifts(series, new Set(places)) };
}

/**
 * Places where the level moved, strongest first, from candidates of PELT on the values less their season. PELT knows no
 * trend and draws a slope as stairs; so a candidate stays only where, within the stretch around it, a step explains what
 * a straight line does not: its coefficient beyond 5 standard errors, and a tenth of the level.
 */
function levelShifts({ values, seasons }: Series, outliers: ReadonlySet<number>): Marks["changePoints"] {
  const season = seasons.find((length) => values.length >= 3 * length) ?? 1;
  const flat = withoutSeason(values, season);
  // One wild value is an anomaly, not two changes.
  for (const t of outliers) flat[t] = median(around(flat, t, Math.max(season, 3))) ?? (flat[t] as number);
  const shortest = Math.max(season, 6);
  const candidates = changePoints(flat, { shortest, penalty: 6 * Math.log(values.length) });
  const found: (Marks["changePoints"][number] & { t: number })[] = [];
  for (const [i, at] of candidates.entries()) {
    const from = Math.max(candidates[i - 1] ?? 0, at - 4 * shortest);
    const to = Math.min(candidates[i + 1] ?? flat.length, at + 4 * shortest);
    const fit = leastSquares(
      Array.from({ length: to - from }, (_, k) => [k, from + k >= at ? 1 : 0]),
      Array.from(flat.subarray(from, to)),
    );
    if (fit.kind === "notEnough") continue;
    const [level, slope, step] = fit.coefficients;
    if (!level || !slope || !step) continue;
    const before = level.value + slope.value * (at - from);
    const after = before + step.value;
    const isLarge = Math.abs(step.value) >= 0.1 * Math.max(Math.abs(before), Math.abs(after));
    if (isLarge && Math.abs(step.t) > 5) found.push({ at, before, after, t: Math.abs(step.t) });
  }
  return found
    .sort((a, b) => b.t - a.t)
    .slice(0, mostChanges)
    .map(({ at, before, after }) => ({ at, before, after }));
}

const around = (values: Float64Array, t: number, half: number) => [
  ...values.subarray(Math.max(0, t - half), t),
  ...values.subarray(t + 1, t + half + 1),
];

/** Values less the median distance of their place in the season from the running median; the level stays. */
function withoutSeason(values: Float64Array, season: number): Float64Array {
  if (season < 2) return values.slice();
  const half = Math.floor(season / 2);
  const level = values.map(
    (_, t) => median([...values.subarray(Math.max(0, t - half), t + half + 1)]) as number,
  );
  const shape = Array.from({ length: season }, (_, k) => {
    const own: number[] = [];
    for (let t = k; t < values.length; t += season) own.push((values[t] as number) - (level[t] as number));
    return median(own) ?? 0;
  });
  const middle = shape.reduce((sum, value) => sum + value, 0) / season;
  return values.map((value, t) => value - (shape[t % season] as number) + middle);
}
