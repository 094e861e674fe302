/**
 * What the console's tables stand for: one project's rows, duplicates and deleted ones removed.
 * Members write `events`; the query that runs says `lepton_events`, a name no table has.
 */
const bodies = {
  events: `SELECT event, distinct_id, if(lepton_i.person_id = '', distinct_id, lepton_i.person_id) AS person_id,
      ts, ts AS timestamp, session_id, uuid, received_at, properties
    FROM events LEFT JOIN (SELECT distinct_key, argMax(person_id, version) AS person_id FROM identities
      WHERE project = {lepton_project:String} GROUP BY distinct_key) AS lepton_i USING (distinct_key)
    WHERE project = {lepton_project:String}`,
  people: `SELECT person_id, identified, created_at, properties
    FROM people FINAL WHERE project = {lepton_project:String}`,
  identities: `SELECT distinct_id, person_id FROM identities FINAL WHERE project = {lepton_project:String}`,
  groups: `SELECT group_type, group_key, properties FROM groups FINAL WHERE project = {lepton_project:String}`,
  market_sizes: `SELECT segment, period, player, value, low, high, unit, source, as_of
    FROM market_sizes FINAL WHERE project = {lepton_project:String}`,
} as const;

export type ViewName = keyof typeof bodies;
export const viewNames = Object.keys(bodies) as ViewName[];
export const viewPrefix = "lepton_";

export function isViewName(name: string): name is ViewName {
  return Object.hasOwn(bodies, name);
}

/** The query as it runs: the views of one project before it, a limit after it. */
export function bind(sql: string): string {
  const views = viewNames.map((name) => `${viewPrefix}${name} AS (${bodies[name]})`);
  return `WITH ${views.join(",\n  ")}\nSELECT * FROM (\n${sql}\n) LIMIT {lepton_limit:UInt32}`;
}
