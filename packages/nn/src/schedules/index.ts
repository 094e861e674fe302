import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";
import type { Schedule } from "../optimizers/optimizer.ts";
import { cosineDecay, cosineDecayRestarts, oneCycle } from "./cosine.ts";
import { exponentialDecay, inverseTimeDecay, piecewiseConstant, polynomialDecay } from "./decay.ts";
import type { ScheduleFactory } from "./defineSchedule.ts";
import { linearWarmup, type WarmupOptions } from "./linearWarmup.ts";

export {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  oneCycle,
  piecewiseConstant,
  polynomialDecay,
};

/** Schedules by their names: Keras', and PyTorch's one cycle. */
export const schedules = {
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  oneCycle,
  piecewiseConstant,
  polynomialDecay,
} as const;

/** A schedule as plain data: `{ kind: "cosineDecay", config: { initialLearningRate: 1e-3, decaySteps: 1000 } }`. */
export const scheduleSchema = z.strictObject({
  kind: z.string(),
  config: z.record(z.string(), z.unknown()),
});
export type ScheduleJson = z.input<typeof scheduleSchema>;

/** The schedule that was saved. Errors: NN_SCHEDULE_UNKNOWN suggests the nearest name; NN_CONFIG_INVALID. */
export function scheduleFrom({ kind, config }: ScheduleJson): Schedule {
  if (kind === "linearWarmup") {
    const following = scheduleSchema.safeParse(config.after);
    const after = following.success ? scheduleFrom(following.data) : config.after;
    return linearWarmup({ ...config, after } as WarmupOptions);
  }
  // The factory checks the options itself: they may come from a file.
  if (Object.hasOwn(schedules, kind))
    return (schedules[kind as keyof typeof schedules] as ScheduleFactory)(config);
  const nearest = nearestName(kind, Object.keys(schedules));
  throw new LeptonError("NN_SCHEDULE_UNKNOWN", {
    problem: "There is no schedule of this name.",
    received: kind,
    next: nearest ? `Did you mean ${nearest}?` : `Use one of: ${Object.keys(schedules).join(", ")}.`,
  });
}
