import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Shape, showShape } from "../graph/shape.ts";

const count = z.number().int().positive();

/** One whole number per axis; a single one stands for all axes. Read as a list. */
export const perAxis = (axes: number) =>
  z
    .union([count, z.array(count).length(axes)])
    .transform((given) => (typeof given === "number" ? Array.from({ length: axes }, () => given) : given));

/** How people lay out the input of a window over one or two axes. */
export const windowForm = (axes: number): string =>
  axes === 1 ? "[batch, time, channels]" : "[batch, height, width, channels]";

/** Sizes and channels of [batch, …sizes, channels]. Errors: NN_SHAPE_MISMATCH when the axes are others. */
export function windowInput(
  shape: Shape | undefined,
  axes: number,
): { sizes: readonly number[]; channels: number } {
  const known = shape?.slice(1).filter((dim) => typeof dim === "number") ?? [];
  const channels = known.at(-1);
  if (shape?.length !== axes + 2 || known.length !== axes + 1 || channels === undefined)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: `expected ${windowForm(axes)}, every size but the batch known.`,
      ...(shape ? { received: `inputs ${showShape(shape)}` } : {}),
      next: "Give an input of these axes; `reshape` adds or joins some.",
    });
  return { sizes: known.slice(0, -1), channels };
}
