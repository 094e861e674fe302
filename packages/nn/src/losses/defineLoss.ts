import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Loss } from "./loss.ts";

export interface LossDefinition<S extends z.ZodObject> extends Partial<Pick<Loss, "truth" | "truthShape">> {
  /** Options as plain data, with defaults. */
  config: S;
  check?(...given: [...Parameters<NonNullable<Loss["check"]>>, config: z.output<S>]): void;
  counts?(
    ...given: [...Parameters<NonNullable<Loss["counts"]>>, config: z.output<S>]
  ): ReturnType<NonNullable<Loss["counts"]>>;
  perSample(...given: [...Parameters<Loss["perSample"]>, config: z.output<S>]): ReturnType<Loss["perSample"]>;
}
/** Makes a loss from its options. */
export type LossFactory<S extends z.ZodObject = z.ZodObject> = (options?: z.input<S>) => Loss;

/** Options of a loss that takes none. */
export const noOptions: z.ZodObject<Record<never, never>, z.core.$strict> = z.strictObject({});

/** Defines a loss: its options (schema) and its formula. Errors: NN_CONFIG_INVALID on an option it does not take. */
export function defineLoss<S extends z.ZodObject>(
  name: string,
  definition: LossDefinition<S>,
): LossFactory<S> {
  const { truth = "same", truthShape, check, counts, perSample } = definition;
  return (options) => {
    const result = definition.config.safeParse(options ?? {});
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new LeptonError("NN_CONFIG_INVALID", {
        problem: `${name} was given an option it does not take: ${issue?.message ?? "invalid"}.`,
        received: JSON.stringify(options).slice(0, 200),
        next: `Its options: ${Object.keys(definition.config.shape).join(", ") || "none"}.`,
        field: issue?.path.join("."),
      });
    }
    const config = result.data;
    return {
      name,
      config: config as Record<string, unknown>,
      truth,
      ...(truthShape && { truthShape }),
      ...(check && { check: (array, shape) => check(array, shape, config) }),
      ...(counts && { counts: (t, p) => counts(t, p, config) }),
      perSample: (t, p) => perSample(t, p, config),
    };
  };
}
