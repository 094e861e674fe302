import type { Interval } from "@lepton/growth";

/** How the past is rehearsed: origins that the method is chosen on, origins it is checked on, steps between them. */
export interface Plan {
  choice: number;
  check: number;
  step: number;
}

/** Steps of the shortest season of an interval; 1 where none is taken for granted. */
const seasonOf: Record<Interval, number> = { hour: 24, day: 7, week: 1, month: 1, quarter: 1, year: 1 };
/** Steps ahead when nobody says how many: two days, four weeks, eight weeks, half a year, a year, two years. */
const usual: Record<Interval, number> = { hour: 48, day: 28, week: 8, month: 6, quarter: 4, year: 2 };
/** Steps of history that are looked at, at most: two months, three years, six years, then all that can matter. */
export const mostHistory: Record<Interval, number> = {
  hour: 1_440,
  day: 1_095,
  week: 312,
  month: 180,
  quarter: 80,
  year: 50,
};

export const shortSeason = (interval: Interval): number => seasonOf[interval];

/** Values before the first origin, at least: two seasons, or eight. */
const leastTraining = (interval: Interval) => Math.max(2 * seasonOf[interval], 8);

/** Values that a forecast of this many steps needs: training, one stretch to choose on and one to check on. */
export const needOf = (interval: Interval, horizon: number): number => leastTraining(interval) + 2 * horizon;

/** The longest horizon that `n` values allow; 0 for none. */
export const possibleHorizon = (interval: Interval, n: number): number =>
  Math.max(0, Math.floor((n - leastTraining(interval)) / 2));

export const usualHorizon = (interval: Interval, n: number): number =>
  Math.max(1, Math.min(usual[interval], possibleHorizon(interval, n)));

/**
 * The fullest plan that leaves a third of the values, and two seasons, before its first origin. Origins lie a horizon
 * apart where there is room, so that no step is judged twice. Null when `n` is below `needOf`.
 */
export function planOf(interval: Interval, n: number, horizon: number): Plan | null {
  if (n < needOf(interval, horizon)) return null;
  const half = Math.ceil(horizon / 2);
  const quarter = Math.ceil(horizon / 4);
  const plans: Plan[] = [
    { choice: 6, check: 4, step: horizon },
    { choice: 4, check: 3, step: horizon },
    { choice: 3, check: 2, step: horizon },
    { choice: 3, check: 3, step: half },
    { choice: 2, check: 2, step: half },
    { choice: 2, check: 2, step: quarter },
  ];
  const room = n - Math.max(leastTraining(interval), Math.floor(n / 3));
  return (
    plans.find(({ choice, check, step }) => 2 * horizon + (choice + check - 2) * step <= room) ?? {
      choice: 1,
      check: 1,
      step: 1,
    }
  );
}
