import { expect, test } from "vitest";
import { withPoints } from "./jobStream.ts";

const line = (run: number, ...ys: number[]) => ({
  model: "network",
  run,
  name: "loss",
  points: ys.map((y, x) => ({ x, y })),
});

test("new points stand behind the known ones of their line, new lines behind the known lines", () => {
  const more = { isWhole: false, series: [{ ...line(0), points: [{ x: 2, y: 0.2 }] }, line(1, 0.9)] };
  expect(withPoints([line(0, 0.6, 0.4)], more)).toEqual([line(0, 0.6, 0.4, 0.2), line(1, 0.9)]);
});

test("a whole message takes the place of what was known", () => {
  expect(withPoints([line(0, 0.6)], { isWhole: true, series: [line(0, 0.3)] })).toEqual([line(0, 0.3)]);
});
