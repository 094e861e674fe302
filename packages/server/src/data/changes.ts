import type { Warehouse } from "@lepton/warehouse";
import type { Change } from "../contract/home.ts";
import type { Project } from "../contract/project.ts";

const days = 7;
/** e⁻⁷ < 0.001: full days of silence in which so many events were to be expected is no chance. */
const expectedInSilence = 7;
const dayMs = 86_400_000;

/**
 * Events whose last seven full days (of the project's zone) differ from the seven before by more than three standard
 * deviations of a difference of Poisson counts: |a − b| > 3·√(a + b).
 * None while either week is incomplete: when the project's first event lies inside them, or when its events have
 * stopped coming, which is a matter of the health strip, not of what people do.
 */
export async function changesOf(
  warehouse: Warehouse,
  { id, timezone }: Pick<Project, "id" | "timezone">,
  nowMs: number,
): Promise<Change[]> {
  const params = { project: id, timezone, now: nowMs };
  const midnight = (ago: number) =>
    `toStartOfDay(toDateTime(toDate(fromUnixTimestamp64Milli({now:Int64}), {timezone:String}) - ${ago}, {timezone:String}))`;
  const [known] = await warehouse.query<{ before: boolean; previous: number; silentDays: number }>(
    `SELECT min(ts) < ${midnight(2 * days)} AS before,
       toFloat64(countIf(ts >= ${midnight(2 * days)} AND ts < ${midnight(days)})) AS previous,
       floor((toFloat64(toUnixTimestamp(${midnight(0)})) * 1000 - toFloat64(toUnixTimestamp64Milli(max(ts)))) / ${dayMs}) AS silentDays
     FROM events WHERE project = {project:String} AND ts < ${midnight(0)}`,
    params,
  );
  if (!known?.before || (known.previous / days) * known.silentDays > expectedInSilence) return [];
  const rows = await warehouse.query<{ event: string; current: number; previous: number }>(
    `SELECT event, toFloat64(countIf(ts >= ${midnight(days)})) AS current,
       toFloat64(countIf(ts < ${midnight(days)})) AS previous
     FROM events WHERE project = {project:String} AND ts >= ${midnight(2 * days)} AND ts < ${midnight(0)}
     GROUP BY event HAVING abs(current - previous) > 3 * sqrt(current + previous)
     ORDER BY abs(current - previous) / sqrt(current + previous) DESC, event LIMIT 5`,
    params,
  );
  return rows.map((row) => ({ ...row, change: row.previous === 0 ? null : row.current / row.previous - 1 }));
}
