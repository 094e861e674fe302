import type { LeaderboardRow, Measured } from "@lepton/server";

const lowerIsBetter = new Set(["logLoss", "brier", "rmse", "mae"]);
export const isLowerBetter = (metric: string): boolean => lowerIsBetter.has(metric);
export const isShareMetric = (metric: string): boolean => metric === "accuracy";

/** Measures that any row has, the headline's first. */
export function metricsOf(rows: readonly LeaderboardRow[], headline: string): string[] {
  const names = new Set([headline, ...rows.flatMap(({ metrics }) => Object.keys(metrics))]);
  return [...names];
}

/** Best first; what could not be measured stands last. */
export function ranked(rows: readonly LeaderboardRow[], metric: string): LeaderboardRow[] {
  const sign = isLowerBetter(metric) ? 1 : -1;
  const of = ({ metrics }: LeaderboardRow) => {
    const value = metrics[metric]?.value;
    return value === undefined ? Number.POSITIVE_INFINITY : sign * value;
  };
  return [...rows].sort((a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)));
}

/** The best of the baselines that are not constant, else of all: what the model is held against. */
export function baselineRow(rows: readonly LeaderboardRow[], name: string): LeaderboardRow | undefined {
  return rows.find((row) => row.name === name) ?? rows.find(({ baseline }) => baseline);
}

export interface Domain {
  low: number;
  high: number;
}
/** The stretch that shows all values and intervals, with a twentieth of air at each side. */
export function domainOf(measures: readonly Measured[]): Domain {
  const ends = measures.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  if (ends.length === 0) return { low: 0, high: 1 };
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const air = high > low ? (high - low) / 20 : Math.max(Math.abs(high) / 20, 0.01);
  return { low: low - air, high: high + air };
}
/** Place of a value in a domain, percent. */
export const placeIn = ({ low, high }: Domain, value: number): number =>
  Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100));
