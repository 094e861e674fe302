import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { decodeModel } from "../onnx/decode.ts";
import { validateModel } from "../onnx/validate.ts";
import { tanh } from "../ops/activations.ts";
import { add, exp, mul } from "../ops/arithmetic.ts";
import { scan } from "../ops/scan.ts";
import { slice } from "../ops/slice.ts";
import { createSession, fromOrt, toOrt } from "../runtime/ort.ts";
import { input, inScope, variable } from "./op.ts";
import type { Tensor, Variable } from "./tensor.ts";
import { type GraphSpec, writeGraph } from "./writeGraph.ts";

const owned = (name: string, ...values: number[]): Variable => ({
  name,
  dtype: "float32",
  shape: [values.length],
  value: float32(values),
  isTrainable: true,
});

async function run(
  spec: Partial<GraphSpec> & Pick<GraphSpec, "outputs">,
  feeds: Record<string, NdArray> = {},
) {
  const written = writeGraph({ name: "test", inputs: [], variable: () => "constant", ...spec });
  validateModel(written.model);
  const session = await createSession(written.bytes);
  const fed: Record<string, Awaited<ReturnType<typeof toOrt>>> = {};
  for (const [name, value] of Object.entries(feeds)) fed[name] = await toOrt(value);
  const results = await session.run(fed);
  await session.release();
  const values = Object.entries(results).map(([name, value]) => [
    name,
    Array.from(fromOrt(value as Awaited<ReturnType<typeof toOrt>>).data as Float32Array),
  ]);
  return { ...written, values: Object.fromEntries(values) as Record<string, number[]> };
}

const x = input("x", [2]);
const given = { x: float32([1, 2]) };

test("outputs carry their names without a copy; an input, a weight and a repeated value pass an Identity", async () => {
  const w = variable(owned("w", 3, 4));
  const y = mul(x, w);
  const { model, values } = await run(
    { inputs: [x], outputs: { y, same: y, input: x, weight: w, sum: add(y, x) } },
    given,
  );
  expect(values).toEqual({ y: [3, 8], same: [3, 8], input: [1, 2], weight: [3, 4], sum: [4, 10] });
  expect(model.graph.nodes.map(({ opType, outputs }) => `${opType} ${outputs}`)).toEqual([
    "Mul y",
    "Add sum",
    "Identity same",
    "Identity input",
    "Identity weight",
  ]);
  expect(model.graph.initializers.map(({ name }) => name)).toEqual(["w"]);
});

test("an output that a loop uses inside is renamed inside too", async () => {
  const xs = input("xs", [2, 2]);
  const scale = exp(x);
  const { outputs } = scan([], [xs], (_, [row]) => {
    const inner = scan([], [row as Tensor], (_none, [cell]) => ({
      states: [],
      outputs: [mul(cell as Tensor, scale)],
    }));
    return { states: [], outputs: [add(mul(row as Tensor, 0), scale), ...inner.outputs] };
  });
  const { values, model } = await run(
    { inputs: [x, xs], outputs: { scale, rows: outputs[0] as Tensor, cells: outputs[1] as Tensor } },
    { ...given, xs: float32([1, 2, 3, 4], [2, 2]) },
  );
  expect(model.graph.nodes.filter(({ opType }) => opType === "Identity")).toEqual([]);
  expect(values.rows?.slice(2)).toEqual(values.scale);
  expect(values.cells?.[6]).toBeCloseTo(4 * Math.E, 5);
});

test("names of ours give way to names of theirs", async () => {
  const [t0, c0] = [input("t0", [2]), input("c0", [2])];
  const w = variable(owned("t1", 5, 6));
  const y = tanh(mul(mul(add(t0, c0), 2), w));
  const { values } = await run(
    { inputs: [t0, c0], outputs: { t2: y, c1: add(y, 1), t3_: exp(y) } },
    { t0: float32([0, 0]), c0: float32([0, 0]) },
  );
  expect(values).toEqual({ t2: [0, 0], c1: [1, 1], t3_: [1, 1] });
});

test("a variable may be a part of one packed input, written once for all its uses", async () => {
  const [a, b] = [owned("a", 1, 1), owned("b", 1, 1)];
  const packed = input("packed", [4]);
  const { values, model } = await run(
    {
      inputs: [packed],
      outputs: { y: add(variable(a), mul(variable(b), variable(a))) },
      variable: ({ name }) => (name === "a" ? slice(packed, 0, 0, 2) : slice(packed, 0, 2, 4)),
    },
    { packed: float32([1, 2, 3, 4]) },
  );
  expect(values.y).toEqual([1 + 3, 2 + 8]);
  expect(model.graph.nodes.filter(({ opType }) => opType === "Slice")).toHaveLength(2);
});

test("unused inputs stay listed, in order, with their named sizes; metadata and layers are kept", () => {
  const images = input("images", ["batch", 4]);
  const y = inScope("encoder", () => inScope("dense", () => tanh(images)));
  const { bytes, scopeOf } = writeGraph({
    name: "kept",
    inputs: [x, images],
    outputs: { y },
    variable: () => "constant",
    metadata: { classes: "cat,dog" },
  });
  const model = decodeModel(bytes);
  expect(model.graph.inputs).toEqual([
    { name: "x", dataType: "float32", dims: [2] },
    { name: "images", dataType: "float32", dims: ["batch", 4] },
  ]);
  expect(model.graph.outputs).toEqual([{ name: "y", dataType: "float32", dims: ["batch", 4] }]);
  expect(model.metadataProps).toEqual({ classes: "cat,dog" });
  expect([...scopeOf]).toEqual([["Tanh_0", "encoder/dense"]]);
});

test("an input that is not listed, and a name given twice, are errors", () => {
  const write = (inputs: Tensor[], outputs: Record<string, Tensor>) => () =>
    writeGraph({ name: "wrong", inputs, outputs, variable: () => "constant" });
  const z = input("z", [2]);
  expect(write([x], { y: add(x, z) })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: An output depends on an input that is not among the model's inputs. Received: z. List that input, or build the outputs from the inputs given.]`,
  );
  expect(write([x, input("x", [3])], { y: exp(x) })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Two of a graph's inputs, outputs and weights have the same name. Received: x. Give each its own name.]`,
  );
  expect(write([x], { x: exp(x) })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Two of a graph's inputs, outputs and weights have the same name. Received: x. Give each its own name.]`,
  );
  const weights = add(variable(owned("w", 1, 2)), variable(owned("w", 3, 4)));
  expect(write([], { y: weights })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: Two of a graph's inputs, outputs and weights have the same name. Received: w. Give each its own name.]`,
  );
});

test("the same graph gives the same bytes", () => {
  const write = () =>
    writeGraph({ name: "same", inputs: [x], outputs: { y: exp(tanh(x)) }, variable: () => "constant" }).bytes;
  expect(write()).toEqual(write());
});
