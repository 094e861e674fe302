import { expect, test } from "vitest";
import { describeRange } from "./range.ts";

test("a range is named by its preset, its distance, or its bounds", () => {
  expect(describeRange({})).toEqual({ kind: "preset", key: "days30" });
  expect(describeRange({ from: "-12w", to: null })).toEqual({ kind: "distance", count: 12, unit: "w" });
  expect(describeRange({ from: "2026-01-01", to: "2026-01-31" })).toEqual({
    kind: "between",
    from: "2026-01-01",
    to: "2026-01-31",
  });
  expect(describeRange({ from: "-30d", to: "2026-01-31" }).kind).toBe("between");
});
