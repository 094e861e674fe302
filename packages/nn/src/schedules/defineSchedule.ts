import { LeptonError } from "@lepton/core";
import type { z } from "zod";
import type { Schedule } from "../optimizers/optimizer.ts";

/** Makes a schedule from its options. */
export type ScheduleFactory<S extends z.ZodType = z.ZodType> = (options: z.input<S>) => Schedule;

/** Defines a schedule: options (schema) and the rate at a step, 0 the first. Errors: NN_CONFIG_INVALID. */
export function defineSchedule<S extends z.ZodType>(
  kind: string,
  schema: S,
  at: (step: number, config: z.output<S>) => number,
): ScheduleFactory<S> {
  return (options) => {
    const result = schema.safeParse(options);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new LeptonError("NN_CONFIG_INVALID", {
        problem: `${kind} was given an option it does not take: ${issue?.message ?? "invalid"}.`,
        received: JSON.stringify(options)?.slice(0, 200) ?? "nothing",
        next: "Mend the option named.",
        field: issue?.path.join("."),
      });
    }
    return {
      kind,
      config: result.data as Record<string, unknown>,
      at: (step) => at(step, result.data),
    };
  };
}
