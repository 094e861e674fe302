import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Dim, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { relabel } from "../../ops/relabel.ts";
import { reshape } from "../../ops/reshape.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";
import { layerSchema } from "./layerSchema.ts";

const wrapper = defineLayer("timeDistributed", {
  config: z.object({ layer: layerSchema }).strict(),
  inner: ({ layer }) => [layer],
  call: ([x], _, { layer }, { callInner }) => {
    const [batch, time, ...rest] = x.shape as [Dim, Dim, ...Dim[]];
    if (rest.length === 0)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: "expected series [batch, time, ...].",
        received: `inputs ${showShape(x.shape)}`,
        next: "Give values with an axis of time before what the layer takes.",
      });
    const steps = reshape(x, [-1, ...rest]);
    const [y] = callInner(layer, [relabel(steps, ["batch", ...rest])]) as [Tensor];
    const each = y.shape.slice(1);
    return reshape(relabel(y, [steps.shape[0] as Dim, ...each]), [batch, time, ...each], x);
  },
});

/**
 * A layer applied to every step of a series with the same weights; all steps are one batch for it.
 * Shape: [batch, time, ...] → [batch, time, ...what the layer gives]. Errors: NN_SHAPE_MISMATCH.
 */
export const timeDistributed = (layer: Layer, options: LayerOptions = {}): Layer =>
  wrapper({ layer, ...options });
