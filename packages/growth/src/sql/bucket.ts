import type { Draft } from "./draft.ts";
import type { Buckets } from "./range.ts";

/**
 * Index of the bucket an instant falls into, from 0: the one expression behind chart, drill-down and export, equal to
 * `bucketOf`. `time` is a DateTime64 expression; before the first bucket the index is negative (hours: do not ask).
 * Days and longer count calendar units of the zone, hours count elapsed hours (see `cutBuckets`).
 */
export function bucketSql(draft: Draft, buckets: Buckets, time: string): string {
  const zone = draft.text(buckets.timezone);
  const first = `toDate(${draft.text(buckets.firstDate)})`;
  switch (buckets.interval) {
    case "hour":
      return `toInt32(intDiv(toUnixTimestamp64Milli(${time}) - ${draft.int(buckets.starts[0] ?? 0)}, 3600000))`;
    case "day":
      return `(toDate(${time}, ${zone}) - ${first})`;
    case "week":
      // intDiv rounds towards zero; shifted by 10,000 weeks it rounds down for earlier weeks too.
      return `toInt32(intDiv(toDate(${time}, ${zone}) - ${first} + 70000, 7) - 10000)`;
    case "month":
      return `toInt32(toRelativeMonthNum(${time}, ${zone}) - toRelativeMonthNum(${first}))`;
    case "quarter":
      return `toInt32(toRelativeQuarterNum(${time}, ${zone}) - toRelativeQuarterNum(${first}))`;
    case "year":
      return `toInt32(toRelativeYearNum(${time}, ${zone}) - toRelativeYearNum(${first}))`;
  }
}
