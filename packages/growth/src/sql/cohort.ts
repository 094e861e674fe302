import { LeptonError } from "@lepton/core";
import type { CohortDefinition } from "../schema/filter.ts";
import type { Draft } from "./draft.ts";
import { filterSql, personPropertySql } from "./filter.ts";
import { personKeySql } from "./person.ts";
import { resolveRange } from "./range.ts";

type Criterion = Extract<CohortDefinition, { kind: "dynamic" }>["criteria"][number];

/** Whether a person (by key expression) is in a saved cohort; a boolean expression. */
export function cohortSql(draft: Draft, id: string, key: string): string {
  const definition = draft.facts.cohorts.get(id);
  if (definition === undefined)
    throw new LeptonError("GROWTH_COHORT_UNKNOWN", {
      problem: "The filter names a cohort that this project does not have.",
      received: id,
      next: "Choose one of the project's cohorts.",
      field: "filter.cohort",
    });
  return definition.kind === "static"
    ? staticSql(draft, id, key)
    : cohortDefinitionSql(draft, definition, key);
}

/** Whether a person meets a dynamic definition. */
export function cohortDefinitionSql(
  draft: Draft,
  { op, criteria }: Extract<CohortDefinition, { kind: "dynamic" }>,
  key: string,
): string {
  return `(${criteria.map((one) => criterionSql(draft, one, key)).join(op === "and" ? " AND " : " OR ")})`;
}

/** Members are saved by id; somebody merged since then counts under the new key. */
function staticSql(draft: Draft, cohort: string, key: string): string {
  return `${key} IN (SELECT ${personKeySql(draft, "person_key")} FROM cohort_members FINAL
    WHERE project = ${draft.project} AND cohort = ${draft.text(cohort)})`;
}

function criterionSql(draft: Draft, criterion: Criterion, key: string): string {
  switch (criterion.type) {
    case "property":
      // A cohort is a set of people: properties of single events make no sense here and read the profile.
      return personPropertySql(draft, criterion, key);
    case "firstSeen":
      return `${key} IN (SELECT ${personKeySql(draft)} AS person FROM events
        WHERE ${eventIs(draft, criterion.event)} AND ts < ${draft.instant(draft.facts.nowMs)}
        GROUP BY person HAVING min(ts) >= ${daysAgo(draft, criterion.withinDays)})`;
    case "behaviour": {
      const { times, negate } = criterion;
      const count = draft.int(times.count);
      // People who did it never have no row: conditions that hold for 0 are asked by their opposite.
      const [having, outside] =
        times.op === "gte"
          ? times.count === 0
            ? ["count() < 0", true]
            : [`count() >= ${count}`, false]
          : times.op === "lte"
            ? [`count() > ${count}`, true]
            : times.count === 0
              ? ["count() > 0", true]
              : [`count() = ${count}`, false];
      const where = [eventIs(draft, criterion.event), `ts < ${draft.instant(draft.facts.nowMs)}`];
      if (criterion.withinDays !== null) where.push(`ts >= ${daysAgo(draft, criterion.withinDays)}`);
      if (criterion.filter) where.push(filterSql(draft, criterion.filter));
      return `${key} ${outside !== negate ? "NOT IN" : "IN"} (SELECT ${personKeySql(draft)} AS person FROM events
        WHERE ${where.join(" AND ")} GROUP BY person HAVING ${having})`;
    }
  }
}

function eventIs(draft: Draft, event: string | null): string {
  return `project = ${draft.project}${event === null ? "" : ` AND event = ${draft.text(event)}`}`;
}

/** The last `days` days with today, as in `-7d`. */
function daysAgo(draft: Draft, days: number): string {
  return draft.instant(resolveRange({ from: `-${days}d`, to: null }, draft.facts, null).fromMs);
}
