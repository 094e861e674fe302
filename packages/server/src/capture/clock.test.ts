import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, timeOf } from "./clock.ts";

const now = Date.UTC(2026, 2, 1, 12);
const hour = 3_600_000;

test("a clock three hours slow is corrected: t = now − (sentAt − timestamp)", () => {
  const sentAt = now - 3 * hour;
  expect(timeOf(sentAt - 5000, { now, sentAt })).toBe(now - 5000);
});
test("a clock three hours fast is corrected the same way", () => {
  const sentAt = now + 3 * hour;
  expect(timeOf(sentAt - 5000, { now, sentAt })).toBe(now - 5000);
});
test("less than a second is the network's: the time stays as sent, so that a retry says the same", () => {
  expect(timeOf(now - 5000, { now, sentAt: now - 400 })).toBe(now - 5000);
});
test("a batch sent days ago is a replay: its times stay", () => {
  const sentAt = now - 72 * hour;
  expect(timeOf(sentAt - 5000, { now, sentAt })).toBe(sentAt - 5000);
});
test("sent before it happened is no clock to believe: the time stays", () => {
  expect(timeOf(now - 1000, { now, sentAt: now - 2 * hour })).toBe(now - 1000);
});
test("historical_migration vouches for the timestamps", () => {
  const sentAt = now - 3 * hour;
  expect(timeOf(sentAt, { now, sentAt, trusted: true })).toBe(sentAt);
});
test("without a timestamp it happened now", () => {
  expect(timeOf(undefined, { now })).toBe(now);
});
test("before 1971 and far ahead are refused", () => {
  expect(() => timeOf(Date.UTC(1970, 11, 31), { now })).toThrow(/before 1971/);
  expect(() => timeOf(now + 25 * hour, { now })).toThrow(/in the future/);
  expect(() => timeOf(now + 2 * hour, { now, aheadMs: hour })).toThrow(/in the future/);
  expect(() => timeOf(1e17, { now })).toThrow(/in the future/);
});
test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%d is no time, and as a time of sending is passed over",
  (value) => {
    expect(() => timeOf(value, { now })).toThrow(/is no time/);
    expect(() => timeOf(value, { now, sentAt: value })).toThrow(/is no time/);
    expect(timeOf(now - 5000, { now, sentAt: value })).toBe(now - 5000);
  },
);

const utc = Date.UTC(2026, 2, 1, 10, 0, 0, 123);
test.each<[unknown, number | undefined]>([
  ["2026-03-01T10:00:00.123Z", utc],
  ["2026-03-01T10:00:00.123", utc],
  ["2026-03-01 10:00:00.123", utc],
  ["2026-03-01 10:00:00.123 UTC", utc],
  ["2026-03-01T15:45:00.123+05:45", utc],
  ["2026-03-01T15:45:00.123+0545", utc],
  ["2026-03-01T10:00:00.123456Z", utc],
  ["2026-03-01", Date.UTC(2026, 2, 1)],
  [utc, utc],
  [utc / 1000, utc],
  [String(utc), utc],
  ["", undefined],
  [null, undefined],
])("instant(%j)", (value, expected) => {
  expect(instant(value)).toBe(expected);
});

test.each(["yesterday", "2026-13-01", "2026-03-01T10", "01/02/2026", {}, [], true, Number.NaN])(
  "instant refuses %j",
  (value) => {
    expect(() => instant(value)).toThrow(/is no time/);
  },
);

test("whatever comes, the time lies between 1971 and tomorrow, or is refused", () => {
  fc.assert(
    fc.property(fc.double(), fc.option(fc.double(), { nil: undefined }), (timestamp, sentAt) => {
      try {
        const time = timeOf(timestamp, { now, sentAt });
        expect(time).toBeGreaterThanOrEqual(Date.UTC(1971, 0, 1));
        expect(time).toBeLessThanOrEqual(now + 24 * hour);
      } catch (error) {
        expect(String(error)).toMatch(/1971|future|is no time/);
      }
    }),
  );
});
