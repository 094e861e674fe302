import { LeptonError } from "@lepton/core";
import { type Shape, showShape } from "../../graph/shape.ts";

/** Steps and features of a series. Errors: NN_SHAPE_MISMATCH unless both are known. */
export function positionsOf(shape: Shape | undefined): [time: number, features: number] {
  const [, time, features] = shape ?? [];
  if (shape?.length !== 3 || typeof time !== "number" || typeof features !== "number")
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "expected series [batch, time, features] of known length.",
      received: `inputs ${shape ? showShape(shape) : "nothing"}`,
      next: "Give the input a number of steps.",
    });
  return [time, features];
}
