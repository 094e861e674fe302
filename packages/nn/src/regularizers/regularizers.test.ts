import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { l1, l1l2, l2, penalty, type Regularizer, regularizerSchema } from "./index.ts";

const values = [1, -2, 0, 3, -0.5, 2];

async function run(regularizer: Regularizer) {
  const w = input("w", [3, 2]);
  const p = penalty(w, regularizerSchema.parse(regularizer));
  const [dw] = gradients(p, [w]) as [Tensor];
  const [value, gradient] = (await evaluate([p, dw], new Map([[w, float32(values, [3, 2])]]))) as [
    NdArray,
    NdArray,
  ];
  return {
    value: Number(value.data[0]),
    gradient: Array.from(gradient.data as Float32Array, (g) => +g.toFixed(5)),
  };
}

test("l1 is Σ|w|, l2 is Σw², both together their sum; by hand", async () => {
  expect(await run(l1(0.1))).toEqual({
    value: expect.closeTo(0.85, 6),
    gradient: [0.1, -0.1, 0, 0.1, -0.1, 0.1],
  });
  expect(await run(l2(0.1))).toEqual({
    value: expect.closeTo(1.825, 6),
    gradient: [0.2, -0.4, 0, 0.6, -0.1, 0.4],
  });
  expect(await run(l1l2(0.1, 0.1))).toEqual({
    value: expect.closeTo(2.675, 6),
    gradient: [0.3, -0.5, 0, 0.7, -0.2, 0.5],
  });
  expect(await run({})).toEqual({ value: 0, gradient: [0, 0, 0, 0, 0, 0] });
});
