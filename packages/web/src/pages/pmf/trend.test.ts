import { expect, test } from "vitest";
import { lineOf } from "./trend.ts";

const at = (start: string, value: number | null, complete = true) => ({ start, value, complete });

test("values stand between the margins, the threshold with them", () => {
  const line = lineOf([at("a", 0), at("b", 1)], 0.5, 110, 60);
  expect(line?.paths).toEqual(["M5 55L105 5"]);
  expect(line?.threshold).toBe(30);
});

test("an unknown period is a gap, an unfinished one is marked", () => {
  const line = lineOf([at("a", 1), at("b", 2), at("c", null), at("d", 3), at("e", 4, false)], 1, 100, 50);
  expect(line?.paths).toHaveLength(2);
  expect(line?.points.map((it) => it.isComplete)).toEqual([true, true, true, false]);
});

test("one known value is no trend; a flat one runs through the middle", () => {
  expect(lineOf([at("a", 1), at("b", null)], 0, 100, 50)).toBeNull();
  expect(lineOf([at("a", 1), at("b", 1)], 1, 100, 50)?.points.map((it) => it.y)).toEqual([25, 25]);
});
