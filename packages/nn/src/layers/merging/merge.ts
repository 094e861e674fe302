import { LeptonError } from "@lepton/core";
import type { z } from "zod";
import { type Dim, sameShape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { logicalAnd } from "../../ops/compare.ts";
import { reshape } from "../../ops/reshape.ts";
import { type CallContext, defineLayer, type LayerFactory, noOptions } from "../layer.ts";

/** Errors: NN_INPUT_COUNT unless there are as many inputs as the layer takes. */
export function checkCount(inputs: readonly Tensor[], kind: string, exactly?: number): void {
  if (exactly === undefined ? inputs.length >= 2 : inputs.length === exactly) return;
  throw new LeptonError("NN_INPUT_COUNT", {
    problem: `${kind} joins ${exactly ?? "two or more"} values.`,
    received: `${inputs.length} of shape ${inputs.map((t) => showShape(t.shape)).join(", ")}`,
    next: `Call it with them one after the other: ${kind}()(a, b).`,
  });
}

/** Values with fewer axes get axes of size 1 behind the batch, as Keras aligns them: [batch, c] beside [batch, t, c]. */
export function aligned(inputs: readonly Tensor[]): readonly Tensor[] {
  const rank = Math.max(...inputs.map((t) => t.shape.length));
  return inputs.map((t) => {
    const [batch, ...rest] = t.shape as [Dim, ...Dim[]];
    const missing = Array.from({ length: rank - t.shape.length }, () => 1);
    return missing.length === 0 ? t : reshape(t, [batch, ...missing, ...rest]);
  });
}

/** A step is real when it is in every input that has a mask. */
export function commonMask(inputs: readonly Tensor[], context: CallContext): Tensor | undefined {
  const masks = inputs.map((_, i) => context.mask(i)).filter((mask) => mask !== undefined);
  const [first] = masks;
  return first && masks.every((mask) => sameShape(mask.shape, first.shape))
    ? masks.reduce((all, mask) => logicalAnd(all, mask))
    : undefined;
}

/** A layer that joins values element by element, sizes of 1 broadcast. */
export const merging = (
  kind: string,
  join: (inputs: readonly [Tensor, ...Tensor[]]) => Tensor,
  exactly?: number,
): LayerFactory<z.ZodType<object, object>> =>
  defineLayer(kind, {
    config: noOptions,
    call: (inputs) => {
      checkCount(inputs, kind, exactly);
      return join(aligned(inputs) as readonly [Tensor, ...Tensor[]]);
    },
    mask: (inputs, context) => commonMask(inputs, context),
  });
