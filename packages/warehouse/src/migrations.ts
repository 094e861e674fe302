import { tables } from "./schema.ts";

/** One step forward of the stored form. Steps are never edited once released, never taken back. */
export interface Migration {
  version: number;
  name: string;
  statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  { version: 1, name: "tables of facts", statements: Object.values(tables) },
];

export const migrationTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version UInt32,
  name String,
  applied_at DateTime('UTC') DEFAULT now('UTC')
) ENGINE = MergeTree ORDER BY version`;
