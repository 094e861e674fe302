import type { RuntimeOptions } from "./options.ts";
import type { Ort } from "./ort.ts";

/** Its convolutions may have kernels for blocked channels. */
export const hasBlockedKernels: boolean = true;

/** Node's ONNX Runtime: native code. The options are a browser's. */
export const loadRuntime = (_options: RuntimeOptions): Promise<Ort> =>
  import("onnxruntime-node") as Promise<Ort>;
