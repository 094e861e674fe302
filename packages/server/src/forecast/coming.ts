import { addIntervals, cutBuckets, type Interval } from "@lepton/growth";
import type { Project } from "../contract/project.ts";

type Clock = Parameters<typeof cutBuckets>[2];
export const clockOf = ({ timezone, weekStart }: Project): Clock => ({
  timezone,
  weekStart,
  nowMs: Date.now(),
});

/** Starts of the `count` buckets after the one that starts at `last`, named as charts name them. */
export function bucketsAfter(last: string, count: number, interval: Interval, clock: Clock): string[] {
  // Local time read as UTC is at most 14 hours off: two days before, the bucket is not yet over.
  const near = Date.parse(`${last.slice(0, 10)}T00:00:00Z`) - 2 * 86_400_000;
  const fromMs = Math.max(0, near);
  const extra = interval === "hour" ? 24 * 5 : 6;
  const toMs = addIntervals(fromMs, interval, count + extra, clock);
  const { list } = cutBuckets({ fromMs, toMs }, interval, clock);
  const at = list.findIndex(({ start }) => start === last);
  return list.slice(at + 1, at + 1 + count).map(({ start }) => start);
}

/** How many steps ahead the bucket is that holds a local date, for an hour its last one; 0 or less: not ahead. */
export function stepsTo(date: string, coming: readonly string[]): number {
  return coming.filter((start) => start.slice(0, 10) <= date).length;
}

/** The local date `count` intervals before a bucket. */
export function dateBefore(start: string, count: number, interval: Interval, clock: Clock): string {
  const ms = addIntervals(
    Date.parse(`${start.slice(0, 10)}T00:00:00Z`),
    interval,
    -count,
    // In UTC a date stays a date.
    { ...clock, timezone: "UTC" },
  );
  return new Date(Math.max(0, ms)).toISOString().slice(0, 10);
}
