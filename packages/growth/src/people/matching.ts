import type { QuestionContext } from "../context.ts";
import type { FilterGroup } from "../schema/filter.ts";
import type { Draft } from "../sql/draft.ts";
import { personKeySql } from "../sql/person.ts";
import { Inquiry } from "../sql/run.ts";
import { peopleFilterSql } from "./filter.ts";

/** Ids by the person they lead to; lower rank: nearer to the person's own. */
function idsSql(draft: Draft): string {
  const project = `project = ${draft.project}`;
  return `SELECT person_key, person_id AS id, 0 AS rank FROM identities FINAL WHERE ${project}
    UNION ALL SELECT ${personKeySql(draft, "person_key")} AS person_key, person_id AS id, 1 AS rank FROM people FINAL WHERE ${project}
    UNION ALL SELECT ${personKeySql(draft)} AS person_key, distinct_id AS id, 2 AS rank
      FROM (SELECT distinct_key, any(distinct_id) AS distinct_id FROM events WHERE ${project} GROUP BY distinct_key)`;
}

async function* ids(context: QuestionContext, filter: FilterGroup, text: (draft: Draft) => string) {
  const { facts } = await Inquiry.open(context, filter);
  const { limits, signal, warehouse } = context;
  const inquiry = new Inquiry(facts);
  const draft = inquiry.draft();
  const statement = draft.sql(text(draft));
  for await (const rows of warehouse.stream<{ id: string }>(statement.text, statement.params, {
    ...limits,
    signal,
    readOnly: true,
  }))
    yield rows.map(({ id }) => id);
}

/** The own id of everybody who meets a filter, in blocks: each person once. */
export const matchingPeople = (context: QuestionContext, filter: FilterGroup): AsyncGenerator<string[]> =>
  ids(
    context,
    filter,
    (draft) => `SELECT argMin(id, (rank, id)) AS id FROM (${idsSql(draft)})
WHERE ${peopleFilterSql(draft, filter, "person_key")} GROUP BY person_key ORDER BY id`,
  );

/** Every id of everybody who meets a filter, in blocks: what a tracker may ask with. */
export const matchingIds = (context: QuestionContext, filter: FilterGroup): AsyncGenerator<string[]> =>
  ids(
    context,
    filter,
    (draft) => `SELECT DISTINCT id FROM (${idsSql(draft)}
    UNION ALL SELECT person_key, distinct_id AS id, 3 AS rank FROM identities FINAL WHERE project = ${draft.project})
WHERE ${peopleFilterSql(draft, filter, "person_key")}`,
  );
