import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { activationSchema } from "../../activations/index.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import { perAxis } from "../window.ts";

/** Keras' paddings of a window over a picture. */
export const paddings = z.enum(["valid", "same"]);
/** A series may also be padded in front only, so that no output sees a later step. */
export const seriesPaddings = z.enum(["valid", "same", "causal"]);

/** How the window moves, and what follows it. */
export const windowOptions = (axes: number) => ({
  kernelSize: perAxis(axes),
  strides: perAxis(axes).default(Array.from({ length: axes }, () => 1)),
  dilationRate: perAxis(axes).default(Array.from({ length: axes }, () => 1)),
  activation: activationSchema.default("linear"),
  useBias: z.boolean().default(true),
  biasInitializer: initializerSchema.default("zeros"),
  biasRegularizer: regularizerSchema.optional(),
});

/** Filters with a kernel of their own. */
export const kernelOptions = {
  filters: z.number().int().positive(),
  kernelInitializer: initializerSchema.default("glorotUniform"),
  kernelRegularizer: regularizerSchema.optional(),
};

export const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Errors: NN_SHAPE_MISMATCH when the groups do not divide both channels and filters. */
export function checkGroups(channels: number, filters: number, groups: number): void {
  if (channels % groups === 0 && filters % groups === 0) return;
  throw new LeptonError("NN_SHAPE_MISMATCH", {
    problem: `${groups} groups must divide the input's channels and the filters.`,
    received: `${channels} channels, ${filters} filters`,
    next: "Take a number of groups that divides both.",
  });
}
