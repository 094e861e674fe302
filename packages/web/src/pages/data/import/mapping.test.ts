import type { ImportMapping } from "@lepton/server";
import { expect, test } from "vitest";
import { columnOf, constantEvent, constantOf, settledTime, withColumn } from "./mapping.ts";

const mapping: ImportMapping = {
  format: { kind: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  vendor: null,
  event: null,
  distinctId: { column: "customer" },
  time: { column: "day", format: "dmy", timezone: "Asia/Shanghai" },
  uuid: null,
  revenue: null,
  properties: "rest",
};

test("rows without an event column get one name for all", () => {
  const named = withColumn(mapping, "event", constantEvent, "UTC");
  expect(columnOf(named, "event")).toBe(constantEvent);
  expect(constantOf(named)).toBe("imported");
  expect(columnOf(withColumn(named, "event", "action", "UTC"), "event")).toBe("action");
});

test("another time column keeps the zone and asks anew how it is written", () => {
  expect(withColumn(mapping, "time", "created", "UTC").time).toEqual({
    column: "created",
    format: null,
    timezone: "Asia/Shanghai",
  });
});

test("one possible way to read a time is taken, two are left to the member", () => {
  const open = withColumn(mapping, "time", "created", "UTC");
  const preview = (options: string[]) => ({
    mapping: open,
    confidence: {},
    questions: [{ field: "time.format", question: "?", options }],
    columns: [],
    events: [],
  });
  expect(settledTime(open, preview(["ymd"])).time?.format).toBe("ymd");
  expect(settledTime(open, preview(["dmy", "mdy"])).time?.format).toBeNull();
});
