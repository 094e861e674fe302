import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { decodeModel } from "./decode.ts";
import { describe } from "./describe.ts";
import { encodeModel } from "./encode.ts";
import { validateModel } from "./validate.ts";

const golden = new URL("../../test/golden/", import.meta.url);
/** Exported by PyTorch 1.13 with its output for x: test/golden/onnxTorch.py. */
const bytes = readFileSync(new URL("onnxTorch.onnx", golden));
const { x, y }: { x: number[]; y: number[] } = JSON.parse(
  readFileSync(new URL("onnxTorch.json", golden), "utf8"),
);

test("a network exported by PyTorch, read and written again, gives PyTorch's output in onnxruntime", async () => {
  const model = decodeModel(bytes);
  validateModel(model);
  const session = await ort.InferenceSession.create(encodeModel(model));
  const { probability } = await session.run({ image: new ort.Tensor("float32", x, [2, 3, 8, 8]) });
  const given = Array.from((probability?.data ?? []) as Float32Array);
  expect(given).toHaveLength(4);
  for (const [i, value] of given.entries()) expect(value).toBeCloseTo(y[i] as number, 6); // single precision
});

test("a network exported by PyTorch reads as text, a line per node", () => {
  expect(describe(decodeModel(bytes))).toMatchInlineSnapshot(`
    "IR 8, ai.onnx 15, by pytorch 1.13.0
    graph torch_jit
      input image : float32 [batch, 3, 8, 8]
      const head.weight = float32 [2, 5]
      const head.bias = float32 [2] [-0.208222, 0.0984323]
      const onnx::Conv_110 = float32 [4, 3, 3, 3]
      const onnx::Conv_111 = float32 [4] [-0.0896685, 0.418526, 0.401672, 0.271704]
      const onnx::LSTM_131 = float32 [1, 20, 16]
      const onnx::LSTM_132 = float32 [1, 20, 5]
      const onnx::LSTM_133 = float32 [1, 40]
      /conv/Conv_output_0 = Conv(image, onnx::Conv_110, onnx::Conv_111) {dilations: [1, 1], group: 1, kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]}
      /Relu_output_0 = Relu(/conv/Conv_output_0)
      /Constant_output_0 = Constant() {value: int64 [] [-1]}
      /Shape_output_0 = Shape(/Relu_output_0)
      /Constant_1_output_0 = Constant() {value: int64 [1] [0]}
      /Constant_2_output_0 = Constant() {value: int64 [1] [0]}
      /Constant_3_output_0 = Constant() {value: int64 [1] [2]}
      /Slice_output_0 = Slice(/Shape_output_0, /Constant_2_output_0, /Constant_3_output_0, /Constant_1_output_0)
      /Constant_4_output_0 = Constant() {value: int64 [1] [-1]}
      /Concat_output_0 = Concat(/Slice_output_0, /Constant_4_output_0) {axis: 0}
      /Reshape_output_0 = Reshape(/Relu_output_0, /Concat_output_0) {allowzero: 0}
      /lstm/Shape_output_0 = Shape(/Reshape_output_0)
      /lstm/Constant_output_0 = Constant() {value: int64 [] [0]}
      /lstm/Gather_output_0 = Gather(/lstm/Shape_output_0, /lstm/Constant_output_0) {axis: 0}
      /lstm/Constant_1_output_0 = Constant() {value: int64 [1] [1]}
      onnx::Unsqueeze_33 = Constant() {value: int64 [1] [0]}
      /lstm/Unsqueeze_output_0 = Unsqueeze(/lstm/Gather_output_0, onnx::Unsqueeze_33)
      /lstm/Constant_2_output_0 = Constant() {value: int64 [1] [5]}
      /lstm/Concat_output_0 = Concat(/lstm/Constant_1_output_0, /lstm/Unsqueeze_output_0, /lstm/Constant_2_output_0) {axis: 0}
      /lstm/ConstantOfShape_output_0 = ConstantOfShape(/lstm/Concat_output_0) {value: float32 [1] [0]}
      /lstm/Transpose_output_0 = Transpose(/Reshape_output_0) {perm: [1, 0, 2]}
      /lstm/LSTM_output_0, /lstm/LSTM_output_1, /lstm/LSTM_output_2 = LSTM(/lstm/Transpose_output_0, onnx::LSTM_131, onnx::LSTM_132, onnx::LSTM_133, _, /lstm/ConstantOfShape_output_0, /lstm/ConstantOfShape_output_0) {hidden_size: 5}
      /lstm/Constant_3_output_0 = Constant() {value: int64 [1] [1]}
      /lstm/Squeeze_output_0 = Squeeze(/lstm/LSTM_output_0, /lstm/Constant_3_output_0)
      /lstm/Transpose_1_output_0 = Transpose(/lstm/Squeeze_output_0) {perm: [1, 0, 2]}
      /Gather_output_0 = Gather(/lstm/Transpose_1_output_0, /Constant_output_0) {axis: 1}
      /head/Gemm_output_0 = Gemm(/Gather_output_0, head.weight, head.bias) {alpha: 1, beta: 1, transB: 1}
      probability = Softmax(/head/Gemm_output_0) {axis: -1} : float32 [batch, 2]
      output probability : float32 [batch, 2]"
  `);
});
