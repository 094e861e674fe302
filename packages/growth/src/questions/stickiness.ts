import type { QuestionOf } from "../schema/question.ts";
import type { ResultOf } from "../schema/result.ts";
import { bucketSql } from "../sql/bucket.ts";
import type { Draft } from "../sql/draft.ts";
import { addIntervals, alignSpan, type Buckets, type Span } from "../sql/range.ts";
import { bucketIndex, type Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import { defineQuestion } from "./define.ts";

type Stickiness = QuestionOf<"stickiness">;

interface Frame {
  buckets: Buckets;
  /** Buckets read: those of the range, with the days a window looks back on in front. */
  read: Buckets;
  /** Number of days in front. */
  offset: number;
  span: Span;
  /** Days of a window; null for the histogram. */
  windowDays: number | null;
}

async function frameOf(inquiry: Inquiry, { range, interval, mode }: Stickiness): Promise<Frame> {
  const asked = await inquiry.span(range);
  if (mode === "histogram") {
    const buckets = inquiry.buckets(asked, interval);
    return { buckets, read: buckets, offset: 0, span: asked, windowDays: null };
  }
  const windowDays = mode === "l7" ? 7 : 28;
  const aligned = alignSpan(asked, "day", inquiry.facts);
  const fromMs = Math.max(0, addIntervals(aligned.fromMs, "day", 1 - windowDays, inquiry.facts));
  const span = { fromMs, toMs: asked.toMs };
  const buckets = inquiry.buckets(aligned, "day");
  const read = inquiry.buckets(span, "day");
  return { buckets, read, offset: read.list.length - buckets.list.length, span, windowDays };
}

/** One row per person: the sorted buckets with activity. */
function activeSql(draft: Draft, question: Stickiness, { span, read }: Frame): string {
  const source = sourceSql(draft, {
    span,
    selectors: [question.on],
    filter: question.filter,
    excludeInternal: question.excludeInternal,
  });
  return `SELECT person_key, arraySort(groupUniqArray(toInt32(${bucketSql(draft, read, "ts")}))) AS active
  FROM (${source}) GROUP BY person_key`;
}

/** Active days of a person in the window that ends with a day, both ends included. */
const daysUpTo = (draft: Draft, day: number, windowDays: number) =>
  `arrayCount(b -> b > ${draft.int(day - windowDays)} AND b <= ${draft.int(day)}, active)`;

/** The day a window's histogram is told for: the last complete one. */
const lastDay = ({ buckets }: Frame) => {
  const last = buckets.list.findLastIndex(({ complete }) => complete);
  return last < 0 ? buckets.list.length - 1 : last;
};

/**
 * How often people come: by number of active intervals, or L7/L28, the active days of the last 7/28.
 * Mean L28 ÷ 28 over active people is exactly the average of DAU over the window ÷ the window's active people.
 */
export const stickiness = defineQuestion<"stickiness">({
  kind: "stickiness",

  async answer(inquiry, question) {
    const frame = await frameOf(inquiry, question);
    return frame.windowDays === null
      ? histogram(inquiry, question, frame)
      : windows(inquiry, question, frame, frame.windowDays);
  },

  async people(inquiry, question, point) {
    const frame = await frameOf(inquiry, question);
    const draft = inquiry.draft();
    const day = point.bucket === null ? lastDay(frame) : bucketIndex(frame.buckets, point.bucket);
    const count =
      frame.windowDays === null ? "length(active)" : daysUpTo(draft, day + frame.offset, frame.windowDays);
    return {
      draft,
      text: `SELECT person_key FROM (${activeSql(draft, question, frame)})
WHERE ${count} ${question.cumulative ? ">=" : "="} ${draft.int(point.intervals)}`,
    };
  },
});

async function histogram(
  inquiry: Inquiry,
  question: Stickiness,
  frame: Frame,
): Promise<ResultOf<"stickiness">> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ n: number; people: number }>(
    draft,
    `SELECT toInt32(length(active)) AS n, toFloat64(count()) AS people FROM (${activeSql(draft, question, frame)}) GROUP BY n`,
  );
  const size = frame.buckets.list.length;
  const exact = Array.from({ length: size }, (_, i) => rows.find(({ n }) => n === i + 1)?.people ?? 0);
  const total = exact.reduce((sum, people) => sum + people, 0);
  const personIntervals = exact.reduce((sum, people, i) => sum + people * (i + 1), 0);
  return {
    kind: "stickiness",
    mode: question.mode,
    people: question.cumulative ? atLeast(exact) : exact,
    total,
    ratio: total === 0 ? null : personIntervals / (total * size),
  };
}

async function windows(
  inquiry: Inquiry,
  question: Stickiness,
  frame: Frame,
  windowDays: number,
): Promise<ResultOf<"stickiness">> {
  const draft = inquiry.draft();
  const last = lastDay(frame);
  const w = draft.int(windowDays);
  // A person is in the windows of the days [b, b + w): steps up where such a stretch begins, down where it ends.
  const rows = await inquiry.rows<{ what: string; x: number; n: number }>(
    draft,
    `SELECT mark.1 AS what, toInt32(mark.2) AS x, toFloat64(sum(mark.3)) AS n FROM (
  SELECT arrayJoin(arrayConcat(
    arrayMap(b -> ('dau', toInt64(b), 1), active),
    arrayMap(b -> ('step', toInt64(b), 1), arrayFilter((b, before) -> b - before >= ${w}, active, arrayPushFront(arrayPopBack(active), -1000))),
    arrayMap(b -> ('step', toInt64(b + ${w}), -1), arrayFilter((b, next) -> next - b >= ${w}, active, arrayPushBack(arrayPopFront(active), 1000000))),
    [('level', toInt64(${daysUpTo(draft, last + frame.offset, windowDays)}), 1)])) AS mark
  FROM (${activeSql(draft, question, frame)})) GROUP BY what, x`,
  );
  const at = (what: string) => {
    const found = new Map(rows.filter((row) => row.what === what).map(({ x, n }) => [x, n]));
    return (x: number) => found.get(x) ?? 0;
  };
  const [dau, step, level] = [at("dau"), at("step"), at("level")];
  let active = 0;
  const activeAt = frame.read.list.map((_, day) => {
    active += step(day);
    return active;
  });
  const days = frame.buckets.list.map((bucket, i) => {
    const day = i + frame.offset;
    const inWindow = activeAt[day] ?? 0;
    let personDays = 0;
    for (let back = 0; back < windowDays; back++) personDays += dau(day - back);
    const mean = inWindow === 0 ? null : personDays / inWindow;
    return {
      ...bucket,
      mean,
      dau: dau(day),
      active: inWindow,
      ratio: mean === null ? null : mean / windowDays,
    };
  });
  const known = days.filter(({ complete, ratio }) => complete && ratio !== null);
  const exact = Array.from({ length: windowDays }, (_, i) => level(i + 1));
  return {
    kind: "stickiness",
    mode: question.mode,
    people: question.cumulative ? atLeast(exact) : exact,
    total: exact.reduce((sum, people) => sum + people, 0),
    days,
    ratio: known.length === 0 ? null : known.reduce((sum, { ratio }) => sum + (ratio ?? 0), 0) / known.length,
  };
}

/** People in at least n intervals, from people in exactly n. */
const atLeast = (exact: readonly number[]) =>
  exact.map((_, i) => exact.slice(i).reduce((sum, people) => sum + people, 0));
