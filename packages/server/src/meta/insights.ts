import { z } from "zod";
import { question } from "../contract/growth.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = z.object({ description: z.string(), question });
export type Insights = SavedThings<z.infer<typeof body>>;

/** Saved questions. */
export const insightsOf = (store: Store): Insights => savedThings(store, "insights", "ins", body);
