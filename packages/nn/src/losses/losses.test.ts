import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sigmoid } from "../ops/activations.ts";
import { mul } from "../ops/arithmetic.ts";
import { softmax } from "../ops/softmax.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { agree } from "../testing/golden.ts";
import { losses, lossFrom } from "./index.ts";

interface Case {
  title: string;
  loss: string;
  config: Record<string, unknown>;
  head: "sigmoid" | "softmax" | null;
  shape: number[];
  x: number[];
  truthShape: number[];
  truth: number[];
  valuesShape: number[];
  values: number[];
  gradient: number[];
}
const file = new URL("../../test/golden/losses.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];

const heads = { sigmoid, softmax: (x: Tensor) => softmax(x) };
/** The first axis open, as a model has it. */
const open = ([, ...rest]: readonly number[]) => ["batch", ...rest];

async function run({
  loss: name,
  config,
  head,
  ...given
}: Case): Promise<{ values: NdArray; gradient: NdArray }> {
  const loss = lossFrom({ name, config });
  const x = input("x", open(given.shape));
  const isSparse = loss.truth === "sparse";
  const truth = input("truth", open(given.truthShape), isSparse ? "int32" : "float32");
  const prediction = head ? heads[head](x) : x;
  const value = loss.perSample(truth, prediction);
  const weights = input("weights", value.shape);
  const weighted = mul(value, weights);
  const [gradient] = gradients(weighted, [x]) as [Tensor];
  const feeds = new Map<Tensor, NdArray>([
    [
      weights,
      float32(
        given.values.map((_, i) => i + 1),
        given.valuesShape,
      ),
    ],
    [x, float32(given.x, given.shape)],
    [truth, (isSparse ? int32 : float32)(given.truth, given.truthShape)],
  ]);
  const [values, dx] = (await evaluate([value, gradient], feeds)) as [NdArray, NdArray];
  return { values, gradient: dx };
}

describe("values and gradients are PyTorch's in double precision", () => {
  test.each(cases.map((one) => [`${one.loss}: ${one.title} ${JSON.stringify(one.config)}`, one] as const))(
    "%s",
    async (_, one) => {
      const { values, gradient } = await run(one);
      const floats = (a: NdArray) => Array.from(a.data, Number);
      agree(floats(values), one.values, 5); // single precision, a few roundings
      agree(floats(gradient), one.gradient, 5);
    },
  );
});

test("every loss has a golden case", () => {
  expect(Object.keys(losses).filter((name) => !cases.some(({ loss }) => loss === name))).toEqual([]);
});
