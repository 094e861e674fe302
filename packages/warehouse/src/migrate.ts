import type { ClickHouseClient } from "@clickhouse/client";
import { LeptonError } from "@lepton/core";
import { asLeptonError } from "./errors.ts";
import { type Migration, migrations, migrationTable } from "./migrations.ts";

/** Version of the stored form; 0: nothing stored yet. */
export async function storedVersion(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: "SELECT max(version) AS version FROM schema_migrations",
    format: "JSONEachRow",
  });
  return Number((await result.json<{ version: number }>())[0]?.version ?? 0);
}

/**
 * Brings the tables to the newest form, forward only. `backUp` runs before existing data is changed.
 * Data written by a newer Lepton is refused: an older one could misread it.
 */
export async function migrate(
  client: ClickHouseClient,
  backUp: (from: number) => Promise<void>,
  steps: readonly Migration[] = migrations,
): Promise<{ from: number; to: number }> {
  try {
    await client.command({ query: migrationTable });
    const from = await storedVersion(client);
    const newest = Math.max(...steps.map(({ version }) => version));
    if (from > newest)
      throw new LeptonError("WAREHOUSE_NEWER_DATA", {
        problem: "This data was written by a newer Lepton.",
        received: `data of version ${from}, this Lepton knows ${newest}`,
        next: "Install the newer Lepton again, or restore the backup made before its migration into an empty folder.",
        status: 409,
      });
    const missing = steps.filter(({ version }) => version > from);
    if (missing.length > 0 && from > 0) await backUp(from);
    for (const { version, name, statements } of missing) {
      for (const query of statements) await client.command({ query });
      await client.insert({ table: "schema_migrations", values: [{ version, name }], format: "JSONEachRow" });
    }
    return { from, to: newest };
  } catch (error) {
    throw asLeptonError(error);
  }
}
