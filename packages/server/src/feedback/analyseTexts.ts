import { detectLanguage } from "@lepton/learn";
import { feedbackKind } from "../contract/feedback.ts";
import type { FoundTheme, TextsAnalysis, TextsOrder } from "./messages.ts";
import { sentimentOf } from "./sentiment.ts";
import { themesOf } from "./themes.ts";

/** Languages, themes by kind, likeness and sentiment of texts. */
export async function analyseTexts({ texts, seed }: TextsOrder): Promise<TextsAnalysis> {
  const themes: FoundTheme[] = [];
  const themeOf = new Int32Array(texts.length).fill(-1);
  const found: TextsAnalysis["found"] = [];
  const spaces: TextsAnalysis["spaces"] = [];
  for (const kind of feedbackKind.options) {
    const rows = Int32Array.from(texts.keys()).filter((row) => texts[row]?.kind === kind);
    if (rows.length === 0) continue;
    const own = await themesOf(
      Array.from(rows, (row) => texts[row]?.text ?? ""),
      kind,
      seed,
    );
    found.push({ kind, by: own.by });
    const rowOf = new Int32Array(texts.length).fill(-1);
    rows.forEach((row, i) => {
      rowOf[row] = i;
      const theme = own.themeOf[i] ?? -1;
      if (theme >= 0) themeOf[row] = themes.length + theme;
    });
    themes.push(
      ...own.themes.map((theme) => ({ ...theme, quotes: theme.quotes.map((i) => rows[i] as number) })),
    );
    spaces.push({ kind, rowOf, ...own.space });
  }
  return {
    themes,
    found,
    themeOf,
    languages: texts.map(({ text }) => detectLanguage(text).language),
    spaces,
    ...(await sentimentOf(texts)),
  };
}
