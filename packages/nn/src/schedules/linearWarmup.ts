import { z } from "zod";
import type { Schedule } from "../optimizers/optimizer.ts";
import { defineSchedule } from "./defineSchedule.ts";

export interface WarmupOptions {
  /** How many steps the warm-up takes. */
  steps: number;
  /** Rate at step 0; 0 unless told. */
  from?: number;
  /** What follows; its own step 0 is the first after the warm-up. */
  after: number | Schedule;
}

const config = z.strictObject({
  steps: z.number().positive(),
  from: z.number().min(0).default(0),
  after: z.union([
    z.number().min(0),
    z.custom<Schedule>(
      (value) => typeof (value as Partial<Schedule> | null)?.at === "function",
      "no schedule",
    ),
  ]),
});
const make = defineSchedule("linearWarmup", config, (step, { steps, from, after }) => {
  const rateAt = (s: number) => (typeof after === "number" ? after : after.at(s));
  return step < steps ? from + ((rateAt(0) - from) * step) / steps : rateAt(step - steps);
});

/** In a line from `from` to the rate that `after` starts with, over `steps` steps; then `after`. */
export function linearWarmup(options: WarmupOptions): Schedule {
  const { config: own, ...schedule } = make(options);
  const { after } = own as { after: number | Schedule };
  // Plain data: what follows by its kind and config.
  const following = typeof after === "number" ? after : { kind: after.kind, config: after.config };
  return { ...schedule, config: { ...own, after: following } };
}
