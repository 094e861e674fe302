import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { fittedBgNbdModel, savedBgNbdModelSchema } from "./bgNbdModel.ts";
import type { FittedSequence } from "./estimator.ts";
import { featuresFromJSON } from "./features.ts";
import { fittedSequence, savedSequenceSchema } from "./fittedNetwork.ts";
import { fittedLifeTable, savedLifeTableSchema } from "./lifeTable.ts";

const schema = z.discriminatedUnion("kind", [
  savedSequenceSchema,
  savedBgNbdModelSchema,
  savedLifeTableSchema,
  z.object({ kind: z.literal("sequenceFeatures"), names: z.array(z.string()), model: z.unknown() }),
]);

/** A fitted model of event histories of any kind from what its `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function sequenceModelFromJSON(json: unknown): FittedSequence {
  const read = schema.safeParse(json);
  if (!read.success)
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "This is not a saved model of event histories.",
      received: z.prettifyError(read.error),
      next: "Give what `toJSON` of a fitted model returned.",
    });
  const saved = read.data;
  switch (saved.kind) {
    case "sequenceNetwork":
      return fittedSequence(saved);
    case "sequenceBgNbd":
      return fittedBgNbdModel(saved);
    case "sequenceLifeTable":
      return fittedLifeTable(saved);
    default:
      return featuresFromJSON(saved);
  }
}
