import type { PeoplePoint, WhyReason } from "../schema/point.ts";
import type { QuestionKind, QuestionOf } from "../schema/question.ts";
import type { ResultOf } from "../schema/result.ts";
import type { Draft } from "../sql/draft.ts";
import type { Inquiry } from "../sql/run.ts";

export type PointOf<K extends QuestionKind> = Extract<PeoplePoint, { kind: K }>;

/**
 * The people behind a point: a SELECT of distinct `person_key`, and of `detail` (text) when there is something to say
 * about each; `why` turns that into a sentence and its parts.
 */
export interface PeopleSql {
  draft: Draft;
  text: string;
  why?(detail: string): { why: string; reason: WhyReason };
}

/** One kind of question: how it is answered, and who stands behind a point of the answer. */
export interface QuestionDefinition<K extends QuestionKind> {
  kind: K;
  answer(inquiry: Inquiry, question: QuestionOf<K>): Promise<ResultOf<K>>;
  /** Built from the same statement pieces as the answer, so that list and chart agree. */
  people?(inquiry: Inquiry, question: QuestionOf<K>, point: PointOf<K>): Promise<PeopleSql>;
}

export function defineQuestion<K extends QuestionKind>(
  definition: QuestionDefinition<K>,
): QuestionDefinition<K> {
  return definition;
}
