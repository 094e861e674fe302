import { z } from "zod";
import { id, instant, name } from "./common.ts";
import {
  experimentKey,
  experimentMetrics,
  experimentPlan,
  experimentPlanInput,
  experimentResultsSchema,
  experimentVariants,
  filterGroup,
} from "./growth.ts";

export const experimentStatus = z.enum(["draft", "running", "stopped"]);

const fields = z.object({
  name,
  /** Stands in the product's code; with a person's id it decides the variant. */
  key: experimentKey,
  hypothesis: z.string().max(2_000),
  /** The first is the control. */
  variants: experimentVariants,
  /** Who may be in it, judged when somebody asks for their variant; null: everybody. */
  who: filterGroup.nullable(),
  metrics: experimentMetrics,
  /** People planned for: where the intervals that hold at every look are tightest. */
  plannedPeople: z.int().min(100).max(100_000_000),
  level: z.number().min(0.8).max(0.999),
});
export const experiment = fields.extend({
  id,
  status: experimentStatus,
  startedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
  /** The audience whose deliveries it measures: assigned by the server, not by trackers. */
  audience: id.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export const createExperimentRequest = fields.extend({
  hypothesis: fields.shape.hypothesis.default(""),
  who: fields.shape.who.default(null),
  plannedPeople: fields.shape.plannedPeople.default(10_000),
  level: fields.shape.level.default(0.95),
});
/** Once started, only name and hypothesis change; `status` starts it, and stops it for good. */
export const updateExperimentRequest = fields
  .partial()
  .extend({ status: z.enum(["running", "stopped"]).optional() });
export const experimentList = z.object({ items: z.array(experiment) });
export const experimentResultsReply = experimentResultsSchema.extend({ computedAt: instant });
export const experimentPlanRequest = experimentPlanInput;
export const experimentPlanReply = experimentPlan;

export const publicExperimentsQuery = z.object({
  token: z.string().max(100).default(""),
  distinct_id: z.string().max(400).optional(),
});
/** What trackers fetch from `/api/experiments/?token=&distinct_id=`: running experiments this person may be in. */
export const publicExperiments = z.object({
  experiments: z.array(
    z.object({ key: z.string(), variants: z.array(z.object({ key: z.string(), weight: z.number() })) }),
  ),
  /** Some experiments are for some people only: ask again with a `distinct_id`. */
  targeted: z.boolean(),
});

export type Experiment = z.infer<typeof experiment>;
export type ExperimentStatus = z.infer<typeof experimentStatus>;
export type CreateExperimentRequest = z.input<typeof createExperimentRequest>;
export type UpdateExperimentRequest = z.input<typeof updateExperimentRequest>;
export type ExperimentList = z.infer<typeof experimentList>;
export type ExperimentResultsReply = z.infer<typeof experimentResultsReply>;
export type ExperimentPlanRequest = z.input<typeof experimentPlanRequest>;
export type ExperimentPlanReply = z.infer<typeof experimentPlanReply>;
export type PublicExperiments = z.infer<typeof publicExperiments>;
