import type { Kysely } from "kysely";
import { addActing } from "./addActing.ts";
import { addModelChecks } from "./addModelChecks.ts";
import type { Tables } from "./tables.ts";

type Migration = (db: Kysely<Tables>) => Promise<void>;

/** Forward only: a migration that has shipped is never edited, the next one corrects it. */
export const migrations: readonly Migration[] = [
  createTables,
  addCaptureSettings,
  addModels,
  addFeedbackEvents,
  addActing,
  addModelChecks,
];

async function addCaptureSettings(db: Kysely<Tables>): Promise<void> {
  for (const column of ["store_ip", "drop_bots"])
    await db.schema
      .alterTable("projects")
      .addColumn(column, "integer", (c) => c.notNull().defaultTo(0))
      .execute();
}

async function addModels(db: Kysely<Tables>): Promise<void> {
  for (const column of ["subject", "result", "step", "request"])
    await db.schema.alterTable("jobs").addColumn(column, "text").execute();
  await db.schema.alterTable("jobs").addColumn("seconds_left", "real").execute();
  await db.schema
    .alterTable("jobs")
    .addColumn("log", "text", (c) => c.notNull().defaultTo("[]"))
    .execute();
  await db.schema.createIndex("jobs_by_project").on("jobs").columns(["project_id", "started_at"]).execute();
  await db.schema
    .createTable("models")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("version", "integer", (c) => c.notNull())
    .addColumn("stage", "text", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addColumn("scored_at", "text")
    .addColumn("scored_people", "integer")
    .addColumn("created_by", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("published_at", "text")
    .addUniqueConstraint("models_versions", ["project_id", "name", "version"])
    .execute();
}

async function addFeedbackEvents(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .alterTable("projects")
    .addColumn("feedback_events", "text", (c) => c.notNull().defaultTo("[]"))
    .execute();
}

async function createTables(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("members")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("email", "text", (c) => c.notNull().unique())
    .addColumn("password_hash", "text")
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("last_login_at", "text")
    .execute();
  await db.schema
    .createTable("projects")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("timezone", "text", (c) => c.notNull())
    .addColumn("week_start", "text", (c) => c.notNull())
    .addColumn("currency", "text", (c) => c.notNull())
    .addColumn("core_event", "text")
    .addColumn("revenue_event", "text")
    .addColumn("revenue_property", "text")
    .addColumn("internal_users_filter", "text")
    .addColumn("pmf_threshold", "real", (c) => c.notNull())
    .addColumn("has_sample", "integer", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .execute();
  await db.schema
    .createTable("memberships")
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("member_id", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("memberships_key", ["project_id", "member_id"])
    .execute();
  for (const table of ["sessions", "invites"] as const) {
    let create = db.schema
      .createTable(table)
      .addColumn("token_hash", "text", (c) => c.primaryKey())
      .addColumn("member_id", "text", (c) => c.notNull())
      .addColumn("expires_at", "text", (c) => c.notNull());
    if (table === "sessions")
      create = create
        .addColumn("csrf", "text", (c) => c.notNull())
        .addColumn("created_at", "text", (c) => c.notNull());
    await create.execute();
  }
  await db.schema
    .createTable("keys")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("prefix", "text", (c) => c.notNull())
    .addColumn("secret_hash", "text", (c) => c.notNull().unique())
    .addColumn("value", "text")
    .addColumn("scopes", "text", (c) => c.notNull())
    .addColumn("created_at", "text", (c) => c.notNull())
    .addColumn("last_used_at", "text")
    .addColumn("revoked_at", "text")
    .execute();
  for (const table of ["insights", "dashboards", "cohorts", "surveys"] as const) {
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
    .createTable("jobs")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("done", "integer", (c) => c.notNull())
    .addColumn("total", "integer")
    .addColumn("problem", "text")
    .addColumn("started_at", "text", (c) => c.notNull())
    .addColumn("finished_at", "text")
    .execute();
  await db.schema
    .createTable("audit")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("at", "text", (c) => c.notNull())
    .addColumn("project_id", "text")
    .addColumn("actor", "text", (c) => c.notNull())
    .addColumn("action", "text", (c) => c.notNull())
    .addColumn("target", "text", (c) => c.notNull())
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("ip", "text", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("audit_by_project").on("audit").columns(["project_id", "id"]).execute();
}
