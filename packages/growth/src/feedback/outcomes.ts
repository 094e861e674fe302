import type { Draft } from "../sql/draft.ts";
import { personKeySql } from "../sql/person.ts";
import { jsonProperty } from "../sql/property.ts";
import type { Inquiry } from "../sql/run.ts";
import { feedbackSql } from "./entries.ts";
import { type FeedbackSources, selectorsOf } from "./sources.ts";
import { surveyEvents } from "./surveyEvents.ts";

/** What counts as use and as money; null: any event that is no feedback, and no money at all. */
export interface FeedbackMeaning {
  coreEvent: string | null;
  money: { event: string; property: string } | null;
}

/** Elapsed days of 24 hours within which somebody came back, or did not. */
export const returnDays = 30;
/** The first day is the visit in which they said it. */
export const returnAfterDays = 1;
export const moneyDays = 90;
const dayMs = 86_400_000;

/**
 * Ids of the events with feedback after which the person used the product again: later than one day after it and
 * within `returnDays`. Whether that time has passed is for the reader to see.
 */
export async function returnedAfter(
  inquiry: Inquiry,
  sources: FeedbackSources,
  meaning: FeedbackMeaning,
): Promise<ReadonlySet<string>> {
  const draft = inquiry.draft();
  const after = (days: number) => `asked.ts + toIntervalSecond(${draft.int(days * 86_400)})`;
  const rows = await inquiry.rows<{ uuid: string }>(
    draft,
    `SELECT DISTINCT toString(asked.uuid) AS uuid
FROM (SELECT ${personKeySql(draft)} AS person_key, ts FROM events WHERE ${useSql(draft, sources, meaning)}) AS used
INNER JOIN (SELECT person_key, ts, uuid FROM (${feedbackSql(draft, sources)}) WHERE notEmpty(said)) AS asked
  ON used.person_key = asked.person_key
WHERE used.ts > ${after(returnAfterDays)} AND used.ts <= ${after(returnDays)}`,
  );
  return new Set(rows.map(({ uuid }) => uuid));
}

export interface FeedbackPerson {
  /** UTC ms of the last use; null: none is known. */
  lastUse: number | null;
  /** Money of the last `moneyDays`, in the project's currency; other currencies are left out. */
  revenue: number;
  /** Stored score of the churn model, in [0, 1]. */
  churn: number | null;
}

/** What is known of everybody with feedback, by key. `churnModel`: whose stored scores are read. */
export async function peopleWithFeedback(
  inquiry: Inquiry,
  sources: FeedbackSources,
  meaning: FeedbackMeaning,
  churnModel: string | null,
): Promise<ReadonlyMap<string, FeedbackPerson>> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ key: string; lastUse: number; revenue: number }>(
    draft,
    `SELECT toString(person) AS key, toFloat64(max(used_at)) AS lastUse, toFloat64(sum(amount)) AS revenue
FROM (SELECT ${personKeySql(draft)} AS person, if(${useSql(draft, sources, meaning)}, toUnixTimestamp64Milli(ts), 0) AS used_at,
    ${amountSql(draft, meaning)} AS amount
  FROM events WHERE project = ${draft.project} AND ts < ${draft.instant(draft.facts.nowMs)})
WHERE person IN (${whoSql(draft, sources)}) GROUP BY person`,
  );
  const scores =
    churnModel === null ? new Map<string, number>() : await scoresOf(inquiry, sources, churnModel);
  return new Map(
    rows.map(({ key, lastUse, revenue }) => [
      key,
      { lastUse: lastUse === 0 ? null : lastUse, revenue, churn: scores.get(key) ?? null },
    ]),
  );
}

const whoSql = (draft: Draft, sources: FeedbackSources) =>
  `SELECT person_key FROM (${feedbackSql(draft, sources)}) WHERE notEmpty(said)`;

/** Condition over the events table. */
function useSql(draft: Draft, sources: FeedbackSources, { coreEvent }: FeedbackMeaning): string {
  const base = `project = ${draft.project}`;
  if (coreEvent !== null) return `${base} AND event = ${draft.text(coreEvent)}`;
  const said = [...surveyEvents, ...selectorsOf(sources).map(({ event }) => event ?? "")];
  return `${base} AND NOT has(${draft.bind([...new Set(said)], "Array(String)")}, event)`;
}

function amountSql(draft: Draft, { money }: FeedbackMeaning): string {
  if (money === null) return "0.";
  const from = draft.instant(draft.facts.nowMs - moneyDays * dayMs);
  const isOurs = `upper(${jsonProperty("properties", "currency").text}) IN ('', upper(${draft.text(draft.facts.context.currency)}))`;
  return `if(event = ${draft.text(money.event)} AND ts >= ${from} AND ${isOurs}, ifNull(${jsonProperty("properties", money.property).number}, 0.), 0.)`;
}

async function scoresOf(
  inquiry: Inquiry,
  sources: FeedbackSources,
  model: string,
): Promise<Map<string, number>> {
  const draft = inquiry.draft();
  const key = personKeySql(draft, "person_key");
  const rows = await inquiry.rows<{ key: string; score: number }>(
    draft,
    `SELECT toString(person) AS key, max(score) AS score
FROM (SELECT ${key} AS person, score FROM predictions FINAL
  WHERE project = ${draft.project} AND model = ${draft.text(model)})
WHERE person IN (${whoSql(draft, sources)}) GROUP BY key`,
  );
  return new Map(rows.map(({ key, score }) => [key, score]));
}
