import type { QuestionOf } from "../schema/question.ts";
import { otherValues, splitSourceSql } from "../sql/breakdown.ts";
import type { Draft } from "../sql/draft.ts";
import type { Span } from "../sql/range.ts";
import type { Inquiry } from "../sql/run.ts";
import { defineQuestion } from "./define.ts";

type Paths = QuestionOf<"paths">;

/** Nodes kept per step, as `step|name`. */
type Kept = readonly string[];

/** Stands for what was cut between a start and an end that are too far apart. */
const cutOut = "…";

/**
 * One row per path: `person_key`, `path` (names, repeats in a row as one), `goesOn` (it continues past what is shown).
 * A person's events are cut into paths where the pause is longer than the gap, then at the anchors.
 */
function pathsSql(draft: Draft, question: Paths, span: Span): string {
  const by =
    question.by === "event"
      ? { on: "builtin" as const, key: "event" }
      : question.by === "page"
        ? { on: "event" as const, key: "$pathname" }
        : question.by;
  const source = splitSourceSql(
    draft,
    {
      span,
      selectors: (question.events ?? []).map((event) => ({ event })),
      filter: question.filter,
      excludeInternal: question.excludeInternal,
    },
    {},
    by,
  );
  const gap = draft.int(question.sessionGapMinutes * 60_000);
  const most = draft.int(question.maxSteps);
  const walks = `SELECT person_key, arrayCompact(arrayMap(e -> e.2, arrayJoin(
      arraySplit((e, before) -> e.1 - before.1 > ${gap}, events, arrayPushFront(arrayPopBack(events), (toInt64(0), '')))))) AS walk
    FROM (SELECT person_key, arraySort(groupArray((toUnixTimestamp64Milli(ts), value))) AS events
      FROM (${source}) WHERE value != '' GROUP BY person_key)`;
  const { startAt, endAt } = question;
  const started =
    startAt === undefined
      ? walks
      : `SELECT person_key, arraySlice(walk, indexOf(walk, ${draft.text(startAt)})) AS walk FROM (${walks}) WHERE has(walk, ${draft.text(startAt)})`;
  if (endAt === undefined)
    return `SELECT person_key, arraySlice(walk, 1, ${most}) AS path, length(walk) > ${most} AS goesOn FROM (${started})`;
  const ended = `SELECT person_key, arraySlice(walk, 1, indexOf(walk, ${draft.text(endAt)})) AS walk FROM (${started}) WHERE has(walk, ${draft.text(endAt)})`;
  const shortened =
    startAt === undefined
      ? `arraySlice(walk, greatest(1, length(walk) - ${question.maxSteps - 1}))`
      : `if(length(walk) <= ${most}, walk, arrayConcat(arraySlice(walk, 1, ${question.maxSteps - 2}), ['${cutOut}', walk[-1]]))`;
  // At the end anchor nobody is lost.
  return `SELECT person_key, ${shortened} AS path, true AS goesOn FROM (${ended})`;
}

/** One row per node of a path: `step`, `name` and `next` ('' at the end), small nodes folded into "Other". */
function nodesSql(draft: Draft, question: Paths, span: Span, kept: Kept | null): string {
  const name = (step: string, node: string) =>
    kept === null
      ? node
      : `if(concat(toString(${step}), '|', ${node}) IN ${draft.bind(kept, "Array(String)")}, ${node}, '${otherValues}')`;
  return `SELECT person_key, step, ${name("step", "node")} AS name, if(following = '', '', ${name("step + 1", "following")}) AS next,
    following != '' OR goesOn AS isWalkedOn
  FROM (SELECT person_key, goesOn, mark.1 - 1 AS step, mark.2 AS node, mark.3 AS following
    FROM (SELECT person_key, goesOn, arrayJoin(arrayZip(arrayEnumerate(path), path, arrayPushBack(arrayPopFront(path), ''))) AS mark
      FROM (${pathsSql(draft, question, span)})))`;
}

async function keptNodes(inquiry: Inquiry, question: Paths, span: Span): Promise<Kept> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ node: string }>(
    draft,
    `SELECT concat(toString(step), '|', name) AS node FROM (${nodesSql(draft, question, span, null)})
GROUP BY step, name ORDER BY step, uniqExact(person_key) DESC, name LIMIT ${draft.int(question.maxNodesPerStep)} BY step`,
  );
  return rows.map(({ node }) => node);
}

/** How people walk: nodes per step, people between them, and the paths walked most. */
export const paths = defineQuestion<"paths">({
  kind: "paths",

  async answer(inquiry, question) {
    const span = await inquiry.span(question.range);
    const kept = await keptNodes(inquiry, question, span);
    const steps = inquiry.draft();
    const tops = inquiry.draft();
    const [rows, top] = await Promise.all([
      inquiry.rows<{
        step: number;
        name: string;
        next: string;
        isEdge: boolean;
        people: number;
        paths: number;
        stayed: number;
      }>(
        steps,
        `SELECT toInt32(step) AS step, name, next, grouping(next) = 0 AS isEdge, toFloat64(uniqExact(person_key)) AS people,
  toFloat64(count()) AS paths, toFloat64(uniqExact(person_key) - uniqExactIf(person_key, isWalkedOn)) AS stayed
FROM (${nodesSql(steps, question, span, kept)})
GROUP BY GROUPING SETS ((step, name), (step, name, next)) ORDER BY step, people DESC, name, next`,
      ),
      inquiry.rows<{ path: string[]; people: number }>(
        tops,
        `SELECT path, toFloat64(uniqExact(person_key)) AS people FROM (${pathsSql(tops, question, span)})
GROUP BY path ORDER BY people DESC, length(path) DESC, path LIMIT 20`,
      ),
    ]);
    return {
      kind: "paths",
      edges: rows
        .filter(({ isEdge, next }) => isEdge && next !== "")
        .map(({ step, name, next, people, paths: walked }) => ({
          step,
          from: name,
          to: next,
          people,
          paths: walked,
        })),
      nodes: rows
        .filter(({ isEdge }) => !isEdge)
        .map(({ step, name, people, stayed }) => ({ step, name, people, dropped: stayed })),
      top,
    };
  },

  async people(inquiry, question, point) {
    const span = await inquiry.span(question.range);
    const kept = await keptNodes(inquiry, question, span);
    const draft = inquiry.draft();
    const at = `FROM (${nodesSql(draft, question, span, kept)})
WHERE step = ${draft.int(point.step)} AND name = ${draft.text(point.from)}`;
    const text =
      point.to === null
        ? `SELECT person_key ${at} GROUP BY person_key HAVING max(isWalkedOn) = 0`
        : `SELECT DISTINCT person_key ${at} AND next = ${draft.text(point.to)}`;
    return { draft, text };
  },
});
