import type { z } from "zod";
import { dashboard } from "../contract/dashboard.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = dashboard.pick({ description: true, tiles: true, override: true });
export type Dashboards = SavedThings<z.infer<typeof body>>;

/** Pages of tiles, each a saved insight or a text. */
export const dashboardsOf = (store: Store): Dashboards => savedThings(store, "dashboards", "dsh", body);
