import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { NdArray } from "../array/ndArray.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { GraphProto, ModelProto } from "../onnx/model.ts";

/** One weight of a network that was read. */
const weightSchema = z.strictObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  /** False: frozen for good, or a moving statistic. */
  isTrained: z.boolean(),
});
export type NetworkWeight = z.infer<typeof weightSchema>;

const savedSchema = z.strictObject({
  /** The graph without its weights, which are inputs of it: bytes of an .onnx file in base64. */
  onnx: z.string(),
  weights: z.array(weightSchema),
});

/**
 * A network read from an .onnx file: its graph, whose weights are named inputs, and which weights may be trained. As
 * plain data it is the graph without the numbers, which a saved model keeps with its other weights.
 */
export class OnnxNetwork {
  readonly model: ModelProto;
  readonly weights: readonly NetworkWeight[];
  /** What the weights start as; nothing after a way through JSON. */
  readonly values: ReadonlyMap<string, NdArray>;

  constructor(
    model: ModelProto,
    weights: readonly NetworkWeight[],
    values: ReadonlyMap<string, NdArray> = new Map(),
  ) {
    this.model = model;
    this.weights = weights;
    this.values = values;
  }

  get graph(): GraphProto {
    return this.model.graph;
  }
  /** Inputs that are data. */
  get inputs(): GraphProto["inputs"] {
    const weights = new Set(this.weights.map(({ name }) => name));
    return this.graph.inputs.filter(({ name }) => !weights.has(name));
  }
  get opset(): number {
    return opsetOf(this.model);
  }

  toJSON(): z.infer<typeof savedSchema> {
    return { onnx: toBase64(encodeModel(this.model)), weights: [...this.weights] };
  }
}

export const opsetOf = ({ opsetImports }: ModelProto): number =>
  opsetImports.find(({ domain }) => domain === "" || domain === "ai.onnx")?.version ?? 1;

/** A network in a layer's config: itself, or what its `toJSON` gave. */
export const networkSchema = z.union([
  z.instanceof(OnnxNetwork),
  savedSchema.transform(({ onnx, weights }) => new OnnxNetwork(decodeModel(fromBase64(onnx)), weights)),
]);

/** Pieces, since a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch (cause) {
    throw new LeptonError(
      "NN_ONNX_INVALID",
      { problem: "The network in the layer's config is not base64.", next: "Save the model again." },
      { cause },
    );
  }
}
