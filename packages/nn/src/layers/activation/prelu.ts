import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { showShape } from "../../graph/shape.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { prelu as sloped } from "../../ops/prelu.ts";
import { inverse, permutationOf, transpose } from "../../ops/transpose.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("prelu", {
  config: z
    .object({
      alphaInitializer: initializerSchema.default("zeros"),
      alphaRegularizer: regularizerSchema.optional(),
      sharedAxes: z.array(z.number().int().positive()).default([]),
    })
    .strict(),
  weights: ([shape], { alphaInitializer, alphaRegularizer, sharedAxes }) => {
    const sizes = shape?.map((dim, axis) => (sharedAxes.includes(axis) ? 1 : dim)).slice(1) ?? [];
    const known = sizes.filter((dim) => typeof dim === "number");
    if (known.length !== sizes.length || sharedAxes.some((axis) => axis >= (shape?.length ?? 0)))
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: "expected known sizes along all axes whose slopes are not shared.",
        received: `inputs ${showShape(shape ?? [])}, sharedAxes [${sharedAxes.join(", ")}]`,
        next: "List the axes along which one slope serves all in sharedAxes; they count from 1.",
      });
    return { alpha: { shape: known, initializer: alphaInitializer, regularizer: alphaRegularizer } };
  },
  call: ([x], { alpha }) => {
    const order = permutationOf(x);
    if (order?.axes[0] !== 0) return sloped(x, alpha);
    // The slopes take the order of the values in memory, which is the cheaper one to change.
    const back = inverse(order.axes).slice(1);
    const slope = transpose(
      alpha,
      back.map((axis) => axis - 1),
    );
    return transpose(sloped(order.of, slope), order.axes);
  },
});

/**
 * y = x for x > 0, else alpha · x, alpha trained. Shape: [batch, ...] → the same. `sharedAxes`: axes (from 1) along
 * which one slope serves all, e.g. [1, 2] for one per channel of pictures. Weights: alpha, as the input without the
 * batch, 1 along shared axes. Errors: NN_SHAPE_MISMATCH. Source: He et al. 2015, arXiv:1502.01852.
 */
export const prelu = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
