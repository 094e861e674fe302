import { expect, test } from "vitest";
import type { TimeFormat } from "./schema.ts";
import { readTime, timeFormats } from "./times.ts";

const read = (text: unknown, format: TimeFormat, zone = "UTC") =>
  new Date(readTime(text, format, zone, "t")).toISOString();

test.each<[unknown, TimeFormat, string]>([
  ["19970101", "yyyymmdd", "1997-01-01T00:00:00.000Z"],
  ["31/12/2025", "dmy", "2025-12-31T00:00:00.000Z"],
  ["12/31/2025 1:05 PM", "mdy", "2025-12-31T13:05:00.000Z"],
  ["31.12.2025 23:59:59", "dmy", "2025-12-31T23:59:59.000Z"],
  ["2025/12/31 12:00", "ymd", "2025-12-31T12:00:00.000Z"],
  ["2025-12-31T12:00:00+02:00", "iso", "2025-12-31T10:00:00.000Z"],
  ["2025-12-31 12:00:00.123456 UTC", "iso", "2025-12-31T12:00:00.123Z"],
  [1_767_182_400, "epochSeconds", "2025-12-31T12:00:00.000Z"],
  ["1767182400123", "epochMs", "2025-12-31T12:00:00.123Z"],
])("%j as %s", (text, format, expected) => {
  expect(read(text, format)).toBe(expected);
});

test("a time without zone is the zone's: Kathmandu +5:45; Los Angeles before and after its clock change", () => {
  expect(read("2026-03-08 12:00:00", "iso", "Asia/Kathmandu")).toBe("2026-03-08T06:15:00.000Z");
  // 8 March 2026, 02:00: clocks go from −8 to −7.
  expect(read("2026-03-08 01:59:00", "iso", "America/Los_Angeles")).toBe("2026-03-08T09:59:00.000Z");
  expect(read("2026-03-08 03:00:00", "iso", "America/Los_Angeles")).toBe("2026-03-08T10:00:00.000Z");
});

test("dates that do not exist are refused", () => {
  for (const [text, format] of [
    ["2026-02-30", "iso"],
    ["31/11/2025", "dmy"],
    ["20261301", "yyyymmdd"],
    ["soon", "iso"],
    ["", "iso"],
  ] as const)
    expect(() => readTime(text, format, "UTC", "t")).toThrow();
});

test("formats are told by the values; dmy and mdy stay both until one settles it", () => {
  expect(timeFormats(["19970101", "19970118"])).toEqual(["yyyymmdd"]);
  expect(timeFormats(["1767182400"])).toEqual(["epochSeconds"]);
  expect(timeFormats(["1767182400123"])).toEqual(["epochMs"]);
  expect(timeFormats(["01/02/2026"])).toEqual(["dmy", "mdy"]);
  expect(timeFormats(["01/02/2026", "13/02/2026"])).toEqual(["dmy"]);
  expect(timeFormats(["01/02/2026", "02/13/2026"])).toEqual(["mdy"]);
  expect(timeFormats(["2026-01-01", ""])).toEqual(["iso"]);
  expect(timeFormats(["hello"])).toEqual([]);
  expect(timeFormats([])).toEqual([]);
});

test("a few unreadable values do not hide a column's format", () => {
  expect(timeFormats(["2026-11-01 10:00:00", "2026-11-02 11:00:00", "not a time"])).toEqual(["iso"]);
  expect(timeFormats(["2026-11-01", "hello", "world"])).toEqual([]);
});
