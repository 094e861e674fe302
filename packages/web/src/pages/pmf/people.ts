import type { PeoplePoint, Question, QuestionInput } from "@lepton/growth";
import type { PmfSearch } from "./search.ts";
import type { PmfMeasure, PmfReport } from "./types.ts";

/** A group of people behind a number: the question, the point of its chart, and the text key of its name. */
export interface Behind {
  group: string;
  label: string;
  values: Record<string, string>;
  /** Text key of the measure's name; null for a persona. */
  measure: string | null;
  /** The period they are from; null: the whole range. */
  start: string | null;
  question: QuestionInput;
  point: PeoplePoint;
}

/** Who stands behind a measure, as points of the very question that gave its value. */
export function peopleBehind(measure: PmfMeasure): Behind[] {
  const question = questionOf(measure);
  if (!question) return [];
  const last = measure.trend.findLast((it) => it.complete && it.value !== null) ?? measure.trend.at(-1);
  const each = <Group extends string>(
    groups: readonly Group[],
    pointOf: (group: Group) => PeoplePoint,
  ): Behind[] =>
    groups.map((group) => ({
      group,
      label: `behind.${group}`,
      values: {},
      measure: `measure.${measure.id}.name`,
      start: question.kind === "pmfScore" || question.kind === "survey" ? null : (last?.start ?? null),
      question: question as QuestionInput,
      point: pointOf(group),
    }));
  switch (question.kind) {
    case "pmfScore":
      return each(["very", "somewhat", "not", "na", "unqualified"], (answer) => ({
        kind: "pmfScore",
        answer,
        bucket: null,
        breakdown: null,
      }));
    case "survey":
      return each(["promoter", "passive", "detractor"], (answer) => ({
        kind: "survey",
        answer,
        bucket: null,
        breakdown: null,
      }));
    case "retention":
      return last
        ? each(["retained", "lost"], (outcome) => ({
            kind: "retention",
            cohort: last.start,
            period: 1,
            outcome,
            breakdown: null,
          }))
        : [];
    case "growthAccounting":
      return last
        ? each(["new", "retained", "resurrected", "churned"], (status) => ({
            kind: "growthAccounting",
            bucket: last.start,
            status,
          }))
        : [];
    case "revenue":
      return last
        ? each(["paying", "new", "expansion", "contraction", "churned"], (status) => ({
            kind: "revenue",
            bucket: last.start,
            status,
          }))
        : [];
    default:
      return [];
  }
}

const personaOf = "persona:";

/** The group that the page's address names; null when the report has no such thing. */
export function behindOf(report: PmfReport, { of, group }: NonNullable<PmfSearch["people"]>): Behind | null {
  if (!of.startsWith(personaOf)) {
    const measure = report.measures.find((it) => it.id === of);
    return (measure && peopleBehind(measure).find((it) => it.group === group)) ?? null;
  }
  const persona = of.slice(personaOf.length);
  const ellis = report.measures.find((it) => it.id === "ellis");
  const asked = ellis && questionOf(ellis);
  if (asked?.kind !== "pmfScore" || (group !== "very" && group !== "somewhat" && group !== "not"))
    return null;
  // The same answers, grouped by persona instead of over time.
  const { interval: _interval, breakdown: _breakdown, kind: _kind, ...same } = asked;
  return {
    group,
    label: `persona.${group}`,
    values: { persona },
    measure: null,
    start: null,
    question: { ...same, kind: "pmfSegments" },
    point: { kind: "pmfSegments", persona, answer: group },
  };
}

/** The report carries its questions as plain data; each is one of Lepton's own. */
const questionOf = (measure: PmfMeasure): Question | null =>
  typeof measure.question === "object" && measure.question !== null && "kind" in measure.question
    ? (measure.question as Question)
    : null;
