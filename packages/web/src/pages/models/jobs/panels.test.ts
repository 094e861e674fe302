import { expect, test } from "vitest";
import { curvePanels, pathOf } from "./panels.ts";

const line = (model: string, run: number, name: string, ...ys: number[]) => ({
  model,
  run,
  name,
  points: ys.map((y, i) => ({ x: i + 1, y })),
});

test("a panel per model holds its losses, held-out ones on top, and says the newest of those", () => {
  const panels = curvePanels([
    line("network", 0, "val_loss", 0.8, 0.5),
    line("network", 0, "loss", 0.9, 0.4, 0.3),
    line("network", 0, "accuracy", 0.7),
    line("trees", 0, "val_loss", 0.6),
  ]);
  expect(panels.map(({ model, rounds, low, high, last }) => [model, rounds, low, high, last])).toEqual([
    ["network", 3, 0.3, 0.9, 0.5],
    ["trees", 1, 0.6, 0.6, 0.6],
  ]);
  expect(panels[0]?.lines.map(({ name }) => name)).toEqual(["loss", "val_loss"]);
  expect(curvePanels([])).toEqual([]);
});

test("the first round is on the left, the lowest loss at the bottom", () => {
  const plane = { rounds: 3, low: 0, high: 1 };
  expect(pathOf(line("m", 0, "loss", 1, 0.5, 0).points, plane, { width: 100, height: 58 })).toBe(
    "M0.0,4.0L50.0,29.0L100.0,54.0",
  );
});
