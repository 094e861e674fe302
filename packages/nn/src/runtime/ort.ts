import { LeptonError } from "@lepton/core";
import type * as Common from "onnxruntime-common";
import { loadRuntime } from "#onnxruntime";
import type { DType, NdArray } from "../array/ndArray.ts";
import { readOptions } from "../data/options.ts";
import { encodeModel } from "../onnx/encode.ts";
import { defaultOpsets, irVersion, type ModelProto, type ValueInfoProto } from "../onnx/model.ts";
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
 * Errors: NN_PROVIDER_MISSING says which provider does not start here; NN_GRAPH_REFUSED carries ONNX Runtime's own words.
 */
export async function createSession(
  bytes: Uint8Array,
  { providers = ["cpu"], threads, profile }: SessionOptions = {},
): Promise<OrtSession> {
  const { InferenceSession } = await ort();
  const known = await knownProviders();
  for (const provider of providers)
    if (!known.includes(provider))
      throw providerMissing(provider, `providers ${providers.join(", ")}; there are ${known.join(", ")}`);
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: [...providers],
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
  } catch (error) {
    const received = (error as Error).message.slice(0, 500);
    for (const provider of providers)
      if (provider !== "cpu" && !(await starts(provider))) throw providerMissing(provider, received, error);
    throw new LeptonError(
      "NN_GRAPH_REFUSED",
      {
        problem: "ONNX Runtime does not take the graph.",
        received,
        next: "Check the operations named; a custom layer may build a graph that ONNX does not allow.",
      },
      { cause: error },
    );
  }
}

/** Providers that this ONNX Runtime knows; whether the machine has what they need shows when a session is made. */
async function knownProviders(): Promise<string[]> {
  const runtime = (await ort()) as Ort & { listSupportedBackends?: () => { name: string }[] };
  const listed = runtime.listSupportedBackends?.().map(({ name }) => name);
  const { navigator } = globalThis as { navigator?: object };
  return listed ?? ["cpu", ...(options.webgpu && navigator && "gpu" in navigator ? ["webgpu"] : [])];
}

/** Whether a graph that does nothing can be loaded on it. */
export async function starts(provider: Provider): Promise<boolean> {
  const { InferenceSession } = await ort();
  const value = (name: string): ValueInfoProto => ({ name, dataType: "float32", dims: [1] });
  const model: ModelProto = {
    irVersion,
    opsetImports: defaultOpsets,
    graph: {
      name: "nothing",
      nodes: [{ opType: "Identity", name: "copy", inputs: ["x"], outputs: ["y"] }],
      initializers: [],
      inputs: [value("x")],
      outputs: [value("y")],
    },
  };
  try {
    const session = await InferenceSession.create(encodeModel(model), { executionProviders: [provider] });
    await session.release();
    return true;
  } catch {
    return false;
  }
}

const hints: Partial<Record<Provider, string>> = {
  cuda: "Install CUDA 12 and cuDNN 9, and the libraries that onnxruntime-node's install script fetches; or use 'cpu'.",
  webgpu:
    "It needs a graphics adapter and its driver. In a browser that has WebGPU call configureRuntime({ webgpu: true }) before the first model computes; or use 'cpu'.",
};
const providerMissing = (provider: Provider, received: string, cause?: unknown) =>
  new LeptonError(
    "NN_PROVIDER_MISSING",
    {
      problem: `ONNX Runtime cannot run on ${provider} here.`,
      received,
      next: hints[provider] ?? "Use 'cpu', 'cuda' or 'webgpu'.",
    },
    { cause },
  );

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
