import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { FittedTextModel } from "./estimator.ts";
import { fittedTextLinear, savedTextLinearSchema } from "./linear/textLinear.ts";
import { fittedTextMajority, savedTextMajoritySchema } from "./majority.ts";
import { fittedTextNetwork, savedTextNetworkSchema } from "./networks/fittedTextNetwork.ts";

const schema = z.discriminatedUnion("kind", [
  savedTextLinearSchema,
  savedTextMajoritySchema,
  savedTextNetworkSchema,
]);

/** A fitted text model of any kind from what its `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function textModelFromJSON(json: unknown): FittedTextModel {
  const read = schema.safeParse(json);
  if (!read.success)
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "This is not a saved model of texts.",
      received: z.prettifyError(read.error),
      next: "Give what `toJSON` of a fitted text model returned.",
    });
  const saved = read.data;
  switch (saved.kind) {
    case "textLinear":
      return fittedTextLinear(saved);
    case "textMajority":
      return fittedTextMajority(saved);
    default:
      return fittedTextNetwork(saved);
  }
}
