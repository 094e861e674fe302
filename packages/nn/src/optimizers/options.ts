import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Clipping, Schedule } from "./optimizer.ts";

export interface OptimizerOptions {
  learningRate: number | Schedule;
  clipping: Clipping;
}

const clippingSchema = z.object({
  clipValue: z.number().positive().optional(),
  clipNorm: z.number().positive().optional(),
  globalClipNorm: z.number().positive().optional(),
});

/** Options of an optimiser, checked: its own and how gradients are clipped. Errors: NN_CONFIG_INVALID. */
export function optimizerConfig<S extends z.ZodObject>(
  kind: string,
  schema: S,
  options: unknown,
): { config: z.output<S>; clipping: Clipping } {
  const both = schema.extend(clippingSchema.shape).safeParse(options);
  if (!both.success) {
    const [issue] = both.error.issues;
    throw new LeptonError("NN_CONFIG_INVALID", {
      problem: `${kind} was given an option it does not take: ${issue?.message ?? "invalid"}.`,
      received: JSON.stringify(options).slice(0, 200),
      next: "Mend the option named.",
      field: issue?.path.join("."),
    });
  }
  const { clipValue, clipNorm, globalClipNorm, ...config } = both.data as z.output<typeof clippingSchema> &
    z.output<S>;
  return { config: config as z.output<S>, clipping: { clipValue, clipNorm, globalClipNorm } };
}
