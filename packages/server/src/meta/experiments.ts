import type { z } from "zod";
import { experiment } from "../contract/experiment.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = experiment.omit({ id: true, name: true, createdBy: true, createdAt: true, updatedAt: true });
export type ExperimentBody = z.infer<typeof body>;
export type Experiments = SavedThings<ExperimentBody>;

/** Experiments and their state; exposures and outcomes are events. */
export const experimentsOf = (store: Store): Experiments => savedThings(store, "experiments", "exp", body);
