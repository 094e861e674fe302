/** Days of events that a cutoff needs before it. */
const leastHistoryDays = 7;

export interface Cutoff {
  /** Days after the first event. */
  day: number;
  /** The latest one, whose people nothing was learnt from. */
  isTest: boolean;
}

/**
 * The instants at which the question is asked of the past, as the server takes them: the test one horizon before the
 * end of the data, the others one horizon before that and then every `everyDays`, while there is a week before them.
 */
export function cutoffsOf(
  spanDays: number,
  { horizonDays, count, everyDays }: { horizonDays: number; count: number; everyDays: number | null },
): Cutoff[] {
  const test = spanDays - horizonDays;
  const found: Cutoff[] = test >= leastHistoryDays ? [{ day: test, isTest: true }] : [];
  const every = everyDays ?? horizonDays;
  for (let back = 0; found.length > 0 && found.length < count; back++) {
    const day = test - horizonDays - back * every;
    if (day < leastHistoryDays) break;
    found.unshift({ day, isTest: false });
  }
  return found;
}

/** The longest horizon that leaves one cutoff to learn from and one to test on. */
export const longestHorizon = (spanDays: number): number =>
  Math.max(1, Math.floor((spanDays - leastHistoryDays) / 2));
