import type { RuntimeOptions } from "./options.ts";
import type { Ort } from "./ort.ts";

/** WebAssembly has none for blocked channels. */
export const hasBlockedKernels: boolean = false;

/** A browser's ONNX Runtime: WebAssembly; the larger build that can use the GPU only when asked for. */
export async function loadRuntime({ wasmPaths, threads, webgpu = false }: RuntimeOptions): Promise<Ort> {
  const runtime = (await (webgpu ? import("onnxruntime-web/webgpu") : import("onnxruntime-web/wasm"))) as Ort;
  const { wasm } = runtime.env;
  if (wasmPaths !== undefined) wasm.wasmPaths = wasmPaths;
  if (threads !== undefined) wasm.numThreads = threads;
  return runtime;
}
