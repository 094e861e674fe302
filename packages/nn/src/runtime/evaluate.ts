import type { NdArray } from "../array/ndArray.ts";
import type { Blocks } from "../graph/emit.ts";
import { inputName } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { createSession, fromOrt, type SessionOptions, toOrt } from "./ort.ts";

/** Values of graph tensors for values of its inputs, computed in place: for a look, and for tests. */
export async function evaluate(
  outputs: readonly Tensor[],
  feeds: ReadonlyMap<Tensor, NdArray> = new Map(),
  options: SessionOptions & { seed?: number; blocks?: Blocks } = {},
): Promise<NdArray[]> {
  const inputs = [...feeds.keys()];
  const named = Object.fromEntries(outputs.map((t, i) => [`y${i}`, t]));
  const { bytes } = writeGraph({
    name: "evaluate",
    inputs,
    outputs: named,
    variable: () => "constant",
    seed: options.seed,
    blocks: options.blocks,
  });
  const session = await createSession(bytes, options);
  try {
    const fed: Record<string, Awaited<ReturnType<typeof toOrt>>> = {};
    for (const [t, value] of feeds) fed[inputName(t) ?? ""] = await toOrt(value);
    const results = await session.run(fed);
    return Object.keys(named).map((name) => fromOrt(results[name] as Awaited<ReturnType<typeof toOrt>>));
  } finally {
    await session.release();
  }
}
