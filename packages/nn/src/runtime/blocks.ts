import { random } from "@lepton/core";
import { hasBlockedKernels } from "#onnxruntime";
import { float32 } from "../array/ndArray.ts";
import type { Blocks } from "../graph/emit.ts";
import { constant } from "../graph/op.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { conv } from "../ops/conv.ts";
import { createSession, type OrtTensor, type SessionOptions } from "./ort.ts";

let found: Promise<Blocks> | undefined;

/**
 * How many channels the convolutions of this machine's processor take side by side; 0 where they do not, and for other
 * providers. ONNX Runtime does not tell, so a small convolution is tried in each form: the one whose numbers are right.
 */
export async function convolutionBlocks({ providers = ["cpu"] }: SessionOptions): Promise<Blocks> {
  if (!hasBlockedKernels || providers.some((provider) => provider !== "cpu")) return 0;
  found ??= tried();
  return found;
}

async function tried(): Promise<Blocks> {
  const plain = await convolved(0);
  for (const blocks of [16, 8] as const) {
    try {
      const values = await convolved(blocks);
      if (values.every((value, i) => Math.abs(value - (plain[i] as number)) < 1e-4)) return blocks;
    } catch {
      // A build without these operators refuses the graph.
    }
  }
  return 0;
}

/** 16 channels of 4 × 4 through 16 filters of 3 × 3. */
async function convolved(blocks: Blocks): Promise<Float32Array> {
  const { normal } = random(1);
  const normals = (...shape: number[]) =>
    constant(float32(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, normal), shape));
  const y = conv(normals(1, 16, 4, 4), normals(16, 16, 3, 3), {
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [1, 1, 1, 1],
    groups: 1,
  });
  const { bytes } = writeGraph({
    name: "blocks",
    inputs: [],
    outputs: { y },
    variable: () => "constant",
    blocks,
  });
  const session = await createSession(bytes, { threads: 1 });
  try {
    const { y: result } = (await session.run({})) as { y: OrtTensor };
    return (result.data as Float32Array).slice();
  } finally {
    await session.release();
  }
}
