import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { transpose } from "../ops/transpose.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { agree } from "../testing/golden.ts";
import { type Activation, type ActivationName, activate, activationSchema, activations } from "./index.ts";

interface Case {
  activation: Activation;
  values: number[];
  gradient: number[];
}
const file = new URL("../../test/golden/activations.json", import.meta.url);
const { points, cases } = JSON.parse(readFileSync(file, "utf8")) as { points: number[]; cases: Case[] };
const nameOf = (activation: Activation) => (typeof activation === "string" ? activation : activation.name);
const numbers = ({ data }: NdArray) => Array.from(data, Number);

test.each(cases.map((one) => [JSON.stringify(one.activation), one] as const))(
  "%s has PyTorch's values and gradient",
  async (_, { activation, values, gradient }) => {
    const x = input("x", [4, 4]);
    const y = activate(x, activationSchema.parse(activation));
    const weights = input("weights", y.shape);
    const [dx] = gradients(mul(y, weights), [x]) as [Tensor];
    const feeds = new Map([
      [x, float32(points, [4, 4])],
      [
        weights,
        float32(
          values.map((_, i) => i + 1),
          y.shape as number[],
        ),
      ],
    ]);
    const [got, slope] = (await evaluate([y, dx], feeds)) as [NdArray, NdArray];
    agree(numbers(got), values, 5); // single precision
    agree(numbers(slope), gradient, 4); // times up to 16
  },
);

test("every activation has a golden case", () => {
  const known = new Set(cases.map(({ activation }) => nameOf(activation)));
  expect(Object.keys(activations).filter((name) => !known.has(name as ActivationName))).toEqual([]);
});

test("relu6 lets no gradient through at its kinks, and passes a transposition on", async () => {
  const x = input("x", [3, 2]);
  const y = activate(transpose(x, [1, 0]), "relu6");
  expect(y.node.op.name).toBe("transpose");
  const [dx] = gradients(y, [x]) as [Tensor];
  const [got] = (await evaluate([dx], new Map([[x, float32([-1, 0, 1, 5, 6, 7], [3, 2])]]))) as [NdArray];
  expect(numbers(got)).toEqual([0, 0, 1, 1, 0, 0]);
});

test("options that are none are refused", () => {
  expect(activationSchema.safeParse("tanhh").success).toBe(false);
  expect(activationSchema.safeParse({ name: "elu", slope: 1 }).success).toBe(false);
  expect(activationSchema.parse({ name: "leakyRelu" })).toEqual({ name: "leakyRelu", negativeSlope: 0.2 });
});

test("glu of an odd number of values says so", () => {
  expect(() => activate(input("x", ["batch", 3]), "glu")).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: glu cannot take these shapes. Received: axis 1 of [batch, 3]. Give an even number of values to halve.]`,
  );
});
