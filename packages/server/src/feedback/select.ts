import { type FeedbackEntry, feedbackPeople, type Inquiry } from "@lepton/growth";
import type { z } from "zod";
import type { feedbackQuery } from "../contract/feedback.ts";
import type { Project } from "../contract/project.ts";
import { readFilter } from "../routes/people.ts";
import { type Feedback, type FeedbackReader, kindOf } from "./reader.ts";

/** The part of the feedback that is looked at. */
export interface Selection {
  feedback: Feedback;
  /** Places of the chosen entries, newest first. */
  rows: readonly number[];
  span: { fromMs: number; toMs: number };
  inquiry: Inquiry;
}

/** The entries of a period, a kind and a segment. */
export async function select(
  reader: FeedbackReader,
  project: Project,
  { from, to, kind, filter }: z.output<typeof feedbackQuery>,
): Promise<Selection> {
  const group = filter === undefined ? undefined : readFilter(filter);
  const feedback = await reader.feedback(project);
  const inquiry = await reader.inquiry(project, group);
  const span = await inquiry.span({ from, to: to ?? null });
  const chosen = group && (await feedbackPeople(inquiry, await reader.sources(project), group));
  const isIn = (entry: FeedbackEntry) =>
    entry.at >= span.fromMs &&
    entry.at < span.toMs &&
    (kind === "all" || kindOf(entry) === kind) &&
    (chosen === undefined || chosen.has(entry.personKey));
  const rows = feedback.entries.flatMap((entry, row) => (isIn(entry) ? [row] : []));
  return { feedback, rows, span, inquiry };
}
