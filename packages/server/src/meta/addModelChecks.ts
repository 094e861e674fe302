import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What watches models: a check at each scoring, and how each model does. */
export async function addModelChecks(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable("models").addColumn("health", "text").execute();
  await db.schema
    .createTable("model_checks")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("model_id", "text", (c) => c.notNull())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("cutoff", "text", (c) => c.notNull())
    .addColumn("due", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("sample", "text")
    .addColumn("outcomes", "text")
    .execute();
  await db.schema
    .createIndex("model_checks_by_model")
    .on("model_checks")
    .columns(["model_id", "at"])
    .execute();
}
