import { LeptonError } from "@lepton/core";
import type * as Common from "onnxruntime-common";
import type { DType, NdArray } from "../array/ndArray.ts";

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

let loading: Promise<Ort> | undefined;

/** ONNX Runtime: the native one in Node, the WebAssembly one in a browser. */
export function ort(): Promise<Ort> {
  loading ??=
    typeof process !== "undefined" && process.versions?.node !== undefined
      ? (import("onnxruntime-node") as Promise<Ort>)
      : (import("onnxruntime-web") as Promise<Ort>);
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
        next:
          provider === "cuda"
            ? "Install the CUDA libraries of onnxruntime-node (its install script fetches them), or use 'cpu'."
            : "Use one of the available providers.",
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

/** Providers this ONNX Runtime was built with. */
export async function availableProviders(): Promise<string[]> {
  const runtime = (await ort()) as Ort & { listSupportedBackends?: () => { name: string }[] };
  const listed = runtime.listSupportedBackends?.().map(({ name }) => name);
  const { navigator } = globalThis as { navigator?: object };
  return listed ?? ["cpu", ...(navigator && "gpu" in navigator ? ["webgpu"] : [])];
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
