import { type FeedbackEntry, type Inquiry, labelsOf, readCursor, writeCursor } from "@lepton/growth";
import type { z } from "zod";
import type { FeedbackInbox, FeedbackItem, feedbackInboxQuery } from "../contract/feedback.ts";
import type { TextsAnalysis } from "./messages.ts";
import { type Feedback, kindOf } from "./reader.ts";
import type { Selection } from "./select.ts";

/** A probability nearer to one half than this says nothing. */
const leastCertain = 0.1;

/** What the text of a place feels: by the person's own rating, else by the model where it is shown and sure enough. */
export function sentimentAt({ entries, analysis }: Feedback, row: number): FeedbackItem["sentiment"] {
  const own = entries[row]?.feeling ?? null;
  if (own !== null) return { feeling: own, by: "rating", probability: null };
  const p = analysis.positive[row] ?? Number.NaN;
  // Somebody who rated in between said so.
  if (Number.isNaN(p) || Math.abs(p - 0.5) < leastCertain || isRated(entries[row])) return null;
  const feeling = p > 0.5 ? "positive" : "negative";
  return { feeling, by: "model", probability: p > 0.5 ? p : 1 - p };
}
const isRated = (entry: FeedbackEntry | undefined) => entry?.rating != null && entry.rating.scale !== "pmf";

/** One page of the inbox. The cursor is the last entry given: new ones shift nothing. */
export async function inboxPage(
  { feedback, rows, inquiry }: Selection,
  { theme, sentiment, search, limit, cursor }: z.output<typeof feedbackInboxQuery>,
): Promise<FeedbackInbox> {
  const { entries, analysis } = feedback;
  const place = theme === undefined || theme === "none" ? -1 : placeOfTheme(analysis, theme);
  const part = search?.toLowerCase();
  const found = rows.filter(
    (row) =>
      (theme === undefined || analysis.themeOf[row] === place) &&
      (sentiment === undefined || sentimentAt(feedback, row)?.feeling === sentiment) &&
      (part === undefined || (entries[row]?.text.toLowerCase().includes(part) ?? false)),
  );
  const after = cursor === undefined ? 0 : startAfter(found, entries, cursor);
  const page = found.slice(after, after + limit);
  const last = entries[page.at(-1) ?? -1];
  return {
    items: await itemsOf(inquiry, feedback, page),
    total: found.length,
    nextCursor:
      last !== undefined && found.length > after + limit ? writeCursor([String(last.at), last.id]) : null,
  };
}

/** Place of a theme; −2, which no text has, when it is gone. */
export function placeOfTheme({ themes }: Pick<TextsAnalysis, "themes">, id: string): number {
  const place = themes.findIndex((theme) => theme.id === id);
  return place < 0 ? -2 : place;
}

function startAfter(rows: readonly number[], entries: readonly FeedbackEntry[], cursor: string): number {
  const [at, id] = readCursor(cursor);
  const same = rows.findIndex((row) => entries[row]?.id === id);
  if (same >= 0) return same + 1;
  const later = rows.findIndex((row) => (entries[row]?.at ?? 0) < Number(at));
  return later < 0 ? rows.length : later;
}

/** Entries as the API gives them, with the names of their people. */
export async function itemsOf(
  inquiry: Inquiry,
  feedback: Feedback,
  rows: readonly number[],
): Promise<FeedbackItem[]> {
  const { entries, analysis } = feedback;
  const chosen = rows.flatMap((row) => {
    const entry = entries[row];
    return entry ? [{ row, entry }] : [];
  });
  const labels = await labelsOf(
    inquiry,
    chosen.map(({ entry }) => entry.personKey),
  );
  return chosen.map(({ row, entry }) => {
    const theme = analysis.themes[analysis.themeOf[row] ?? -1];
    return {
      id: entry.id,
      personId: entry.personId,
      person: labels.get(entry.personKey) ?? entry.personId,
      at: new Date(entry.at).toISOString(),
      text: entry.text,
      event: entry.event,
      question: entry.question,
      about: entry.about,
      kind: kindOf(entry),
      survey: entry.surveyId === "" ? null : { id: entry.surveyId, name: entry.surveyName },
      rating: entry.rating,
      language: analysis.languages[row] ?? "unknown",
      theme: theme ? { id: theme.id, name: theme.name } : null,
      sentiment: sentimentAt(feedback, row),
      simulated: entry.simulated,
    };
  });
}
