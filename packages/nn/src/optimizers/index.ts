import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";
import { scheduleFrom, scheduleSchema } from "../schedules/index.ts";
import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam, adamW } from "./adam.ts";
import { adamax } from "./adamax.ts";
import type { OptimizerFactory } from "./defineOptimizer.ts";
import { ftrl } from "./ftrl.ts";
import { lion } from "./lion.ts";
import { nadam } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

/** Optimisers by Keras' names. */
export const optimizers = {
  adadelta,
  adagrad,
  adam,
  adamW,
  adamax,
  ftrl,
  lion,
  nadam,
  rmsprop,
  sgd,
} as const;
export type OptimizerName = keyof typeof optimizers;

/** An optimiser as plain data: what a saved model keeps of it. */
export const optimizerSchema = z.strictObject({
  kind: z.string(),
  config: z.record(z.string(), z.unknown()).default({}),
  learningRate: z.union([z.number(), scheduleSchema]).optional(),
  clipping: z
    .strictObject({
      clipValue: z.number().positive().optional(),
      clipNorm: z.number().positive().optional(),
      globalClipNorm: z.number().positive().optional(),
    })
    .default({}),
});
export type OptimizerJson = z.input<typeof optimizerSchema>;

/** The optimiser meant: a name, with the defaults of that optimiser, or one as it is. Errors: NN_OPTIMIZER_UNKNOWN. */
export const optimizerFrom = (like: OptimizerName | Optimizer): Optimizer =>
  typeof like === "string" ? factoryOf(like)() : like;

/** The optimiser as plain data; `optimizerFromJson` of it is the same optimiser. */
export function optimizerToJson({ kind, config, learningRate, clipping }: Optimizer): OptimizerJson {
  const rate =
    typeof learningRate === "number"
      ? learningRate
      : { kind: learningRate.kind, config: { ...learningRate.config } };
  return { kind, config: { ...config }, learningRate: rate, clipping: { ...clipping } };
}

/**
 * The optimiser that was saved. Errors: NN_CONFIG_INVALID when the data are none; NN_OPTIMIZER_UNKNOWN suggests the
 * nearest name; NN_SCHEDULE_UNKNOWN.
 */
export function optimizerFromJson(json: unknown): Optimizer {
  const result = optimizerSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new LeptonError("NN_CONFIG_INVALID", {
      problem: `This is no optimiser: ${issue?.message ?? "invalid"}.`,
      received: JSON.stringify(json)?.slice(0, 200) ?? "nothing",
      next: "Give { kind, config, learningRate, clipping } as optimizerToJson writes it.",
      field: issue?.path.join("."),
    });
  }
  const { kind, config, learningRate, clipping } = result.data;
  const rate = typeof learningRate === "object" ? scheduleFrom(learningRate) : learningRate;
  return factoryOf(kind)(rate, { ...config, ...clipping });
}

function factoryOf(kind: string): OptimizerFactory {
  // The factory checks the options itself: they may come from a file.
  if (Object.hasOwn(optimizers, kind)) return optimizers[kind as OptimizerName] as OptimizerFactory;
  const nearest = nearestName(kind, Object.keys(optimizers));
  throw new LeptonError("NN_OPTIMIZER_UNKNOWN", {
    problem: "There is no optimiser of this name.",
    received: kind,
    next: nearest ? `Did you mean ${nearest}?` : `Use one of: ${Object.keys(optimizers).join(", ")}.`,
  });
}
