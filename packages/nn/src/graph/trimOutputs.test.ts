import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { validateModel } from "../onnx/validate.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { layerNorm } from "../ops/layerNorm.ts";
import { matMul } from "../ops/matMul.ts";
import { maxPool } from "../ops/maxPool.ts";
import { dropout } from "../ops/random.ts";
import { scaledMatMul } from "../ops/scaledMatMul.ts";
import { scan } from "../ops/scan.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { gradients } from "./gradients.ts";
import { constant, input } from "./op.ts";
import type { Tensor } from "./tensor.ts";
import { writeGraph } from "./writeGraph.ts";

const written = (outputs: Record<string, Tensor>, inputs: Tensor[], isPortable = false) => {
  const { model } = writeGraph({ name: "t", inputs, outputs, variable: () => "constant", isPortable });
  validateModel(model);
  return model;
};
const outputsOf = (model: ReturnType<typeof written>, opType: string) =>
  model.graph.nodes.filter((node) => node.opType === opType).map(({ outputs }) => outputs.length);

const picture = input("x", ["batch", 1, 4, 4]);
const geometry = { kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] };

test("pooling keeps its indices only where a gradient reads them", () => {
  const y = maxPool(picture, geometry);
  expect(outputsOf(written({ y }, [picture]), "MaxPool")).toEqual([1]);
  const [dx] = gradients(y, [picture]) as [Tensor];
  expect(outputsOf(written({ y, dx }, [picture]), "MaxPool")).toEqual([2]);
});

test("layer normalisation keeps mean and deviation only for its gradient; dropout keeps its mask", () => {
  const x = input("x", ["batch", 3]);
  const ones = constant(float32([1, 1, 1]));
  const y = layerNorm(x, ones, ones, 1e-3);
  expect(outputsOf(written({ y }, [x]), "LayerNormalization")).toEqual([1]);
  const [dx] = gradients(y, [x]) as [Tensor];
  expect(outputsOf(written({ dx }, [x]), "LayerNormalization")).toEqual([3]);
  expect(outputsOf(written({ y: dropout(x, 0.5) }, [x]), "Dropout")).toEqual([2]);
});

test("a loop collects what is read, computes nothing for the rest, and gives the same", async () => {
  const x = input("x", [3, 2]);
  const start = constant(float32([0, 0]));
  const { outputs } = scan([start], [x], ([sum], [step]) => {
    const next = add(sum as Tensor, step as Tensor);
    return { states: [next], outputs: [mul(next, 7), next, mul(next, 2)] };
  });
  const last = outputs[2] as Tensor;
  const [loop] = written({ last }, [x]).graph.nodes.filter(({ opType }) => opType === "Scan");
  const body = loop?.attributes?.body;
  const operators = body?.type === "graph" ? body.value.nodes.map(({ opType }) => opType) : [];
  expect(loop?.outputs).toHaveLength(2); // the state, and one sequence of three
  expect(operators).toEqual(["Add", "Mul"]);
  const [got] = await evaluate([last], new Map([[x, float32([1, 2, 3, 4, 5, 6], [3, 2])]]));
  expect(Array.from(got?.data ?? [], Number)).toEqual([2, 4, 8, 12, 18, 24]);
});

test("a portable graph is written in ONNX's own operators, with the same result", async () => {
  const a = input("a", ["batch", 2, 3]);
  const b = input("b", ["batch", 2, 3]);
  const outputs = { y: scaledMatMul(a, b, 0.5, { transB: true }), z: matMul(a, b, { transA: true }) };
  const plain = written(outputs, [a, b], true);
  expect(plain.opsetImports).toEqual([{ domain: "", version: 20 }]);
  expect(plain.graph.nodes.map(({ opType }) => opType)).toEqual([
    "Transpose",
    "MatMul",
    "Mul",
    "Transpose",
    "MatMul",
  ]);
  expect(written(outputs, [a, b]).graph.nodes.map(({ opType }) => opType)).toEqual([
    "FusedMatMul",
    "FusedMatMul",
  ]);
  const [y] = await evaluate(
    [outputs.y],
    new Map([
      [a, float32([1, 2, 3, 4, 5, 6], [1, 2, 3])],
      [b, float32([1, 0, 1, 0, 2, 0], [1, 2, 3])],
    ]),
  );
  expect(Array.from(y?.data ?? [], Number)).toEqual([2, 2, 5, 5]); // a·bᵀ/2 by hand
});
