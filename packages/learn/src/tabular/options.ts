import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";

/** Options with their defaults. Errors: LEARN_OPTION, naming the option and the nearest one. */
export function readOptions<S extends z.ZodObject>(schema: S, options: unknown, of: string): z.output<S> {
  const read = schema.safeParse(options);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const near = unknown === undefined ? null : nearestName(unknown, Object.keys(schema.shape));
  throw new LeptonError("LEARN_OPTION", {
    problem: `An option of ${of} does not fit.`,
    received: z.prettifyError(read.error),
    next: near ? `Did you mean ${near}?` : "Correct the option, or leave it out for its default.",
    field: unknown ?? issue?.path.join(".") ?? "",
  });
}
