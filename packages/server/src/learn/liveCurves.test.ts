import { expect, test } from "vitest";
import { isDrawn, LiveCurves, newPoints } from "./liveCurves.ts";

const point = (round: number, loss: number, run = 0) => ({ model: "network", run, round, values: { loss } });

test("every round up to 100 is drawn, every second up to 200, every fourth up to 400", () => {
  const drawn = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i + 1).filter(isDrawn).length;
  expect([drawn(0, 100), drawn(100, 200), drawn(200, 400)]).toEqual([100, 50, 50]);
});

test("a watcher gets the points that are new; a model fitted again begins anew", () => {
  const curves = new LiveCurves();
  curves.add("job", [point(1, 0.9), point(1, 0.8, 1)]);
  const first = curves.of("job");
  curves.add("job", [point(2, 0.7), { ...point(3, Number.NaN) }]);
  expect(newPoints(first, curves.of("job"))).toEqual([
    { model: "network", run: 0, name: "loss", points: [{ x: 2, y: 0.7 }] },
  ]);
  const second = curves.of("job");
  curves.add("job", [point(1, 0.5)]);
  expect(newPoints(second, curves.of("job"))).toBeNull();
  expect(curves.of("unknown")).toEqual([]);
});

test("the oldest jobs are forgotten", () => {
  const curves = new LiveCurves();
  for (let i = 0; i < 25; i++) curves.add(`job ${i}`, [point(1, 1)]);
  expect(curves.of("job 4")).toEqual([]);
  expect(curves.of("job 5")).toHaveLength(1);
});
