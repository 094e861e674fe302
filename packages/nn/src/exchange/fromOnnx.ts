import { readFileSync } from "node:fs";
import { LeptonError } from "@lepton/core";
import type { Layer } from "../layers/layer.ts";
import { type OnnxLayerOptions, onnxLayer } from "./onnxLayer.ts";

/**
 * A network from an .onnx file, by its path or bytes, as one layer onto which a new head is put; see `onnxLayer`.
 * Errors: NN_FILE_MISSING, and those of `onnxLayer`.
 * @example
 * ```ts
 * const x = input({ shape: [224, 224, 3] });
 * const features = fromOnnx("mobilenet.onnx", { outputs: "pool", layout: "channelsLast" })(x);
 * const net = model({ inputs: [x], outputs: [dense(2, { activation: "softmax" })(flatten()(features))] });
 * ```
 */
export const fromOnnx = (file: string | URL | Uint8Array, options?: OnnxLayerOptions): Layer =>
  onnxLayer(file instanceof Uint8Array ? file : contents(file), options);

function contents(path: string | URL): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new LeptonError(
      "NN_FILE_MISSING",
      {
        problem: "The network cannot be read.",
        received: String(path),
        next: "Give the path of an .onnx file.",
      },
      { cause },
    );
  }
}
