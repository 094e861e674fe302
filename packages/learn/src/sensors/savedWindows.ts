import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { modelFromJSON } from "../tabular/saved.ts";
import { averageOf, type FittedWindows } from "./method.ts";
import { featureSets, fittedTables } from "./tabularMethods.ts";
import { fittedWindowNetwork, savedWindowNetworkSchema } from "./windowNetwork.ts";

const schema = z.discriminatedUnion("as", [
  savedWindowNetworkSchema,
  z.object({ as: z.literal("tables"), features: z.enum(featureSets), model: z.unknown() }),
  z.object({ as: z.literal("average"), members: z.array(z.unknown()).min(1) }),
]);

/** A fitted method from what its `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function windowsFromJSON(json: unknown): FittedWindows {
  const saved = readSaved(schema, json);
  switch (saved.as) {
    case "network":
      return fittedWindowNetwork(saved);
    case "tables":
      return fittedTables(modelFromJSON(saved.model), saved.features);
    case "average":
      return averageOf(saved.members.map(windowsFromJSON));
  }
}

/** Errors: LEARN_SAVED_MODEL. */
export function readSaved<S extends z.ZodType>(of: S, json: unknown): z.output<S> {
  const read = of.safeParse(json);
  if (read.success) return read.data;
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "This is not a saved model of sensors.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of a fitted model returned.",
  });
}
