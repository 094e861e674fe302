import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { showShape } from "../../graph/shape.ts";
import { expandDims } from "../../ops/reshape.ts";
import { tile } from "../../ops/tile.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";

const layer = defineLayer("repeatVector", {
  config: z.object({ n: z.number().int().positive() }).strict(),
  call: ([x], _, { n }) => {
    if (x.shape.length !== 2)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: "expected [batch, features].",
        received: `inputs ${showShape(x.shape)}`,
        next: "Flatten the input first.",
      });
    return tile(expandDims(x, 1), [1, n, 1]);
  },
  mask: () => undefined,
});

/** The same features at `n` steps: [batch, features] → [batch, n, features]. Errors: NN_SHAPE_MISMATCH. */
export const repeatVector = (n: number, options: LayerOptions = {}): Layer => layer({ n, ...options });
