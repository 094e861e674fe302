import { z } from "zod";
import { id, instant, name } from "./common.ts";
import { filterGroup } from "./growth.ts";

export const surveyKind = z.enum(["nps", "csat", "ces", "pmf"]);
export const surveyStatus = z.enum(["draft", "running", "stopped"]);
/** Text per language tag, e.g. `{ en: "…", zh: "…" }`; the widget falls back to `en`, then to any. */
export const localText = z.record(
  z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/),
  z.string().min(1).max(1_000),
);

const base = { id: z.string().min(1).max(64), text: localText, optional: z.boolean().default(false) };
export const surveyQuestion = z.discriminatedUnion("type", [
  z.object({
    ...base,
    type: z.literal("rating"),
    min: z.number().int().min(0).max(1),
    max: z.number().int().min(2).max(10),
    lowLabel: localText.optional(),
    highLabel: localText.optional(),
  }),
  z.object({
    ...base,
    type: z.literal("choice"),
    choices: z
      .array(z.object({ value: z.string().min(1).max(200), label: localText }))
      .min(2)
      .max(20),
    multiple: z.boolean().default(false),
  }),
  z.object({ ...base, type: z.literal("text"), placeholder: localText.optional() }),
]);
/** Who is asked; judged from events when the answer arrives as well. */
export const qualification = z.object({
  /** Null: the project's core event. */
  event: z.string().min(1).max(200).nullable().default(null),
  minUses: z.number().int().min(0).max(1_000).default(2),
  activeWithinDays: z.number().int().min(1).max(365).default(14),
  notAskedWithinDays: z.number().int().min(0).max(3_650).default(90),
  /** Share of the qualified who are asked, in (0, 1]. */
  sample: z.number().gt(0).max(1).default(1),
  filter: filterGroup.nullable().default(null),
});
const fields = z.object({
  name,
  kind: surveyKind,
  questions: z.array(surveyQuestion).min(1).max(20),
  qualification,
  /** Seconds on the page before it shows, and where on the screen. */
  appearance: z.object({
    delaySeconds: z.number().min(0).max(600).default(3),
    position: z.enum(["bottom-right", "bottom-left", "center"]).default("bottom-right"),
    thanks: localText.optional(),
  }),
});
export const survey = fields.extend({
  id,
  status: surveyStatus,
  /** Answers received so far. */
  answers: z.number(),
  /** Times shown so far. */
  shown: z.number(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
});
/** Without `questions` the kind's standard ones are taken (NPS, CSAT, CES, the four of product–market fit). */
export const createSurveyRequest = z.object({
  name,
  kind: surveyKind,
  questions: fields.shape.questions.optional(),
  qualification: qualification.optional(),
  appearance: fields.shape.appearance.optional(),
});
export const updateSurveyRequest = fields
  .omit({ kind: true })
  .partial()
  .extend({ status: surveyStatus.optional() });
export const surveyList = z.object({ items: z.array(survey) });
/** What the widget fetches from `/api/surveys/?token=`: running surveys only. */
export const publicSurveys = z.object({
  surveys: z.array(fields.extend({ id })),
});

export type SurveyKind = z.infer<typeof surveyKind>;
export type SurveyQuestion = z.infer<typeof surveyQuestion>;
export type Survey = z.infer<typeof survey>;
export type CreateSurveyRequest = z.input<typeof createSurveyRequest>;
export type UpdateSurveyRequest = z.input<typeof updateSurveyRequest>;
export type SurveyList = z.infer<typeof surveyList>;
export type PublicSurveys = z.infer<typeof publicSurveys>;
