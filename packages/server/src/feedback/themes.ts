import { createHash } from "node:crypto";
import { LeptonError } from "@lepton/core";
import { keywordThemes } from "@lepton/growth";
import { discoverThemes, textSpace } from "@lepton/learn";
import type { FeedbackKind } from "../contract/feedback.ts";
import type { FoundTheme, TextsAnalysis } from "./messages.ts";

interface ThemesOfKind {
  by: "likeness" | "keywords";
  themes: FoundTheme[];
  /** Of each text given its place in `themes`; −1: none. */
  themeOf: Int32Array;
  space: Pick<TextsAnalysis["spaces"][number], "size" | "vectors">;
}

/** Quotes and phrases shown with a theme. */
const shown = 5;

/**
 * Themes of the texts of one kind: by likeness, or, where too few texts differ (a short survey's answers, a young
 * product), by the keywords that the product–market-fit report groups by.
 */
export async function themesOf(
  texts: readonly string[],
  kind: FeedbackKind,
  seed: number,
): Promise<ThemesOfKind> {
  const found = await discoverThemes(texts, { seed, quotes: shown, phrases: shown });
  if (found.kind === "notEnough") return byKeywords(texts, kind, seed);
  const { themes, themeOf, space } = found;
  return {
    by: "likeness",
    themes: named(
      themes.map(({ name, phrases, quotes }) => ({
        name,
        kind,
        phrases: phrases.map(({ text }) => text),
        quotes: quotes.map(({ row }) => row),
      })),
    ),
    themeOf,
    space: { size: space.size, vectors: space.vectors },
  };
}

async function byKeywords(texts: readonly string[], kind: FeedbackKind, seed: number): Promise<ThemesOfKind> {
  const found = keywordThemes(texts);
  const themeOf = new Int32Array(texts.length).fill(-1);
  for (const [place, { members }] of found.entries()) for (const row of members) themeOf[row] = place;
  return {
    by: "keywords",
    themes: named(
      found.map(({ theme, quotes, members }) => ({
        name: theme,
        kind,
        phrases: [],
        quotes: quotes.flatMap((quote) => members.find((row) => texts[row]?.trim() === quote) ?? []),
      })),
    ),
    themeOf,
    space: await spaceOf(texts, seed),
  };
}

/** Texts without a word in common are like nothing. */
async function spaceOf(texts: readonly string[], seed: number): Promise<ThemesOfKind["space"]> {
  try {
    const { size, vectors } = await textSpace(texts, { seed });
    return { size, vectors };
  } catch (error) {
    if (!(error instanceof LeptonError && error.code === "LEARN_TEXT_NO_WORDS")) throw error;
    return { size: 1, vectors: new Float32Array(texts.length) };
  }
}

/** Ids that stay while the names do; two themes of one name are told apart. */
function named(themes: Omit<FoundTheme, "id">[]): FoundTheme[] {
  const seen = new Map<string, number>();
  return themes.map((theme) => {
    const times = (seen.get(theme.name) ?? 0) + 1;
    seen.set(theme.name, times);
    const name = times === 1 ? theme.name : `${theme.name} (${times})`;
    const id = createHash("sha256").update(`${theme.kind}:${name}`).digest("base64url").slice(0, 12);
    return { ...theme, name, id };
  });
}
