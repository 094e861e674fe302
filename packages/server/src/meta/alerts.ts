import type { z } from "zod";
import { type AlertEvent, alert, alertEvent } from "../contract/alert.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import { type SavedThings, savedThings } from "./saved.ts";

const body = alert.omit({ id: true, name: true, createdBy: true, createdAt: true, updatedAt: true });
export type AlertBody = z.infer<typeof body>;
export type Alerts = SavedThings<AlertBody> & {
  record(project: string, event: Omit<AlertEvent, "id">): Promise<AlertEvent>;
  /** Newest first. */
  events(project: string): Promise<AlertEvent[]>;
  forget(alert: string): Promise<void>;
};

const most = 200;

export function alertsOf(store: Store): Alerts {
  const { db } = store;
  return {
    ...savedThings(store, "alerts", "alt", body),
    async record(project, event) {
      const made = { ...event, id: newId("ale") };
      await db
        .insertInto("alert_events")
        .values({
          id: made.id,
          project_id: project,
          alert_id: event.alert,
          at: event.at,
          body: JSON.stringify(made),
        })
        .execute();
      return made;
    },
    async events(project) {
      const rows = await db
        .selectFrom("alert_events")
        .select("body")
        .where("project_id", "=", project)
        .orderBy("at", "desc")
        .limit(most)
        .execute();
      return rows.map((row) => alertEvent.parse(JSON.parse(row.body)));
    },
    async forget(id) {
      await db.deleteFrom("alert_events").where("alert_id", "=", id).execute();
    },
  };
}
