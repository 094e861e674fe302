import { LeptonError } from "@lepton/core";
import { z } from "zod";

/** Options as the schema reads them, defaults filled in. Errors: NN_OPTION_INVALID, naming the option. */
export function readOptions<S extends z.ZodType>(schema: S, options: z.input<S>, of: string): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  throw new LeptonError("NN_OPTION_INVALID", {
    problem: `${of}: ${field && `${field}: `}${issue?.message ?? "the options do not fit"}.`,
    field,
    next:
      issue?.code === "unrecognized_keys"
        ? `Check the spelling; there are ${known.join(", ")}.`
        : "Correct the option; its documentation says what it takes.",
  });
}
