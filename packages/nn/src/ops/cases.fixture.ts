import { readFileSync } from "node:fs";
import { float32, int32, type NdArray, ndArray } from "../array/ndArray.ts";
import type { Dim } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { formCases } from "./formCases.fixture.ts";
import { fusedCases } from "./fusedCases.fixture.ts";
import { pointCases } from "./pointCases.fixture.ts";
import { windowCases } from "./windowCases.fixture.ts";

/** An expression over the inputs that PyTorch's golden values belong to; each takes as many as its case has. */
export type Build = (...inputs: Tensor[]) => Tensor;
export interface OpCase {
  /** File and export that the case is about: "arithmetic/add". */
  op: string;
  /** Key in test/golden/ops.json. */
  golden: string;
  build: Build;
  /** Names of leading sizes of each input when the graph is built without them. Static only when left out. */
  named?: readonly (readonly Dim[])[];
  /** Jumps and straight-through rules: central differences do not show the gradient. */
  isJump?: boolean;
  /** Step of the differences where a kink is nearer than 1e-2 leads to. */
  step?: number;
}

interface Stored {
  shape: number[];
  data: number[];
  dtype?: "int64" | "int32";
}
interface Golden {
  inputs: Stored[];
  weights: Stored;
  value: Stored;
  gradients: (Stored | null)[];
}

export interface GoldenCase {
  inputs: NdArray[];
  /** The loss is Σ weights · value. */
  weights: NdArray<"float32">;
  value: NdArray;
  /** Of the float inputs; undefined for indices. */
  gradients: (NdArray<"float32"> | undefined)[];
}

const read = ({ shape, data, dtype }: Stored): NdArray =>
  dtype === "int64"
    ? ndArray(BigInt64Array.from(data, BigInt), shape, "int64")
    : dtype === "int32"
      ? int32(data, shape)
      : float32(data, shape);
const readFloat = (stored: Stored) => float32(stored.data, stored.shape);

const stored = JSON.parse(
  readFileSync(new URL("../../test/golden/ops.json", import.meta.url), "utf8"),
) as Record<string, Golden>;
export const goldenNames = Object.keys(stored);

export function golden(name: string): GoldenCase {
  const found = stored[name];
  if (!found) throw new Error(`test/golden/ops.json has no case "${name}"; run ops.py.`);
  return {
    inputs: found.inputs.map(read),
    weights: readFloat(found.weights),
    value: readFloat(found.value),
    gradients: found.gradients.map((g) => (g ? readFloat(g) : undefined)),
  };
}

export const cases: readonly OpCase[] = [...pointCases, ...formCases, ...windowCases, ...fusedCases];
