import { tables } from "./schema.ts";

/** One step forward of the stored form. Steps are never edited once released, never taken back. */
export interface Migration {
  version: number;
  name: string;
  statements: readonly string[];
}

const { predictions = "", ...facts } = tables;

export const migrations: readonly Migration[] = [
  { version: 1, name: "tables of facts", statements: Object.values(facts) },
  { version: 2, name: "predictions", statements: [predictions] },
];

export const migrationTable = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version UInt32,
  name String,
  applied_at DateTime('UTC') DEFAULT now('UTC')
) ENGINE = MergeTree ORDER BY version`;
