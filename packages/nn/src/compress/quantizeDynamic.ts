import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { int } from "../graph/attribute.ts";
import { readBy } from "../graph/trimOutputs.ts";
import { encodeModel } from "../onnx/encode.ts";
import { dataTypes, type ModelProto, type NodeProto, type TensorProto } from "../onnx/model.ts";
import { arrayOf, tensorOf } from "../onnx/tensor.ts";
import { validateModel } from "../onnx/validate.ts";
import { quantizeWeights } from "./quantizeWeights.ts";
import { graphOf, type Predictor } from "./source.ts";

export interface DynamicOptions {
  /** Weights of fewer elements stay float32; 256 unless told. */
  minElements?: number;
  /** Weights in 7 bits, which no processor saturates on; true unless told. */
  reducesRange?: boolean;
  /** Only store the weights in 8 bits, and compute with floats; false unless told. */
  weightsOnly?: boolean;
}

/**
 * The network with weights in 8 bits, without data to calibrate on: a fourth of the size. Products (MatMul, Gemm)
 * round their input to 8 bits at every run, by its own range, and compute with whole numbers; the weights of other
 * operators (convolutions, embeddings, what loops use) are stored in 8 bits and computed with as floats. Each column or
 * filter has a scale of its own. Errors: NN_ONNX_INVALID, NN_ONNX_UNSUPPORTED.
 * Source: ONNX operators DynamicQuantizeLinear, MatMulInteger.
 */
export async function quantizeDynamic(
  predictor: Predictor,
  { minElements = 256, reducesRange = true, weightsOnly = false }: DynamicOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const model = await graphOf(predictor);
  const { graph } = model;
  const large = new Map(
    graph.initializers
      .filter(
        ({ dataType, dims }) => dataType === "float32" && dims.length >= 2 && sizeOf(dims) >= minElements,
      )
      .map((tensor) => [tensor.name, tensor]),
  );
  const added: TensorProto[] = [];
  const nodes = graph.nodes.flatMap((one) => {
    const weights = large.get(one.inputs[1] ?? "");
    if (weightsOnly || !weights || !isProduct(one, weights)) return [one];
    return wholeProduct(one, arrayOf(weights), reducesRange, added);
  });
  const axes = axesOf(nodes);
  const stored = graph.initializers.flatMap((tensor) => {
    const axis = axes.get(tensor.name);
    if (!large.has(tensor.name) || axis === undefined) return [];
    const { values, scale } = quantizeWeights(arrayOf(tensor), axis, reducesRange);
    const beside = { ...scale, shape: values.shape.map((size, i) => (i === axis ? size : 1)) };
    const at = (part: string) => `${tensor.name}/${part}`;
    added.push(tensorOf(at("int8"), values), tensorOf(at("scale"), beside));
    // ONNX Runtime works these two out once, as it loads the file; a DequantizeLinear it would run every time.
    return [
      node("Cast", [at("int8")], [at("float")], { to: int(dataTypes.float32) }),
      node("Mul", [at("float"), at("scale")], [tensor.name]),
    ];
  });
  const all = [...stored, ...nodes];
  return finished(model, all, [...graph.initializers.filter(({ name }) => !large.has(name)), ...added]);
}

/** The model with other nodes and constants; constants that nothing reads are left out. */
export function finished(
  model: ModelProto,
  nodes: readonly NodeProto[],
  initializers: readonly TensorProto[],
): Uint8Array<ArrayBuffer> {
  const read = new Set([...nodes.flatMap(readBy), ...model.graph.outputs.map(({ name }) => name)]);
  const { valueInfos: _, ...graph } = model.graph;
  const result = {
    ...model,
    graph: { ...graph, nodes, initializers: initializers.filter(({ name }) => read.has(name)) },
  };
  validateModel(result);
  return encodeModel(result);
}

/** x · W, with the weights as they are or turned. */
export function isProduct({ opType, attributes = {} }: NodeProto, { dims }: TensorProto): boolean {
  if (dims.length !== 2) return false;
  if (opType === "MatMul") return true;
  const { alpha, beta, transA } = attributes;
  const isOne = (value: typeof alpha) => value === undefined || value.value === 1;
  return opType === "Gemm" && isOne(alpha) && isOne(beta) && Number(transA?.value ?? 0) === 0;
}
export const isTurned = ({ attributes }: NodeProto): boolean => Number(attributes?.transB?.value ?? 0) !== 0;

/** y = (x_q · W_q) · (scale of x · scales of W) + C, x rounded when the graph runs. */
function wholeProduct(
  product: NodeProto,
  weights: NdArray,
  reducesRange: boolean,
  added: TensorProto[],
): NodeProto[] {
  const [x = "", name = "", bias = ""] = product.inputs;
  const [y = ""] = product.outputs;
  const at = (part: string) => `${y}/${part}`;
  const { values, scale } = quantizeWeights(isTurned(product) ? turned(weights) : weights, 1, reducesRange);
  added.push(tensorOf(at(`${name}/int8`), values), tensorOf(at(`${name}/scale`), scale));
  const scaled = bias === "" ? y : at("scaled");
  return [
    node("DynamicQuantizeLinear", [x], [at("x"), at("xScale"), at("xZero")]),
    node("MatMulInteger", [at("x"), at(`${name}/int8`), at("xZero")], [at("whole")]),
    node("Cast", [at("whole")], [at("float")], { to: int(dataTypes.float32) }),
    node("Mul", [at("xScale"), at(`${name}/scale`)], [at("scale")]),
    node("Mul", [at("float"), at("scale")], [scaled]),
    ...(bias === "" ? [] : [node("Add", [scaled, bias], [y])]),
  ];
}

const node = (
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: NodeProto["attributes"],
): NodeProto => ({
  opType,
  name: `${outputs[0]}/${opType}`,
  inputs,
  outputs,
  ...(attributes ? { attributes } : {}),
});

/** [n, k] → [k, n]. */
function turned({ data, shape }: NdArray): NdArray {
  const [n = 1, k = 1] = shape;
  const out = new Float32Array(data.length);
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) out[j * n + i] = Number(data[i * k + j]);
  return { dtype: "float32", shape: [k, n], data: out };
}

/** Along which axis each constant has its own scales: columns of products, else filters and rows. */
function axesOf(nodes: readonly NodeProto[]): Map<string, number> {
  const axes = new Map<string, number>();
  const visit = (node: NodeProto) => {
    node.inputs.forEach((name, i) => {
      if (!axes.has(name)) axes.set(name, i === 1 && node.opType === "MatMul" ? 1 : 0);
    });
    for (const attribute of Object.values(node.attributes ?? {}))
      if (attribute.type === "graph") attribute.value.nodes.forEach(visit);
  };
  nodes.forEach(visit);
  return axes;
}
