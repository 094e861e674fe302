import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { fittedTrees, savedTreesSchema } from "../trees/fittedTrees.ts";
import { fittedAverage, savedAverageSchema } from "./average.ts";
import { fittedBaseline, savedBaselineSchema } from "./baseline.ts";
import { fittedCalibration, savedCalibrationSchema } from "./calibrated.ts";
import type { FittedModel } from "./estimator.ts";
import { fittedNetwork, savedNetworkSchema } from "./fittedNetwork.ts";
import { fittedLinear, savedLinearSchema } from "./linear.ts";

const schema = z.discriminatedUnion("kind", [
  savedTreesSchema,
  savedBaselineSchema,
  savedLinearSchema,
  savedNetworkSchema,
  savedAverageSchema,
  savedCalibrationSchema,
]);

/** A fitted model of any kind from what its `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function modelFromJSON(json: unknown): FittedModel {
  const read = schema.safeParse(json);
  if (!read.success)
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "This is not a saved model of tables.",
      received: z.prettifyError(read.error),
      next: "Give what `toJSON` of a fitted model returned.",
    });
  const saved = read.data;
  switch (saved.kind) {
    case "baseline":
      return fittedBaseline(saved);
    case "linear":
      return fittedLinear(saved);
    case "tabularNetwork":
      return fittedNetwork(saved);
    case "average":
      return fittedAverage(
        saved.members.map(({ weight, model }) => ({ weight, fitted: modelFromJSON(model) })),
      );
    case "calibrated":
      return fittedCalibration(modelFromJSON(saved.model), saved.maps);
    default:
      return fittedTrees(saved);
  }
}
