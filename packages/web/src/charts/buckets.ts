import type { Bucket, Interval } from "@lepton/growth";

/** A bucket's name on an axis. Starts are local to the project's zone, so no zone is applied again. */
export function formatBucket(start: string, interval: Interval, language: string): string {
  const date = new Date(`${start.length === 10 ? `${start}T00:00` : start}:00Z`);
  if (Number.isNaN(date.getTime())) return start;
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options }).format(date);
  switch (interval) {
    case "hour":
      return write({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    case "day":
    case "week":
      return write({ month: "short", day: "numeric", year: "2-digit" });
    case "month":
      return write({ month: "short", year: "numeric" });
    case "quarter": {
      const quarter = Math.floor(date.getUTCMonth() / 3) + 1;
      return language.startsWith("zh")
        ? `${date.getUTCFullYear()}年Q${quarter}`
        : `Q${quarter} ${date.getUTCFullYear()}`;
    }
    case "year":
      return write({ year: "numeric" });
  }
}

/** The width of buckets as their starts show it, where a question does not say. */
export function intervalOf(buckets: readonly Bucket[], asked?: Interval): Interval {
  if (asked) return asked;
  const [a, b] = buckets;
  if (!a || !b) return "day";
  if (a.start.length > 10) return "hour";
  const days = (Date.parse(b.start) - Date.parse(a.start)) / 86_400_000;
  return days < 2 ? "day" : days < 10 ? "week" : days < 40 ? "month" : days < 120 ? "quarter" : "year";
}

/**
 * A line in two parts: what is final, and the pieces to and from buckets that are not – still running, or cut
 * by the range's first day – drawn dashed. Both parts share the point where they meet.
 */
export function splitTail(
  values: readonly (number | null)[],
  complete: readonly boolean[],
): { done: (number | null)[]; tail: (number | null)[] } {
  const isOpen = (i: number) => complete[i] === false;
  return {
    done: values.map((value, i) => (isOpen(i) ? null : value)),
    tail: values.map((value, i) => (isOpen(i) || isOpen(i - 1) || isOpen(i + 1) ? value : null)),
  };
}
