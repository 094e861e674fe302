import type { z } from "zod";
import { cohort } from "../contract/cohort.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = cohort.pick({ description: true, definition: true, size: true });
export type Cohorts = SavedThings<z.infer<typeof body>>;

/** Named groups of people; the people of static ones stand in the warehouse. */
export const cohortsOf = (store: Store): Cohorts => savedThings(store, "cohorts", "coh", body);
