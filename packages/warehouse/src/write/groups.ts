import type { ClickHouseClient } from "@clickhouse/client";
import { asLeptonError } from "../errors.ts";
import type { Properties } from "../types.ts";
import type { Indexed } from "./ledger.ts";
import { rowsOf } from "./rows.ts";
import { insertReadable } from "./sink.ts";
import { field, jsonField } from "./text.ts";

/** Stores what a batch says about groups (companies, teams): its values overwrite, others stay. */
export async function applyGroups(
  client: ClickHouseClient,
  batch: readonly Indexed[],
): Promise<Map<number, string>> {
  const changed = new Map<
    string,
    { project: string; type: string; key: string; set: Properties; index: number }
  >();
  for (const { event, index } of batch) {
    if (!event.group) continue;
    const { type, key, set } = event.group;
    const name = JSON.stringify([event.project, type, key]);
    changed.set(name, {
      project: event.project,
      type,
      key,
      set: { ...changed.get(name)?.set, ...set },
      index,
    });
  }
  if (changed.size === 0) return new Map();
  const groups = [...changed.values()];
  try {
    const stored = await client.query({
      query: `SELECT project, group_type, group_key, toString(properties) AS text FROM groups FINAL
        WHERE project IN {projects:Array(String)} AND group_type IN {types:Array(String)}
          AND group_key IN {keys:Array(String)}`,
      query_params: {
        projects: groups.map(({ project }) => project),
        types: groups.map(({ type }) => type),
        keys: groups.map(({ key }) => key),
      },
      format: "JSONEachRow",
      http_headers: { "x-lepton-lane": "write" },
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    for (const row of await stored.json<{
      project: string;
      group_type: string;
      group_key: string;
      text: string;
    }>()) {
      const group = changed.get(JSON.stringify([row.project, row.group_type, row.group_key]));
      if (group) group.set = { ...(JSON.parse(row.text) as Properties), ...group.set };
    }
  } catch (error) {
    throw asLeptonError(error);
  }
  const version = Date.now() * 1000;
  const refused = await insertReadable(
    client,
    "groups",
    "project, group_type, group_key, properties, version",
    rowsOf(
      groups.map(
        ({ project, type, key, set }) =>
          `${field(project)}\t${field(type)}\t${field(key)}\t${jsonField(set)}\t${version}\n`,
      ),
    ),
  );
  return new Map([...refused].map(([at, reason]) => [groups[at]?.index ?? 0, reason]));
}
