import { expect, test } from "vitest";
import { array, float32, int32 } from "../array/ndArray.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { sgd } from "../optimizers/sgd.ts";
import { sequential } from "./build.ts";
import type { CompileOptions } from "./compile.ts";

const two = (options: Partial<CompileOptions> = {}) =>
  sequential([
    input({ shape: [3], name: "pixels" }),
    dense(2, { activation: "softmax", name: "classes" }),
  ]).compile({
    optimizer: "sgd",
    loss: "sparseCategoricalCrossentropy",
    worker: false,
    ...options,
  });
const x = float32(new Float32Array(12).fill(1), [4, 3]);
const y = int32([0, 1, 0, 1]);

test("data that do not fit are refused before anything is trained, with the layer and both shapes", async () => {
  const net = two();
  const before = await net.getWeights();
  const refused = async (run: Promise<unknown>) => {
    const { code, problem, received } = await run.then(
      () => ({ code: "none", problem: "", received: "" }),
      (error) => error,
    );
    return `${code}: ${problem} ${received}`;
  };
  expect(await refused(net.fit(float32(new Float32Array(8), [4, 2]), y))).toBe(
    "NN_SHAPE_MISMATCH: The input pixels takes arrays of shape [samples, 3]. shape [4, 2]",
  );
  expect(await refused(net.fit(x, float32(new Float32Array(8), [4, 2])))).toBe(
    "NN_SHAPE_MISMATCH: The target of classes (sparseCategoricalCrossentropy) takes arrays of shape [samples]. shape [4, 2]",
  );
  expect(await refused(net.fit(x, int32([0, 1, 2, 1])))).toContain("NN_LABEL_OUTSIDE");
  expect(await refused(net.fit([x, x], y))).toBe("NN_INPUT_COUNT: The model has 1 inputs. 2");
  expect(await refused(net.fit(x, int32([0, 1])))).toContain("NN_DATA_LENGTHS");
  expect(await refused(net.fit(float32([], [0, 3]), int32([])))).toContain("NN_DATA_EMPTY");
  expect(await refused(net.fit(x, y, { sampleWeights: new Float32Array(3) }))).toContain("NN_DATA_LENGTHS");
  expect(await refused(net.fit(array([[1, 2, Number.NaN]]), int32([0])))).toBe(
    "NN_DATA_NOT_FINITE: The input pixels holds a value that is not a finite number. NaN in row 0",
  );
  expect(await refused(net.fit(x, y, { epoch: 3 } as object))).toContain("NN_OPTION_INVALID");
  expect(await refused(net.predict(float32(new Float32Array(8), [4, 2])))).toContain("NN_SHAPE_MISMATCH");
  expect(await net.getWeights()).toEqual(before);
  await net.close();
});

test("a model that is not compiled says so; unknown names suggest the nearest", async () => {
  const net = sequential([input({ shape: [3] }), dense(1)]);
  await expect(net.fit(x, x)).rejects.toMatchObject({ code: "NN_NOT_COMPILED" });
  expect(() => two({ metrics: ["acuracy"] })).toThrow(/accuracy/);
  expect(() => two({ loss: ["mse", "mse"] })).toThrow(/2 losses for 1 outputs/);
});

test.each([false, true])(
  "a loss that is no number stops with step and cause, weights as before it (thread: %s)",
  async (worker) => {
    const far = sequential([input({ shape: [1] }), dense(1, { kernelInitializer: "ones" })]);
    const ones = float32(new Float32Array(640).fill(1), [640, 1]);
    const zeros = float32(new Float32Array(640), [640, 1]);
    far.compile({ optimizer: sgd(1e4), loss: "meanSquaredError", worker });
    const error = await far.fit(ones, zeros, { epochs: 50 }).catch((caught) => caught);
    expect(error).toMatchObject({ code: "NN_LOSS_NOT_FINITE" });
    expect(error.problem).toMatch(/at step \d+ \(batch \d+/);
    expect(error.received).toMatch(/^learning rate 10000, largest weight/);
    expect(error.next).toMatch(/Lower the learning rate/);
    // Beyond what is looked at before training.
    const late = float32(new Float32Array(300_000).fill(1), [300_000, 1]);
    late.data[299_999] = Number.NaN;
    far.compile({ optimizer: sgd(1e-3), loss: "meanSquaredError", worker });
    await far.setWeights([array([[1]]), array([0])]);
    const broken = await far.fit(late, late, { batchSize: 10_000, shuffle: false }).catch((caught) => caught);
    expect(broken.problem).toContain("at step 30 (batch 30");
    expect(broken.received).toBe(
      `1 values of the input ${far.layers[0]?.name} are NaN or infinite in this batch`,
    );
    expect((await far.getWeights()).every(({ data }) => Number.isFinite(data[0]))).toBe(true);
    await far.close();
  },
);
