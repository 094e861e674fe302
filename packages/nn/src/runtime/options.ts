import { z } from "zod";

/** As much of a Web Worker as is used. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(
    type: "message" | "error",
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void;
  terminate(): void;
}

export const runtimeSchema = z.strictObject({
  /**
   * Address of the folder that serves ONNX Runtime's `ort-wasm-*` files, or of the two files themselves; unless told,
   * the ones beside the script, where bundlers put them.
   */
  wasmPaths: z
    .union([
      z.string().min(1),
      z.strictObject({ wasm: z.string().min(1), mjs: z.string().min(1).optional() }),
    ])
    .optional(),
  /** Threads of one operation; they need a page that is cross-origin isolated. As many as ONNX Runtime likes unless told. */
  threads: z.int().min(1).optional(),
  /** Loads the larger build that has the provider "webgpu"; false unless told. */
  webgpu: z.boolean().optional(),
  /**
   * Starts the Web Worker that models compute in, one per model:
   * `() => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" })`, where worker.ts is
   * `import "@lepton/nn/worker"`. In place unless told, which blocks the page while it computes.
   */
  worker: z.custom<() => WorkerLike>((value) => typeof value === "function", "is a function").optional(),
});
/** How ONNX Runtime is loaded in a browser. */
export type RuntimeOptions = z.input<typeof runtimeSchema>;
