import type { z } from "zod";
import type { QuestionContext } from "../context.ts";
import type { PeopleSql } from "../questions/define.ts";
import type { CohortDefinition } from "../schema/filter.ts";
import { type PeopleList, peopleListInput } from "../schema/people.ts";
import { cohortDefinitionSql, cohortSql } from "../sql/cohort.ts";
import type { Draft } from "../sql/draft.ts";
import { personKeySql } from "../sql/person.ts";
import { jsonProperty } from "../sql/property.ts";
import { Inquiry } from "../sql/run.ts";
import { validate } from "../validate.ts";
import { peopleFilterSql } from "./filter.ts";
import { peoplePage } from "./page.ts";

/** Everybody the project knows, newest activity first: people with events and people with a profile only. */
export async function listPeople(
  context: QuestionContext,
  input: z.input<typeof peopleListInput>,
): Promise<PeopleList> {
  const { search, filter, ...page } = validate(peopleListInput, input, "list");
  const inquiry = await Inquiry.open(context, { filter });
  const draft = inquiry.draft();
  const where: string[] = [];
  if (filter) where.push(peopleFilterSql(draft, filter, "person_key"));
  if (search) where.push(foundSql(draft, search));
  return peoplePage(inquiry, everybody(draft, where), page);
}

/** The people of a cohort: by its id, or by a definition that is not saved yet. */
export async function cohortPeople(
  context: QuestionContext,
  cohort: string | Extract<CohortDefinition, { kind: "dynamic" }>,
  page: { limit: number; cursor?: string },
): Promise<PeopleList> {
  const saved = typeof cohort === "string";
  const inquiry = await Inquiry.open(context, saved ? { type: "cohort", cohort } : cohort);
  const draft = inquiry.draft();
  const member = saved
    ? cohortSql(draft, cohort, "person_key")
    : cohortDefinitionSql(draft, cohort, "person_key");
  return peoplePage(inquiry, everybody(draft, [member]), page);
}

/** Size of a cohort, without listing it. */
export async function cohortCount(
  context: QuestionContext,
  cohort: string | Extract<CohortDefinition, { kind: "dynamic" }>,
): Promise<number> {
  return (await cohortPeople(context, cohort, { limit: 1 })).total;
}

/** Keys are folded before they are looked up among the merged ones: a person has thousands of events. */
function everybody(draft: Draft, where: readonly string[]): PeopleSql {
  const condition = where.length > 0 ? ` WHERE ${where.join(" AND ")}` : "";
  return {
    draft,
    text: `SELECT person_key FROM (
    SELECT ${personKeySql(draft)} AS person_key FROM (SELECT DISTINCT distinct_key FROM events WHERE project = ${draft.project})
    UNION DISTINCT SELECT ${personKeySql(draft, "person_key")} AS person_key FROM people FINAL WHERE project = ${draft.project}
  )${condition}`,
  };
}

/** Ids are folded by key first: a person's id stands on thousands of their events. */
function foundSql(draft: Draft, search: string): string {
  const contains = (text: string) => `positionCaseInsensitiveUTF8(${text}, ${draft.text(search)}) > 0`;
  const property = (key: string) => contains(jsonProperty("properties", key).text);
  return `(person_key IN (SELECT ${personKeySql(draft, "person_key")} FROM people FINAL WHERE project = ${draft.project}
      AND (${[contains("person_id"), ...["email", "$email", "name", "$name"].map(property)].join(" OR ")}))
    OR person_key IN (SELECT ${personKeySql(draft)} FROM (
      SELECT distinct_key, any(distinct_id) AS id FROM events WHERE project = ${draft.project} GROUP BY distinct_key)
      WHERE ${contains("id")}))`;
}
