import type {
  CreateSurveyRequest,
  Survey,
  SurveyKind,
  SurveyQuestion,
  UpdateSurveyRequest,
} from "@lepton/server";

/** A survey while it is edited; what the widget draws, too. */
export type Draft = Pick<
  Survey,
  "name" | "kind" | "questions" | "appearance" | "qualification" | "reaskAfterDays"
>;

/** The editable part of a stored survey. */
export const draftOf = ({
  name,
  kind,
  questions,
  appearance,
  qualification,
  reaskAfterDays,
}: Survey): Draft => ({
  name,
  kind,
  questions,
  appearance,
  qualification,
  reaskAfterDays,
});

/** A template filled in by the tracker's own standard questions, named after the product. */
export async function templateDraft(kind: SurveyKind, name: string, product: string): Promise<Draft> {
  const { standardSurvey } = await import("@lepton/sdk/survey");
  const { questions, appearance, qualification, reaskAfterDays } = standardSurvey("new", kind, product);
  return {
    name,
    kind,
    questions,
    appearance: { position: appearance.position, color: appearance.color, theme: appearance.theme },
    qualification: {
      event: qualification.event ?? null,
      minUses: qualification.minUses,
      activeWithinDays: qualification.activeWithinDays,
      sampleRate: qualification.sampleRate,
      delaySeconds: qualification.delaySeconds,
      urlContains: qualification.urlContains ?? null,
      audience: null,
    },
    reaskAfterDays,
  };
}

/** Text that was emptied is absent, not an empty text. */
const cleaned = (question: SurveyQuestion): SurveyQuestion =>
  Object.fromEntries(Object.entries(question).filter(([, value]) => value !== "")) as SurveyQuestion;

export const createBody = (draft: Draft): CreateSurveyRequest => ({
  ...draft,
  questions: draft.questions.map(cleaned),
});
export const updateBody = ({ kind: _kind, ...draft }: Draft): UpdateSurveyRequest => ({
  ...draft,
  questions: draft.questions.map(cleaned),
});

/** What keeps a draft from being saved: text keys of `surveys`, with the question's number. */
export function problemsOf(draft: Draft): { key: string; question?: number }[] {
  const problems: { key: string; question?: number }[] = [];
  if (draft.name.trim() === "") problems.push({ key: "problem.name" });
  draft.questions.forEach(({ text, options }, i) => {
    if (text.trim() === "") problems.push({ key: "problem.text", question: i + 1 });
    if (options?.some((it) => it.label.trim() === ""))
      problems.push({ key: "problem.option", question: i + 1 });
  });
  return problems;
}

/** `questions` with one replaced. */
export const withQuestion = (draft: Draft, at: number, change: Partial<SurveyQuestion>): Draft => ({
  ...draft,
  questions: draft.questions.map((it, i) => (i === at ? { ...it, ...change } : it)),
});
