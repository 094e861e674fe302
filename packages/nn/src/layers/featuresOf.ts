import { LeptonError } from "@lepton/core";
import { type Shape, showShape } from "../graph/shape.ts";

/** Size of the last axis. Errors: NN_SHAPE_MISMATCH when it is not known. */
export function featuresOf(shape: Shape | undefined): number {
  const features = shape?.at(-1);
  if (!shape || shape.length < 2 || typeof features !== "number")
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "expected [batch, ..., features], the features known.",
      ...(shape ? { received: `inputs ${showShape(shape)}` } : {}),
      next: "Give an input whose last axis has a known size.",
    });
  return features;
}
