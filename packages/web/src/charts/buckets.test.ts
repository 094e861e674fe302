import { expect, test } from "vitest";
import { formatBucket, intervalOf, splitTail } from "./buckets.ts";

test("buckets are written as their own local day, whatever the zone of the browser", () => {
  expect(formatBucket("2026-03-01", "day", "en")).toBe("Mar 1, 26");
  expect(formatBucket("2026-03-01T13:00", "hour", "en")).toBe("Mar 1, 13:00");
  expect(formatBucket("2026-04-01", "quarter", "en")).toBe("Q2 2026");
  expect(formatBucket("2026-04-01", "quarter", "zh")).toBe("2026年Q2");
  expect(formatBucket("2026-04-01", "month", "zh")).toBe("2026年4月");
});

test("the width is read from the starts when a question does not say", () => {
  const at = (...starts: string[]) => starts.map((start) => ({ start, complete: true }));
  expect(intervalOf(at("2026-03-01", "2026-03-08"))).toBe("week");
  expect(intervalOf(at("2026-02-01", "2026-03-01"))).toBe("month");
  expect(intervalOf(at("2026-03-01T00:00", "2026-03-01T01:00"))).toBe("hour");
  expect(intervalOf(at("2026-03-01"), "quarter")).toBe("quarter");
});

test("the tail of a line starts at the last final value", () => {
  expect(splitTail([1, 2, 3, 4], [true, true, true, false])).toEqual({
    done: [1, 2, 3, null],
    tail: [null, null, 3, 4],
  });
  expect(splitTail([1, 2], [true, true])).toEqual({ done: [1, 2], tail: [null, null] });
  expect(splitTail([7, 1, 2], [false, true, true])).toEqual({ done: [null, 1, 2], tail: [7, 1, null] });
  expect(splitTail([5], [false])).toEqual({ done: [null], tail: [5] });
});
