import { LeptonError } from "@lepton/core";
import type * as Common from "onnxruntime-common";
import { loadRuntime } from "#onnxruntime";
import type { DType, NdArray } from "../array/ndArray.ts";
import { readOptions } from "../data/options.ts";
import { type RuntimeOptions, runtimeSchema } from "./options.ts";

export type Ort = typeof Common;
export type OrtTensor = Common.Tensor;
export type OrtSession = Common.InferenceSession;
export type Provider = "cpu" | "cuda" | "webgpu";

export interface SessionOptions {
  /** Where kernels run, in order of preference; ["cpu"] unless told. */
  providers?: readonly Provider[];
  /** Threads of one operation; as many as cores unless told. */
  threads?: number;
  /** Writes a trace of every kernel when the session ends. */
  profile?: string;
}

let options: RuntimeOptions = {};
let loading: Promise<Ort> | undefined;

/**
 * How a browser loads ONNX Runtime; call it before the first model computes. Node needs none of it and takes no notice.
 * Errors: NN_OPTION_INVALID; NN_RUNTIME_LOADED when ONNX Runtime is there already.
 */
export function configureRuntime(given: RuntimeOptions): void {
  const read = readOptions(runtimeSchema, given, "configureRuntime");
  if (loading)
    throw new LeptonError("NN_RUNTIME_LOADED", {
      problem: "ONNX Runtime is loaded already and stays as it is.",
      received: Object.keys(read).join(", "),
      next: "Call configureRuntime before the first fit, predict or evaluate.",
    });
  options = { ...options, ...read };
}

/** What was configured. */
export const runtimeOptions = (): RuntimeOptions => options;

/** ONNX Runtime: the native one in Node, the WebAssembly one in a browser. */
export function ort(): Promise<Ort> {
  loading ??= loadRuntime(options);
  return loading;
}

/**
 * A session over a graph. Creating it blocks its thread for the time ONNX Runtime optimises the graph.
 * Errors: NN_PROVIDER_MISSING names the providers there are; NN_GRAPH_REFUSED carries ONNX Runtime's own words.
 */
export async function createSession(
  bytes: Uint8Array,
  { providers = ["cpu"], threads, profile }: SessionOptions = {},
): Promise<OrtSession> {
  const { InferenceSession } = await ort();
  const available = await availableProviders();
  for (const provider of providers)
    if (!available.includes(provider))
      throw new LeptonError("NN_PROVIDER_MISSING", {
        problem: `ONNX Runtime here cannot run on ${provider}.`,
        received: `providers ${providers.join(", ")}; available: ${available.join(", ")}`,
        next: hints[provider] ?? "Use one of the available providers.",
      });
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: [...providers],
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
  } catch (error) {
    throw new LeptonError(
      "NN_GRAPH_REFUSED",
      {
        problem: "ONNX Runtime does not take the graph.",
        received: (error as Error).message.slice(0, 500),
        next: "Check the operations named; a custom layer may build a graph that ONNX does not allow.",
      },
      { cause: error },
    );
  }
}

const hints: Partial<Record<Provider, string>> = {
  cuda: "Install the CUDA libraries of onnxruntime-node (its install script fetches them), or use 'cpu'.",
  webgpu:
    "In a browser that has WebGPU call configureRuntime({ webgpu: true }) before the first model computes, or use 'cpu'.",
};

/** Providers that this ONNX Runtime can run on, here and now. */
export async function availableProviders(): Promise<string[]> {
  const runtime = (await ort()) as Ort & { listSupportedBackends?: () => { name: string }[] };
  const listed = runtime.listSupportedBackends?.().map(({ name }) => name);
  const { navigator } = globalThis as { navigator?: object };
  return listed ?? ["cpu", ...(options.webgpu && navigator && "gpu" in navigator ? ["webgpu"] : [])];
}

/** As ONNX Runtime takes it, sharing memory. */
export async function toOrt({ dtype, shape, data }: NdArray): Promise<OrtTensor> {
  const { Tensor } = await ort();
  return new Tensor(dtype, data as Float32Array, shape as number[]) as OrtTensor;
}
export const fromOrt = (tensor: OrtTensor): NdArray => ({
  dtype: tensor.type as DType,
  shape: tensor.dims,
  data: tensor.data as Float32Array,
});
