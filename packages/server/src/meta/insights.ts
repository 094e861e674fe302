import type { z } from "zod";
import { insight } from "../contract/insight.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = insight.pick({ description: true, question: true, forecast: true });
export type Insights = SavedThings<z.infer<typeof body>>;

/** Saved questions. */
export const insightsOf = (store: Store): Insights => savedThings(store, "insights", "ins", body);
