import { z } from "zod";
import { id, instant, name } from "./common.ts";
import { cohortDefinition, peoplePoint, question } from "./growth.ts";
import { personId } from "./person.ts";

/** Dynamic: who meets the criteria when asked. Static: the people listed at its making. */
export const cohort = z.object({
  id,
  name: z.string(),
  description: z.string(),
  definition: cohortDefinition,
  /** Static: people listed. Dynamic: null, ask the people route with a cohort filter. */
  size: z.number().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
/** Static cohorts name their people: themselves, or by the point of a chart they stand behind. */
export const createCohortRequest = z.object({
  name,
  description: z.string().max(2_000).default(""),
  definition: cohortDefinition,
  people: z.array(personId).max(100_000).optional(),
  from: z.object({ question, point: peoplePoint }).optional(),
});
export const updateCohortRequest = z.object({
  name: name.optional(),
  description: z.string().max(2_000).optional(),
  /** Dynamic cohorts only; a cohort keeps its kind. */
  definition: cohortDefinition.optional(),
});
export const cohortList = z.object({ items: z.array(cohort) });

export type Cohort = z.infer<typeof cohort>;
export type CreateCohortRequest = z.input<typeof createCohortRequest>;
export type UpdateCohortRequest = z.input<typeof updateCohortRequest>;
export type CohortList = z.infer<typeof cohortList>;
