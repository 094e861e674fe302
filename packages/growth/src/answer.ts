import { LeptonError } from "@lepton/core";
import type { QuestionContext } from "./context.ts";
import type { PeoplePoint, PersonRow } from "./schema/point.ts";
import type { Question, QuestionInput } from "./schema/question.ts";
import type { Answer } from "./schema/result.ts";

/** Answers one question. Throws a `LeptonError` (400) naming the field when the question is malformed. */
export async function ask<Q extends QuestionInput>(
  context: QuestionContext,
  input: Q,
): Promise<Answer<Q["kind"]>> {
  throw notYet(context, input.kind);
}

/** The people behind one mark of a chart, from the same query as the chart, newest activity first. */
export async function peopleBehind(
  context: QuestionContext,
  question: Question | QuestionInput,
  _point: PeoplePoint,
  _page: { limit: number; cursor?: string },
): Promise<{ people: PersonRow[]; total: number; cursor: string | null }> {
  throw notYet(context, question.kind);
}

function notYet(context: QuestionContext, kind: string): LeptonError {
  return new LeptonError("GROWTH_KIND_UNKNOWN", {
    problem: `No answer is known for questions of this kind in project ${context.project}.`,
    received: kind,
    next: "Ask one of the kinds listed in the documentation.",
    field: "kind",
  });
}
