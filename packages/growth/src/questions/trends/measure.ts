import type { Measure } from "../../schema/question.ts";
import { jsonProperty } from "../../sql/property.ts";

/**
 * A measure as aggregate states, so that one pass over the events gives buckets, totals, "Other" and running values:
 * states merge, finished numbers do not (people of two days are not the sum of both).
 */
export interface MeasureSql {
  /** Columns of the events table the states read. */
  columns: Record<string, string>;
  /** Aggregate functions with their arguments, e.g. `["uniqExact", "person_key"]`. */
  states: readonly (readonly [name: string, argument: string])[];
  /** The number, from the merged states. */
  value(merged: readonly string[]): string;
  /** In a bucket without events: counts are 0, statistics of nothing are null. */
  empty: 0 | null;
  unit: string;
}

const quantiles = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
const only = ([first]: readonly string[]) => first ?? "NULL";

export function measureSql(measure: Measure): MeasureSql {
  switch (measure.type) {
    case "total":
      return { columns: {}, states: [["count", ""]], value: only, empty: 0, unit: "events" };
    case "uniques":
      return { columns: {}, states: [["uniqExact", "person_key"]], value: only, empty: 0, unit: "people" };
    case "sessions":
      return {
        columns: { session: "nullIf(session_id, '')" },
        states: [["uniqExact", "session"]],
        value: only,
        empty: 0,
        unit: "sessions",
      };
    case "perPerson":
      return {
        columns: {},
        states: [
          ["count", ""],
          ["uniqExact", "person_key"],
        ],
        value: ([events, people]) => `${events} / ${people}`,
        empty: null,
        unit: "events",
      };
    default: {
      const columns = { number: jsonProperty("properties", measure.property).number };
      const unit = measure.property;
      if (measure.type === "sum")
        return { columns, states: [["sum", "ifNull(number, 0)"]], value: only, empty: 0, unit };
      const name =
        measure.type === "avg" || measure.type === "min" || measure.type === "max"
          ? measure.type
          : // Interpolates between the two middle values, as spreadsheets do.
            `quantileExactInclusive(${quantiles[measure.type]})`;
      return { columns, states: [[name, "number"]], value: only, empty: null, unit };
    }
  }
}

/** `quantileExact(0.5)` with a combinator: `quantileExactState(0.5)`. */
function combined(name: string, combinator: string, argument: string): string {
  const [, base, parameters] = /^(\w+)(\(.*\))?$/.exec(name) ?? [];
  return `${base}${combinator}${parameters ?? ""}(${argument})`;
}

export const statesOf = ({ states }: MeasureSql) =>
  states.map(([name, argument], i) => `${combined(name, "State", argument)} AS s${i}`).join(", ");
export const mergedStatesOf = ({ states }: MeasureSql) =>
  states.map(([name], i) => `${combined(name, "MergeState", `s${i}`)} AS s${i}`).join(", ");
/** The number over merged states, `over` being a window or nothing. */
export const numberOf = ({ states, value }: MeasureSql, over = "") =>
  `toFloat64(${value(states.map(([name], i) => combined(name, "Merge", `s${i}`) + over))})`;
