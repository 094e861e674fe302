import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { array, float32, int32 } from "../array/ndArray.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { adam } from "../optimizers/adam.ts";
import { sgd } from "../optimizers/sgd.ts";
import { sequential } from "./build.ts";

test("linear regression by gradient descent finds the least-squares line: 0.5 + 0.075·x, so 15.5 at 200", async () => {
  // Visitors (100, 120, 140, 160) and sales (8, 9.5, 11, 12.5), visitors in hundreds so that one rate fits both.
  const net = sequential([input({ shape: [1] }), dense(1)], { seed: 3 });
  net.compile({ optimizer: sgd(0.3), loss: "meanSquaredError" });
  const x = array([[1], [1.2], [1.4], [1.6]]);
  const y = array([[8], [9.5], [11], [12.5]]);
  await net.fit(x, y, { epochs: 2500, batchSize: 4 });
  const [kernel, bias] = await net.getWeights();
  expect(kernel?.data[0]).toBeCloseTo(7.5, 3);
  expect(bias?.data[0]).toBeCloseTo(0.5, 3);
  const at200 = await net.predict(array([[2]]));
  expect(at200.data[0]).toBeCloseTo(15.5, 3);
  await net.close();
});

test("two classes that no line parts are learnt, and held-out points beat the majority", async () => {
  const { normal } = random(5);
  const n = 600;
  const points = Float32Array.from({ length: 2 * n }, () => normal());
  const labels = Int32Array.from({ length: n }, (_, i) =>
    (points[2 * i] ?? 0) * (points[2 * i + 1] ?? 0) > 0 ? 1 : 0,
  );
  const [x, y] = [float32(points, [n, 2]), int32(labels)];
  const net = sequential([
    input({ shape: [2] }),
    dense(16, { activation: "tanh" }),
    dense(2, { activation: "softmax" }),
  ]);
  net.compile({ optimizer: adam(0.02), loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const part = (from: number, to: number) => ({
    x: float32(points.slice(2 * from, 2 * to), [to - from, 2]),
    y: int32(labels.slice(from, to)),
  });
  const [train, held] = [part(0, 400), part(400, n)];
  const history = await net.fit(train.x, train.y, { epochs: 40, batchSize: 32 });
  expect(history.metrics.loss?.at(-1)).toBeLessThan((history.metrics.loss?.[0] ?? 0) / 3);
  const { accuracy } = await net.evaluate(held.x, held.y);
  const majority = Math.max(...[0, 1].map((c) => labels.subarray(400).filter((l) => l === c).length)) / 200;
  expect(accuracy).toBeGreaterThan(majority + 0.3);
  expect(x.shape[0]).toBe(y.shape[0]);
  await net.close();
});
