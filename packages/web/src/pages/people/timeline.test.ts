import type { EventRow } from "@lepton/server";
import { describe, expect, test } from "vitest";
import { byDay, shortValue, sortedProperties } from "./timeline.ts";

const at = (ts: string): EventRow => ({
  uuid: ts,
  event: "opened",
  distinctId: "ada",
  personId: "ada",
  ts,
  receivedAt: ts,
  sessionId: "",
  properties: {},
});

describe("a person's timeline", () => {
  const events = [
    at("2026-03-08T20:00:00.000Z"),
    at("2026-03-08T15:00:00.000Z"),
    at("2026-03-07T23:59:59.999Z"),
  ];

  test("days are those of the project's zone, not of UTC", () => {
    // 23:59:59.999 UTC is 07:59 of the 8th in Shanghai, and 20:00 UTC is 04:00 of the 9th.
    expect(byDay(events, "Asia/Shanghai").map((it) => [it.day, it.events.length])).toEqual([
      ["2026-03-09", 1],
      ["2026-03-08", 2],
    ]);
    expect(byDay(events, "UTC").map((it) => [it.day, it.events.length])).toEqual([
      ["2026-03-08", 2],
      ["2026-03-07", 1],
    ]);
  });

  test("no events make no days", () => expect(byDay([], "UTC")).toEqual([]));
});

test("a person's own properties come before those of the SDK", () => {
  expect(sortedProperties({ $browser: "x", plan: "pro", $os: "y", age: 3 }).map(([key]) => key)).toEqual([
    "age",
    "plan",
    "$browser",
    "$os",
  ]);
});

test("values are written in one line and cut", () => {
  expect(shortValue({ a: [1, 2] })).toBe('{"a":[1,2]}');
  expect(shortValue("abcdef", 4)).toBe("abc…");
  expect(shortValue(undefined)).toBe("");
});
