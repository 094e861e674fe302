import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** Experiments, audiences and alerts, the outbox of webhooks, and their secrets. */
export async function addActing(db: Kysely<Tables>): Promise<void> {
  for (const table of ["experiments", "audiences", "alerts"] as const) {
    await db.schema
      .createTable(table)
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("project_id", "text", (c) => c.notNull())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("body", "text", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "text", (c) => c.notNull())
      .addColumn("updated_at", "text", (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex(`${table}_by_project`)
      .on(table)
      .columns(["project_id", "created_at"])
      .execute();
  }
  await db.schema
    .createTable("audience_people")
    .addColumn("audience_id", "text", (c) => c.notNull())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("arm", "text", (c) => c.notNull())
    .addColumn("since", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("audience_people_key", ["audience_id", "person_id"])
    .execute();
  await db.schema
    .createTable("deliveries")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("sequence", "integer", (c) => c.notNull())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("subject_id", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("last_status", "integer")
    .addColumn("last_problem", "text")
    .addColumn("added", "integer", (c) => c.notNull())
    .addColumn("removed", "integer", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("next_at", "text")
    .addColumn("finished_at", "text")
    .execute();
  await db.schema
    .createIndex("deliveries_by_subject")
    .on("deliveries")
    .columns(["subject_id", "sequence"])
    .execute();
  await db.schema
    .createIndex("deliveries_waiting")
    .on("deliveries")
    .columns(["status", "sequence"])
    .execute();
  await db.schema
    .createTable("alert_events")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("alert_id", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex("alert_events_by_project")
    .on("alert_events")
    .columns(["project_id", "at"])
    .execute();
  await db.schema
    .createTable("webhook_secrets")
    .addColumn("subject_id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("cipher", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("act_settings")
    .addColumn("project_id", "text", (c) => c.primaryKey())
    .addColumn("allow_private", "integer", (c) => c.notNull())
    .execute();
}
