import { peopleFilterSql } from "../people/filter.ts";
import { labelOf, profilesOf } from "../people/page.ts";
import type { FilterGroup } from "../schema/filter.ts";
import type { Draft } from "../sql/draft.ts";
import { personIdSql } from "../sql/person.ts";
import type { Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import {
  type FeedbackAbout,
  type FeedbackSources,
  type Feeling,
  feedbackColumns,
  feelingOf,
  selectorsOf,
} from "./sources.ts";

/** One thing that somebody said. */
export interface FeedbackEntry {
  /** Of the event, and of the question within it. */
  id: string;
  uuid: string;
  event: string;
  /** The survey's question, or the property that held the text. */
  question: string;
  about: FeedbackAbout;
  surveyId: string;
  surveyName: string;
  /** As text: it exceeds 2⁵³. */
  personKey: string;
  personId: string;
  /** UTC ms. */
  at: number;
  text: string;
  /** What the person answered beside it; `pmf`: very, somewhat, not, na. */
  rating: { scale: "nps" | "csat" | "ces" | "pmf"; value: string } | null;
  /** What that score tells; null without one, between the two, and for `pmf`, which asks for need, not for liking. */
  feeling: Feeling | null;
  simulated: boolean;
}

interface Row extends Omit<FeedbackEntry, "id" | "rating" | "feeling"> {
  scale: string;
  value: string;
}

/** All feedback up to now as rows with the columns of `feedbackColumns`; internal people are left out. */
export function feedbackSql(draft: Draft, sources: FeedbackSources): string {
  return sourceSql(
    draft,
    {
      span: { fromMs: 0, toMs: draft.facts.nowMs },
      selectors: selectorsOf(sources),
      excludeInternal: true,
    },
    { person_id: personIdSql(draft), ...feedbackColumns(draft, sources) },
  );
}

/** The newest feedback, newest first, in blocks: a reader gets to breathe between them. */
export async function* readFeedback(
  inquiry: Inquiry,
  sources: FeedbackSources,
  most: number,
): AsyncIterable<FeedbackEntry[]> {
  const draft = inquiry.draft();
  const { context } = inquiry.facts;
  const { text, params } = draft.sql(
    `SELECT toString(uuid) AS uuid, event_name AS event, one.1 AS question, one.2 AS about, survey_id AS surveyId,
  survey_name AS surveyName, toString(person_key) AS personKey, person_id AS personId,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at, one.3 AS text, one.4 AS scale, one.5 AS value, is_simulated AS simulated
FROM (${feedbackSql(draft, sources)}) ARRAY JOIN said AS one
ORDER BY ts DESC, uuid DESC, question LIMIT ${draft.int(most)}`,
  );
  const rows = context.warehouse.stream<Row>(text, params, {
    ...context.limits,
    signal: context.signal,
    readOnly: true,
  });
  for await (const block of rows) yield block.map(entryOf);
}

function entryOf({ scale, value, ...row }: Row): FeedbackEntry {
  const rating = ratingOf(scale, value);
  return {
    ...row,
    id: `${row.uuid}:${row.question}`,
    simulated: Boolean(row.simulated),
    rating,
    feeling: rating === null || rating.scale === "pmf" ? null : feelingOf(rating.scale, rating.value),
  };
}

function ratingOf(scale: string, value: string): FeedbackEntry["rating"] {
  if (value === "") return null;
  return scale === "nps" || scale === "csat" || scale === "ces" || scale === "pmf" ? { scale, value } : null;
}

/** Changes whenever feedback arrives, is erased, or people are merged; cheap to ask. */
export async function feedbackFingerprint(inquiry: Inquiry, sources: FeedbackSources): Promise<string> {
  const draft = inquiry.draft();
  const names = selectorsOf(sources).map(({ event }) => event ?? "");
  const [row] = await inquiry.rows<{ events: string; merged: string }>(
    draft,
    `SELECT (SELECT concat(toString(count()), '-', toString(sum(cityHash64(uuid, received_at)))) FROM events
    WHERE project = ${draft.project} AND event IN ${draft.bind(names, "Array(String)")}) AS events,
  (SELECT concat(toString(count()), '-', toString(max(version))) FROM identities WHERE project = ${draft.project}) AS merged`,
  );
  return `${row?.events ?? ""}/${row?.merged ?? ""}`;
}

/** Keys of the people with feedback whom a filter describes. */
export async function feedbackPeople(
  inquiry: Inquiry,
  sources: FeedbackSources,
  filter: FilterGroup,
): Promise<ReadonlySet<string>> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ key: string }>(
    draft,
    `SELECT toString(person_key) AS key FROM (SELECT DISTINCT person_key FROM (${feedbackSql(draft, sources)}))
WHERE ${peopleFilterSql(draft, filter, "person_key")}`,
  );
  return new Set(rows.map(({ key }) => key));
}

/** How people are called: name, else email, else their id. */
export async function labelsOf(
  inquiry: Inquiry,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const profiles = await profilesOf(inquiry, [...new Set(keys)]);
  return new Map(
    [...profiles].map(([key, { personId, properties }]) => [key, labelOf(properties, personId)]),
  );
}
