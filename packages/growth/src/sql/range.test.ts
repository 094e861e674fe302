import fc from "fast-check";
import { expect, test } from "vitest";
import { intervals } from "../schema/time.ts";
import { bucketOf, type Clock, cutBuckets, resolveRange } from "./range.ts";

const clock = (now: string, timezone = "UTC", weekStart: Clock["weekStart"] = "monday"): Clock => ({
  timezone,
  weekStart,
  nowMs: Date.parse(now),
});
const iso = (span: { fromMs: number; toMs: number }) =>
  [span.fromMs, span.toMs].map((ms) => new Date(ms).toISOString().replace(":00.000Z", "Z"));

test("-30d is thirty local days with today, and ends now", () => {
  const at = clock("2026-03-31T10:00:00Z", "Asia/Kathmandu");
  expect(iso(resolveRange({ from: "-30d", to: null }, at, null))).toEqual([
    "2026-03-01T18:15Z",
    "2026-03-31T10:00Z",
  ]);
});

test("0d is today; a date as `to` takes in its whole day; distances as `to` end where they begin as `from`", () => {
  const at = clock("2026-03-31T10:00:00Z");
  expect(iso(resolveRange({ from: "0d", to: null }, at, null))).toEqual([
    "2026-03-31T00:00Z",
    "2026-03-31T10:00Z",
  ]);
  expect(iso(resolveRange({ from: "2026-03-01", to: "2026-03-02" }, at, null))).toEqual([
    "2026-03-01T00:00Z",
    "2026-03-03T00:00Z",
  ]);
  expect(iso(resolveRange({ from: "-2d", to: "-1d" }, at, null))).toEqual([
    "2026-03-30T00:00Z",
    "2026-03-31T00:00Z",
  ]);
  expect(iso(resolveRange({ from: "-1m", to: null }, at, null))).toEqual([
    "2026-03-01T00:00Z",
    "2026-03-31T10:00Z",
  ]);
});

test("an empty range and a date outside the calendar are refused with the field", () => {
  const at = clock("2026-03-31T10:00:00Z");
  expect(() => resolveRange({ from: "2026-05-01", to: null }, at, null)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The range ends before it begins, or lies in the future. Received: from 2026-05-01 to now. Choose a \`from\` that lies before \`to\` and before now.]`,
  );
  expect(() => resolveRange({ from: "2026-02-30", to: null }, at, null)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: This date is not in the calendar. Received: 2026-02-30. Give a date such as 2026-03-01, an instant, or a distance such as -30d.]`,
  );
});

test("when clocks go back both hours of one name keep their own bucket", () => {
  const at = clock("2026-11-02T00:00:00Z", "America/Los_Angeles");
  const span = resolveRange({ from: "2026-11-01", to: "2026-11-01" }, at, null);
  const labels = cutBuckets(span, "hour", at).list.map(({ start }) => start);
  // 16 of the day's 25 hours have passed… the day began at 07:00Z, now is 00:00Z: 17 hours.
  expect(labels).toHaveLength(17);
  expect(labels.slice(0, 4)).toEqual([
    "2026-11-01T00:00",
    "2026-11-01T01:00-07:00",
    "2026-11-01T01:00-08:00",
    "2026-11-01T02:00",
  ]);
});

test("weeks begin on the project's first day, and a cut or running bucket is not complete", () => {
  const at = clock("2026-03-11T12:00:00Z", "UTC", "sunday");
  const span = resolveRange({ from: "2026-02-25", to: null }, at, null);
  expect(cutBuckets(span, "week", at).list).toEqual([
    { start: "2026-02-22", complete: false },
    { start: "2026-03-01", complete: true },
    { start: "2026-03-08", complete: false },
  ]);
});

test("buckets follow each other without gap or overlap, and labels are unique", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("UTC", "Asia/Kathmandu", "America/Los_Angeles", "Asia/Shanghai", "Australia/Lord_Howe"),
      fc.constantFrom(...intervals),
      fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2027-01-01") }),
      fc.integer({ min: 1, max: 90 * 86_400_000 }),
      (timezone, interval, fromMs, length) => {
        const toMs = fromMs + length;
        const buckets = cutBuckets({ fromMs, toMs }, interval, {
          timezone,
          weekStart: "sunday",
          nowMs: toMs,
        });
        expect(bucketOf(buckets, fromMs)).toBe(0);
        expect(bucketOf(buckets, toMs - 1)).toBe(buckets.list.length - 1);
        expect(new Set(buckets.list.map(({ start }) => start)).size).toBe(buckets.list.length);
        for (const [i, start] of buckets.starts.entries())
          if (i > 0) expect(start).toBeGreaterThan(buckets.starts[i - 1] ?? 0);
      },
    ),
  );
});
