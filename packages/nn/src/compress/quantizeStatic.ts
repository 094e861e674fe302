import type { NdArray } from "../array/ndArray.ts";
import { ndArray } from "../array/ndArray.ts";
import { arrays, type Dataset } from "../data/dataset.ts";
import { foldBatchNorm } from "../exchange/foldBatchNorm.ts";
import { int } from "../graph/attribute.ts";
import { type Data, isDataset, listOf } from "../models/data.ts";
import type { ModelProto, NodeProto, TensorProto } from "../onnx/model.ts";
import { arrayOf, tensorOf } from "../onnx/tensor.ts";
import { type CalibrationOptions, calibrate, type Observed } from "./calibrate.ts";
import { finished, isProduct, isTurned } from "./quantizeDynamic.ts";
import { quantizeWeights } from "./quantizeWeights.ts";
import { graphOf, type Predictor } from "./source.ts";
import { withBias, withoutRelu } from "./tidy.ts";

export interface StaticOptions extends CalibrationOptions {
  /** A scale for each filter or column, instead of one for all; true unless told. */
  perChannel?: boolean;
  /** Weights in 7 bits, which no processor saturates on; true unless told. */
  reducesRange?: boolean;
}

/** Operators that pass values on as they are, so that they can stay in 8 bits. */
const passing = new Set(["Flatten", "Identity", "MaxPool", "Reshape", "Squeeze", "Transpose", "Unsqueeze"]);
/** What stands before them stays exact: the last values of a classifier. */
const exact = new Set(["LogSoftmax", "Sigmoid", "Softmax"]);

/**
 * The network in 8 bits, by ranges measured on data like those to come: convolutions and products take and give uint8,
 * their weights are int8, their sums int32. Batch normalisations are written into convolutions and relus into ranges
 * first. Written as QuantizeLinear and DequantizeLinear around each, which ONNX Runtime joins to whole-number kernels.
 * Errors: NN_ONNX_INVALID, NN_ONNX_UNSUPPORTED, NN_DATA_EMPTY.
 * Source: Jacob et al. 2017, arXiv:1712.05877; Krishnamoorthi 2018, arXiv:1806.08342 (per channel).
 */
export async function quantizeStatic(
  predictor: Predictor,
  calibration: Data | Dataset,
  { perChannel = true, reducesRange = true, ...options }: StaticOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const data = isDataset(calibration) ? calibration : arrays({ inputs: listOf(calibration) });
  const model = folded(await graphOf(predictor));
  const ranks = await calibrate(model, activations(model.graph.nodes, constantsOf(model)), data, {
    steps: 1,
  });
  const biased = {
    ...model,
    graph: { ...model.graph, nodes: withBias(model, (name) => ranks.get(name)?.rank === 2) },
  };
  const relued = withoutRelu(biased, (node) => isWeighted(node, constantsOf(biased)));
  const constants = constantsOf(biased);
  const seen = await calibrate(
    biased,
    [...new Set([...activations(biased.graph.nodes, constants), ...relued.ranges.values()])],
    data,
    options,
  );
  const writer = new Writer(constants, perChannel, reducesRange);
  const outputs = new Set(model.graph.outputs.map(({ name }) => name));
  const readers = (name: string) => relued.nodes.filter(({ inputs }) => inputs.includes(name));
  const quantized = new Map<string, Range>();
  const add = (name: string) => {
    if (quantized.has(name)) return;
    const observed = seen.get(relued.ranges.get(name) ?? name);
    if (observed) quantized.set(name, rangeOf(observed));
  };
  for (const node of relued.nodes) {
    const [x = ""] = node.inputs;
    const [y = ""] = node.outputs;
    if (isWeighted(node, constants)) {
      add(x);
      const isLast = outputs.has(y) || readers(y).every(({ opType }) => exact.has(opType));
      if (!isLast) add(y);
    } else if (passing.has(node.opType) && quantized.has(x) && !outputs.has(y))
      quantized.set(y, quantized.get(x) as Range);
  }
  const nodes = [
    ...biased.graph.inputs.flatMap(({ name }) => writer.rounded(name, quantized.get(name))),
    ...relued.nodes.flatMap((node) => [
      ...writer.weights(node, quantized),
      ...node.outputs.flatMap((name) => writer.rounded(name, quantized.get(name))),
    ]),
  ];
  return finished(biased, nodes, [...biased.graph.initializers, ...writer.added]);
}

