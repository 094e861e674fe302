import { LeptonError } from "@lepton/core";
import type { QuestionContext } from "./context.ts";
import { peoplePage } from "./people/page.ts";
import type { PointOf, QuestionDefinition } from "./questions/define.ts";
import { questions } from "./questions/index.ts";
import { type PeoplePoint, type PersonRow, peoplePoint } from "./schema/point.ts";
import {
  type Question,
  type QuestionInput,
  type QuestionKind,
  type QuestionOf,
  question,
} from "./schema/question.ts";
import type { Answer } from "./schema/result.ts";
import { Inquiry } from "./sql/run.ts";
import { validate } from "./validate.ts";

/** Answers one question. Throws a `LeptonError` (400) naming the field when the question is malformed. */
export async function ask<Q extends QuestionInput>(
  context: QuestionContext,
  input: Q,
): Promise<Answer<Q["kind"]>> {
  const started = performance.now();
  const asked = validate(question, input, "question") as QuestionOf<Q["kind"]>;
  const inquiry = await Inquiry.open(context, asked);
  const result = await definitionOf<Q["kind"]>(asked.kind).answer(inquiry, asked);
  return {
    result,
    sql: inquiry.sql,
    warnings: inquiry.warnings,
    timezone: context.timezone,
    elapsedMs: performance.now() - started,
    computedAt: context.now.toISOString(),
  };
}

/** The people behind one mark of a chart, from the same query as the chart, newest activity first. */
export async function peopleBehind(
  context: QuestionContext,
  input: Question | QuestionInput,
  inputPoint: PeoplePoint,
  page: { limit: number; cursor?: string },
): Promise<{ people: PersonRow[]; total: number; cursor: string | null }> {
  const asked = validate(question, input, "question");
  const point = validate(peoplePoint, inputPoint, "point");
  if (point.kind !== asked.kind)
    throw new LeptonError("GROWTH_POINT_UNKNOWN", {
      problem: `The point belongs to another kind of question than ${asked.kind}.`,
      received: point.kind,
      next: "Give a point of the same kind as the question.",
      field: "point.kind",
    });
  const inquiry = await Inquiry.open(context, asked);
  const people = await definitionOf(asked.kind).people?.(inquiry, asked, point as PointOf<QuestionKind>);
  if (!people)
    throw new LeptonError("GROWTH_NO_PEOPLE", {
      problem: `No people stand behind the points of a ${asked.kind} question.`,
      received: point.kind,
      next: "Ask for the people of another chart.",
      field: "kind",
    });
  return peoplePage(inquiry, people, page);
}

function definitionOf<K extends QuestionKind>(kind: K): QuestionDefinition<K> {
  const definition = questions[kind];
  if (definition === undefined)
    throw new LeptonError("GROWTH_KIND_UNKNOWN", {
      problem: "No answer is known for questions of this kind.",
      received: kind,
      next: "Ask one of the kinds listed in the documentation.",
      field: "kind",
    });
  // The registry is keyed by kind; TypeScript does not follow K through the lookup.
  return definition as unknown as QuestionDefinition<K>;
}
