import { expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sigmoid } from "../ops/activations.ts";
import { softmax } from "../ops/softmax.ts";
import { transpose } from "../ops/transpose.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws, gradientCheck } from "../testing/gradientCheck.ts";
import { type LossLike, type LossName, losses, lossFrom } from "./index.ts";
import { truthType } from "./loss.ts";

const numbers = ({ data }: NdArray) => Array.from(data, Number);

test.each(Object.keys(losses) as LossName[])("%s is itself after a way through JSON", (name) => {
  const { config } = lossFrom(name);
  const again = lossFrom(JSON.parse(JSON.stringify({ name, config })) as LossLike);
  expect([again.name, again.config]).toEqual([name, config]);
});

test("short names are Keras', and a loss given is the loss", () => {
  const short = ["bce", "kld", "mae", "mape", "mse", "msle", "pinball"] as const;
  expect(short.map((name) => lossFrom(name).name)).toEqual([
    "binaryCrossentropy",
    "klDivergence",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredError",
    "meanSquaredLogarithmicError",
    "quantile",
  ]);
  const own = { name: "own", truth: "same", perSample: (y: Tensor) => y } as const;
  expect(lossFrom(own)).toBe(own);
});

test("the truth has the shape that the loss compares", () => {
  const shapeOf = (loss: LossLike) => truthType(lossFrom(loss), ["batch", 5, 4]);
  expect(shapeOf("mse")).toEqual({ dtype: "float32", shape: ["batch", 5, 4] });
  expect(shapeOf("sparseCategoricalCrossentropy")).toEqual({ dtype: "int32", shape: ["batch", 5] });
  expect(shapeOf("quantile")).toEqual({ dtype: "float32", shape: ["batch", 5, 1] });
  expect(shapeOf("gaussianNegativeLogLikelihood")).toEqual({ dtype: "float32", shape: ["batch", 5, 2] });
});

// Smooth away from kinks; the golden cases cover the others.
const smooth: readonly (readonly [LossName, Record<string, unknown>])[] = [
  ["meanSquaredError", {}],
  ["logCosh", {}],
  ["binaryCrossentropy", { fromLogits: true, labelSmoothing: 0.1 }],
  ["binaryFocalCrossentropy", { fromLogits: true, applyClassBalancing: true }],
  ["categoricalCrossentropy", { fromLogits: true }],
  ["cosineSimilarity", {}],
];
test.each(smooth)("%s %j: the rule agrees with finite differences", async (name, config) => {
  const truth = float32([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [4, 3]);
  const loss = lossFrom({ name, config });
  const { error } = await gradientCheck((x) => loss.perSample(constant(truth), x), [draws([4, 3], 7)]);
  expect(error).toBeLessThan(1e-3);
});

test("a model that ends in a sigmoid or softmax costs a finite loss however sure and wrong it is", async () => {
  const x = input("x", ["batch", 2]);
  const bits = input("bits", ["batch", 2]);
  const labels = input("labels", ["batch"], "int32");
  const ofSigmoid = lossFrom("bce").perSample(bits, sigmoid(x));
  const ofSoftmax = lossFrom("sparseCategoricalCrossentropy").perSample(labels, softmax(x));
  const feeds = new Map<Tensor, NdArray>([
    [x, float32([300, -300], [1, 2])],
    [bits, float32([0, 1], [1, 2])],
    [labels, int32([1])],
  ]);
  const wanted = [ofSigmoid, ofSoftmax, ...gradients(ofSigmoid, [x]), ...gradients(ofSoftmax, [x])];
  const results = await evaluate(wanted, feeds);
  // By hand: softplus(300) = 300; −ln softmax = 600; (p − y)/2 and p − y.
  expect(results.map(numbers)).toEqual([[300], [600], [0.5, -0.5], [1, -1]]);
});

test("a sigmoid of pictures, computed channels first, is seen through its transposition", async () => {
  const x = input("x", ["batch", 1, 2]);
  const y = input("y", ["batch", 2, 1]);
  const value = lossFrom("bce").perSample(y, transpose(sigmoid(x), [0, 2, 1]));
  const [got] = await evaluate(
    [value],
    new Map([
      [x, float32([200, -200], [1, 1, 2])],
      [y, float32([0, 0], [1, 2, 1])],
    ]),
  );
  expect(numbers(got as NdArray)).toEqual([200, 0]);
});

test("what is ignored does not count", async () => {
  const labels = input("labels", ["batch", 1], "int32");
  const x = input("x", ["batch", 3]);
  const { counts } = lossFrom({ name: "sparseCategoricalCrossentropy", config: { ignoreClass: 0 } });
  const counted = counts?.(labels, x) as Tensor;
  const [got] = await evaluate([counted], new Map([[labels, int32([0, 2, 0, 1], [4, 1])]]));
  expect(numbers(got as NdArray)).toEqual([0, 1, 0, 1]);
  expect(lossFrom("sparseCategoricalCrossentropy").counts?.(labels, x)).toBeUndefined();
});

test("errors say what to do", () => {
  const x = input("x", ["batch", 3]);
  const y = input("y", ["batch"]);
  expect(() => lossFrom("binaryCrosentropy" as LossName)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There is no loss of this name. Received: binaryCrosentropy. Did you mean binaryCrossentropy?]`,
  );
  expect(() => lossFrom({ name: "huber", config: { delta: 0 } })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: huber was given an option it does not take: Too small: expected number to be >0. Received: {"delta":0}. Its options: delta.]`,
  );
  expect(() => lossFrom("mse").perSample(y, x)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: meanSquaredError cannot take these shapes. Received: truth [batch], prediction [batch, 3]. Give a truth of the prediction's shape.]`,
  );
  expect(() => lossFrom("sparseCategoricalCrossentropy").perSample(x, x)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: sparseCategoricalCrossentropy cannot take these shapes. Received: labels [batch, 3], prediction [batch, 3]. Give one label for each row of the last axis: [batch].]`,
  );
  expect(() => lossFrom("quantile").perSample(y, x)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: quantile cannot take these shapes. Received: prediction [batch, 3], 1 quantiles. Give the last layer a unit for every quantile.]`,
  );
  expect(() => lossFrom("gaussianNegativeLogLikelihood").perSample(y, x)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: gaussianNegativeLogLikelihood cannot take these shapes. Received: prediction [batch, 3]. Give the last layer two units for every output: means, then logarithms of variances.]`,
  );
});
