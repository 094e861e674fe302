import type { NdArray } from "../array/ndArray.ts";
import { decodeModel } from "../onnx/decode.ts";
import type { ValueInfoProto } from "../onnx/model.ts";
import { createSession, fromOrt, type SessionOptions, toOrt } from "../runtime/ort.ts";

/** A network of an .onnx file as ONNX Runtime runs it, whatever its operators. */
export interface OpenOnnx {
  /** What must be fed: names, element types, sizes. Constants with a default are left out. */
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  /** All outputs by name. Blocks its thread while it runs. */
  run(feeds: Readonly<Record<string, NdArray>>): Promise<Record<string, NdArray>>;
  close(): Promise<void>;
}

/**
 * Opens the bytes of an .onnx file to run it as it is, e.g. a text encoder; `onnxLayer` is for training on top of one.
 * Errors: NN_ONNX_INVALID, NN_GRAPH_REFUSED, NN_PROVIDER_MISSING.
 */
export async function openOnnx(bytes: Uint8Array, options: SessionOptions = {}): Promise<OpenOnnx> {
  const { graph } = decodeModel(bytes);
  const session = await createSession(bytes, options);
  const constants = new Set(graph.initializers.map(({ name }) => name));
  return {
    inputs: graph.inputs.filter(({ name }) => !constants.has(name)),
    outputs: graph.outputs,
    async run(feeds) {
      const fed = Object.fromEntries(
        await Promise.all(
          Object.entries(feeds).map(async ([name, value]) => [name, await toOrt(value)] as const),
        ),
      );
      const results = await session.run(fed);
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value)]));
    },
    close: () => session.release(),
  };
}
