import { expect, test } from "vitest";
import { conv2d } from "../layers/convolution/conv2d.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { dropout } from "../layers/noise/dropout.ts";
import { maxPooling2d } from "../layers/pooling/maxPooling2d.ts";
import { flatten } from "../layers/reshaping/flatten.ts";
import { adam } from "../optimizers/adam.ts";
import { digits } from "../testing/digits.ts";
import { sequential } from "./build.ts";

test("a small CNN reads at least 95 % of held-out handwritten digits, where the commonest digit is 10 %", async () => {
  const { train, held } = digits();
  const net = sequential(
    [
      input({ shape: [8, 8, 1] }),
      conv2d(16, 3, { padding: "same", activation: "relu" }),
      maxPooling2d(2),
      conv2d(32, 3, { padding: "same", activation: "relu" }),
      flatten(),
      dropout(0.25),
      dense(10, { activation: "softmax" }),
    ],
    { seed: 1 },
  );
  net.compile({
    optimizer: adam(3e-3),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy", "logLoss"],
  });
  const history = await net.fit(train.x, train.y, {
    epochs: 12,
    batchSize: 32,
    validationData: [held.x, held.y],
  });
  const { accuracy, logLoss, loss } = await net.evaluate(held.x, held.y);
  const counts = Array<number>(10).fill(0);
  for (const label of held.y.data) counts[label] = (counts[label] as number) + 1;
  const baseline = Math.max(...counts) / held.y.data.length;
  expect(baseline).toBeLessThan(0.11);
  expect(accuracy).toBeGreaterThan(0.95);
  expect(history.metrics.val_accuracy?.at(-1)).toBe(accuracy);
  // The loss in the graph and the metric over whole arrays are the same number.
  expect(logLoss).toBeCloseTo(loss as number, 5);
  const predicted = await net.predict(held.x);
  expect(predicted.shape).toEqual([held.y.data.length, 10]);
  await net.close();
});
