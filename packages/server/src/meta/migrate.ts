import { LeptonError } from "@lepton/core";
import { type Kysely, sql } from "kysely";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/**
 * Brings the store to this program's version. A store with data is copied to
 * `{file}.v{old}.backup` first; a store of a newer program is refused untouched.
 */
export async function migrate(db: Kysely<Tables>, file: string): Promise<void> {
  await db.schema
    .createTable("schema_version")
    .ifNotExists()
    .addColumn("version", "integer", (c) => c.primaryKey())
    .addColumn("applied_at", "text", (c) => c.notNull())
    .execute();
  const { version } = await db
    .selectFrom("schema_version")
    .select((e) => e.fn.coalesce(e.fn.max("version"), e.lit(0)).as("version"))
    .executeTakeFirstOrThrow();
  if (version > migrations.length) throw tooNew(version);
  if (version > 0 && version < migrations.length) {
    const backup = `${file}.v${version}.${Date.now()}.backup`;
    await sql`VACUUM INTO ${backup}`.execute(db);
  }
  for (const [index, apply] of migrations.entries()) {
    if (index < version) continue;
    await apply(db);
    await db
      .insertInto("schema_version")
      .values({ version: index + 1, applied_at: new Date().toISOString() })
      .execute();
  }
}

function tooNew(version: number): LeptonError {
  return new LeptonError("META_TOO_NEW", {
    problem: "This data folder was written by a newer Lepton.",
    received: `metadata version ${version}, this program knows up to ${migrations.length}`,
    next: "Start the newer program again, or restore a backup made with this one.",
    status: 500,
  });
}