interface Range {
  readonly scale: number;
  readonly zero: number;
}
/** uint8 with 0 exactly on one of its values, as padding needs it. */
function rangeOf({ min, max }: Observed): Range {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const scale = Math.fround((high - low) / 255 || 1);
  return { scale, zero: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

type Constants = ReadonlyMap<string, TensorProto>;
const constantsOf = ({ graph }: ModelProto): Constants =>
  new Map(
    graph.initializers
      .filter(({ dataType }) => dataType === "float32")
      .map((tensor) => [tensor.name, tensor]),
  );

/** Convolutions and products with constant weights. */
function isWeighted(node: NodeProto, constants: Constants): boolean {
  const weights = constants.get(node.inputs[1] ?? "");
  return weights !== undefined && (node.opType === "Conv" || isProduct(node, weights));
}
const activations = (nodes: readonly NodeProto[], constants: Constants): string[] => [
  ...new Set(
    nodes
      .filter((node) => isWeighted(node, constants))
      .flatMap(({ inputs, outputs }) => [inputs[0] as string, outputs[0] as string]),
  ),
];

function folded(model: ModelProto): ModelProto {
  const { graph } = model;
  const values = new Map([...constantsOf(model)].map(([name, tensor]) => [name, arrayOf(tensor)]));
  const result = foldBatchNorm({ nodes: graph.nodes, values }, graph.outputs, () => true);
  const others = graph.initializers.filter(({ name }) => !values.has(name));
  const kept = [...result.values].map(([name, value]) => tensorOf(name, value));
  return { ...model, graph: { ...graph, nodes: result.nodes, initializers: [...others, ...kept] } };
}

/** Writes what is rounded, with its constants. */
class Writer {
  readonly added: TensorProto[] = [];
  readonly #constants: Constants;
  readonly #perChannel: boolean;
  readonly #reducesRange: boolean;
  readonly #written = new Set<string>();

  constructor(constants: Constants, perChannel: boolean, reducesRange: boolean) {
    this.#constants = constants;
    this.#perChannel = perChannel;
    this.#reducesRange = reducesRange;
  }

  /** The value rounded and back, under its name with "/rounded". */
  rounded(name: string, range: Range | undefined): NodeProto[] {
    if (!range) return [];
    const parameters = [
      this.#constant(`${name}/scale`, scalar(range.scale)),
      this.#constant(`${name}/zero`, zero(range.zero)),
    ];
    return [
      {
        opType: "QuantizeLinear",
        name: `${name}/quantize`,
        inputs: [name, ...parameters],
        outputs: [`${name}/uint8`],
      },
      {
        opType: "DequantizeLinear",
        name: `${name}/dequantize`,
        inputs: [`${name}/uint8`, ...parameters],
        outputs: [`${name}/rounded`],
      },
    ];
  }

  /** The node over rounded values and weights. */
  weights(node: NodeProto, quantized: ReadonlyMap<string, Range>): NodeProto[] {
    const inputs = node.inputs.map((name) => (quantized.has(name) ? `${name}/rounded` : name));
    const [x = "", w = "", b = ""] = node.inputs;
    const range = quantized.get(x);
    if (!range || !isWeighted(node, this.#constants)) return [{ ...node, inputs }];
    const axis = node.opType === "Conv" || isTurned(node) ? 0 : 1;
    const tensor = arrayOf(this.#constants.get(w) as TensorProto);
    const { values, scale } = quantizeWeights(
      tensor,
      this.#perChannel ? axis : undefined,
      this.#reducesRange,
    );
    const before = this.#dequantized(w, values, scale, axis);
    const bias = this.#constants.get(b);
    if (bias?.dims.length !== 1) return [...before, { ...node, inputs: inputs.with(1, `${w}/rounded`) }];
    // The sums are in units of both scales, and so is what is added to them.
    const unit = Float32Array.from(
      { length: bias.dims[0] as number },
      (_, i) => range.scale * Number(scale.data[this.#perChannel ? i : 0]),
    );
    const whole = Int32Array.from(arrayOf(bias).data as Float32Array, (value, i) =>
      Math.round(value / (unit[i] as number)),
    );
    // Shared by another convolution, it has other units there.
    const name = `${node.outputs[0]}/${b}`;
    const moved = this.#dequantized(
      name,
      ndArray(whole, [whole.length], "int32"),
      ndArray(unit, [unit.length], "float32"),
      0,
    );
    return [
      ...before,
      ...moved,
      { ...node, inputs: inputs.with(1, `${w}/rounded`).with(2, `${name}/rounded`) },
    ];
  }

  #dequantized(name: string, values: NdArray, scale: NdArray, axis: number): NodeProto[] {
    if (this.#written.has(name)) return [];
    const inputs = [this.#constant(`${name}/whole`, values), this.#constant(`${name}/scale`, scale)];
    this.#written.add(name);
    return [
      {
        opType: "DequantizeLinear",
        name: `${name}/dequantize`,
        inputs,
        outputs: [`${name}/rounded`],
        ...(scale.shape.length > 0 ? { attributes: { axis: int(axis) } } : {}),
      },
    ];
  }
  #constant(name: string, value: NdArray): string {
    this.added.push(tensorOf(name, value));
    return name;
  }
}

const scalar = (value: number): NdArray => ndArray(Float32Array.of(value), [], "float32");
const zero = (value: number): NdArray => ndArray(Uint8Array.of(value), [], "uint8");
