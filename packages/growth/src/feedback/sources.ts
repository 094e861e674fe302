import { z } from "zod";
import { saidOf } from "../pmf/answers.ts";
import { propertyKey } from "../schema/filter.ts";
import type { EventSelector } from "../schema/question.ts";
import type { Draft } from "../sql/draft.ts";
import { path } from "../sql/property.ts";
import { type ScoredSurvey, scales } from "./score.ts";
import { textOf } from "./surveyEvents.ts";

export const feedbackScale = z.enum(["nps", "csat", "ces"]);

/** An event of the product that carries feedback: a support message, a review, a cancellation's reason. */
export const feedbackEvent = z
  .strictObject({
    event: z.string().min(1).max(200),
    /** The property with the text. */
    property: propertyKey,
    /** The property with the score that came with it. */
    scoreProperty: propertyKey.nullable().default(null),
    /** What the score means: 0–10 (nps), 1–5 (csat), 1–7 (ces). */
    scale: feedbackScale.nullable().default(null),
  })
  .refine((it) => (it.scoreProperty === null) === (it.scale === null), {
    path: ["scale"],
    message: "a score needs its scale, and a scale its score",
  });
export type FeedbackEvent = z.infer<typeof feedbackEvent>;

/** What the text answers: what is missed, what is liked, or anything. */
export const feedbackAbout = z.enum(["wish", "praise", "comment"]);
export type FeedbackAbout = z.infer<typeof feedbackAbout>;

/** Where a project's feedback stands. */
export interface FeedbackSources {
  /** Beside the answers of surveys. */
  events: readonly FeedbackEvent[];
  /** Ids of further text questions of its surveys. */
  questions: readonly string[];
}

/** Text questions that have a meaning of their own; the persona is who somebody is, not what they say. */
export const standardTextQuestions: readonly string[] = ["comment", "benefit", "improve", "persona"];

export function selectorsOf({ events }: FeedbackSources): EventSelector[] {
  const names = new Set(["survey sent", ...events.map(({ event }) => event)]);
  return [...names].map((event) => ({ event }));
}

/**
 * Columns of an event with feedback, in the scope of the events table: `said`, an array of (question, about, text,
 * scale, rating) without blank texts, and what is known of the survey. Texts are cut at `mostCharacters`.
 */
export function feedbackColumns(draft: Draft, sources: FeedbackSources): Record<string, string> {
  const kind = textOf(["$survey_kind"]);
  const isSurvey = "event = 'survey sent'";
  const is = (...kinds: string[]) => `${isSurvey} AND ${kind} IN ${draft.bind(kinds, "Array(String)")}`;
  const scale = `if(${is("nps", "csat", "ces", "pmf")}, ${kind}, '')`;
  const rating = `if(${is("pmf")}, ${saidOf(draft)}, ${textOf(["$survey_response", "$survey_response_score"])})`;
  const surveyText = (question: string, about: FeedbackAbout, when: string, keys: readonly string[]) =>
    said({ question, about, when, keys, scale, rating });
  const said = (it: {
    question: string;
    about: FeedbackAbout;
    when: string;
    keys: readonly string[];
    scale: string;
    rating: string;
  }) =>
    `(${draft.text(it.question)}, '${it.about}', if(${it.when}, substringUTF8(${textOf(it.keys)}, 1, ${mostCharacters}), ''), ${it.scale}, ${it.rating})`;
  const answers = [
    surveyText("comment", "comment", is("nps", "csat", "ces"), [
      "$survey_response_comment",
      "$survey_response_1",
    ]),
    surveyText("benefit", "praise", is("pmf"), ["$survey_response_benefit", "$survey_response_2"]),
    surveyText("improve", "wish", is("pmf"), ["$survey_response_improve", "$survey_response_3"]),
    ...sources.questions
      .filter((question) => !standardTextQuestions.includes(question))
      .map((question) => surveyText(question, "comment", isSurvey, [`$survey_response_${question}`])),
    ...sources.events.map(({ event, property, scoreProperty, scale: of }) =>
      said({
        question: property,
        about: "comment",
        when: `event = ${draft.text(event)}`,
        keys: [property],
        scale: `'${of ?? ""}'`,
        rating: scoreProperty === null ? "''" : `toString(${path("properties", scoreProperty)})`,
      }),
    ),
  ];
  return {
    uuid: "uuid",
    event_name: "toString(event)",
    is_simulated: `${textOf(["$simulated"])} = 'true'`,
    survey_id: `if(${isSurvey}, ${textOf(["$survey_id"])}, '')`,
    survey_name: `if(${isSurvey}, ${textOf(["$survey_name"])}, '')`,
    said: `arrayFilter(one -> one.3 != '', [${answers.join(", ")}])`,
  };
}
const mostCharacters = 4_000;

export type Feeling = "positive" | "negative";
/** From which score on somebody is content, and up to which not: promoters and detractors, satisfied or not, easy or not. */
const bounds: Record<ScoredSurvey, { negative: number; positive: number }> = {
  nps: { negative: 6, positive: 9 },
  csat: { negative: 2, positive: 4 },
  ces: { negative: 3, positive: 5 },
};

/** The feeling that a score tells; null between the two, and for what is no score of the scale. */
export function feelingOf(scale: ScoredSurvey, rating: string): Feeling | null {
  const score = Number(rating);
  const [min, max] = scales[scale];
  if (rating.trim() === "" || !Number.isInteger(score) || score < min || score > max) return null;
  const { negative, positive } = bounds[scale];
  return score <= negative ? "negative" : score >= positive ? "positive" : null;
}
