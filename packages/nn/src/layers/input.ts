import { z } from "zod";
import type { DType } from "../array/ndArray.ts";
import type { Shape } from "../graph/shape.ts";
import { defineLayer, type Symbolic } from "./layer.ts";

const inputLayer = defineLayer("input", {
  config: z.object({
    shape: z.array(z.union([z.number().int().positive(), z.string()])),
    dtype: z.enum(["float32", "int32", "int64", "bool", "uint8", "int8"]).default("float32"),
  }),
  call: ([x]) => x,
});

/**
 * Where a model's data enter. Shape without the batch: `input({ shape: [28, 28, 1] })` gives [batch, 28, 28, 1];
 * a size may be a name ("time") when it differs from run to run.
 */
export function input({
  shape,
  dtype = "float32",
  name,
}: {
  shape: Shape;
  dtype?: DType;
  name?: string;
}): Symbolic {
  const layer = inputLayer({ shape: [...shape], dtype, ...(name === undefined ? {} : { name }) });
  const outputs: Symbolic[] = [];
  outputs.push({ shape: ["batch", ...shape], dtype, call: { layer, inputs: [], outputs }, output: 0 });
  return outputs[0] as Symbolic;
}

export const isInput = ({ call }: Symbolic): boolean =>
  call.layer.kind === "input" && call.inputs.length === 0;
