import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { onnxBytes } from "../exchange/onnxBytes.ts";
import { dense, flatten } from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { sequential } from "../models/build.ts";
import { adamW } from "../optimizers/adam.ts";
import { digits } from "../testing/digits.ts";
import { keepsPruned, magnitudePruning, sparsity, sparsityAt, stripPruning } from "./pruning.ts";

test("the schedule starts, ends and rises as Zhu & Gupta's formula by hand", () => {
  const options = { finalSparsity: 0.8, initialSparsity: 0.2, beginEpoch: 1, endEpoch: 5 };
  const shares = [0, 1, 3, 5, 9].map((epoch) => sparsityAt(epoch, options));
  expect(shares).toEqual([0, 0.2, 0.8 - 0.6 / 8, 0.8, 0.8].map((share) => expect.closeTo(share, 12)));
});

test("four fifths of the weights of a network for digits can go: they stay zero to the end, accuracy holds", async () => {
  const { train, held } = digits();
  const net = sequential(
    [
      input({ shape: [8, 8, 1] }),
      flatten(),
      dense(64, { activation: "relu" }),
      dense(10, { activation: "softmax" }),
    ],
    { seed: 3 },
  );
  net.compile({
    worker: false,
    optimizer: keepsPruned(adamW(3e-3, { excludeFromDecay: ["bias"] })),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  await net.fit(train.x, train.y, { epochs: 8 });
  const before = await net.evaluate(held.x, held.y);
  const whole = gzipSync(await onnxBytes(net)).length;
  const options = { finalSparsity: 0.8, endEpoch: 5 };
  const { metrics } = await net.fit(train.x, train.y, { epochs: 9, callbacks: [magnitudePruning(options)] });
  expect(metrics.sparsity).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((e) => expect.closeTo(sparsityAt(e, options), 3)),
  );
  // Two epochs without pruning: nothing grows again, and the last biases, which began as zeros, have moved.
  const pruned = await net.fit(train.x, train.y, { epochs: 2 });
  expect(pruned.ended).toBe("done");
  expect((await sparsity(net)).total).toBeCloseTo(0.8, 3);
  expect((await net.getWeights()).at(-1)?.data.every((v) => v !== 0)).toBe(true);
  const after = await net.evaluate(held.x, held.y);
  expect(before.accuracy).toBeGreaterThan(0.93);
  expect((before.accuracy as number) - (after.accuracy as number)).toBeLessThan(0.02);
  expect(gzipSync(await onnxBytes(net)).length).toBeLessThan(0.45 * whole);
  const reached = await stripPruning(net);
  expect(Object.keys(reached.byWeight)).toHaveLength(2);
  const signs = (await net.getWeights())
    .flatMap(({ data }) => Array.from(data, Number))
    .filter((v) => v === 0);
  expect(signs.every((v) => Object.is(v, 0))).toBe(true);
  await net.close();
});

test("only the layers named are pruned; wrong options are refused", async () => {
  const net = sequential([input({ shape: [4] }), dense(4, { name: "a" }), dense(4, { name: "b" })], {
    seed: 1,
  });
  net.compile({ worker: false, optimizer: "sgd", loss: "mse" });
  const { wave } = await import("../testing/layerCheck.ts");
  const callback = magnitudePruning({ finalSparsity: 0.5, endEpoch: 0, layers: ["b"] });
  await net.fit(wave([8, 4], 1), wave([8, 4], 2), { epochs: 1, callbacks: [callback] });
  expect((await sparsity(net)).byWeight).toEqual({ "a/kernel": 0, "b/kernel": 0.5 });
  expect(() => magnitudePruning({ finalSparsity: 1.5, endEpoch: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: pruning: finalSparsity: Too big: expected number to be <1. Correct the option; its documentation says what it takes.]`,
  );
  await net.close();
});
