import type { QuestionContext } from "../context.ts";
import type { FilterGroup } from "../schema/filter.ts";
import { filterSql } from "../sql/filter.ts";
import { personKeySql } from "../sql/person.ts";
import { Inquiry } from "../sql/run.ts";
import { type PeoplePage, peoplePage } from "./page.ts";

/** The people with at least one event that the filter keeps (members of a cohort, too), newest activity first. */
export async function peopleMatching(
  context: QuestionContext,
  filter: FilterGroup,
  page: { limit: number; cursor?: string },
): Promise<PeoplePage> {
  const inquiry = await Inquiry.open(context, filter);
  const draft = inquiry.draft();
  const text = `SELECT DISTINCT ${personKeySql(draft)} AS person_key FROM events
    WHERE project = ${draft.project} AND ${filterSql(draft, filter)}`;
  return peoplePage(inquiry, { draft, text }, page);
}
