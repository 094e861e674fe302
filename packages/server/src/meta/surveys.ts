import type { z } from "zod";
import { survey } from "../contract/survey.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = survey.pick({
  kind: true,
  questions: true,
  qualification: true,
  appearance: true,
  reaskAfterDays: true,
  status: true,
  startedAt: true,
  stoppedAt: true,
});
export type Surveys = SavedThings<z.infer<typeof body>>;

/** Surveys and their state; answers are events. */
export const surveysOf = (store: Store): Surveys => savedThings(store, "surveys", "srv", body);
