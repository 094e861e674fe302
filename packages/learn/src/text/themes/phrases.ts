import { breather } from "../../series/breathe.ts";
import { isStopWord } from "../stopWords.ts";
import { type Word, wordsOf } from "../tokenize.ts";
import type { KeyPhrase } from "./types.ts";

interface Counted {
  /** How it is written, and how often so. */
  forms: Map<string, number>;
  /** Texts with it, by theme. */
  texts: Map<number, number>;
}

const isChinese = (text: string) => /^\p{Script=Han}/u.test(text);

/** Words, and pairs of words that stand next to each other, as a text writes them. */
function phrasesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const words = wordsOf(text);
  words.forEach((word, i) => {
    if (isStopWord(word.term)) return;
    const form = (last: Word) => text.slice(word.start, last.end);
    found.set(word.term, form(word));
    const next = words[i + 1];
    if (!next || isStopWord(next.term) || !/^\s?$/.test(text.slice(word.end, next.start))) return;
    found.set(`${word.term} ${next.term}`, form(next));
  });
  return found;
}

/**
 * What sets each theme apart: c-TF-IDF w(p, t) = f(p, t)/A(t) · ln(1 + A/f(p)), where f counts texts with the phrase p,
 * in theme t or at all, A(t) sums f over the phrases of t, and A is its mean over the themes. A pair that most texts with
 * one of its words have takes that word's place.
 * Source: Grootendorst 2022, arXiv:2203.05794. Theme −1 counts in f(p) alone.
 */
export async function keyPhrases(
  texts: readonly string[],
  themeOf: ArrayLike<number>,
  themes: number,
  { most, signal }: { most: number; signal?: AbortSignal | undefined },
): Promise<KeyPhrase[][]> {
  const rest = breather(signal);
  const counted = new Map<string, Counted>();
  const sizes = new Float64Array(themes);
  for (const [i, text] of texts.entries()) {
    const theme = themeOf[i] as number;
    for (const [term, form] of phrasesOf(text)) {
      let entry = counted.get(term);
      if (!entry) {
        entry = { forms: new Map(), texts: new Map() };
        counted.set(term, entry);
      }
      entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1);
      entry.texts.set(theme, (entry.texts.get(theme) ?? 0) + 1);
      if (theme >= 0) sizes[theme] = (sizes[theme] as number) + 1;
    }
    await rest();
  }
  const mean = sizes.reduce((a, b) => a + b, 0) / Math.max(1, themes);
  const lists: { term: string; weight: number; texts: number }[][] = Array.from({ length: themes }, () => []);
  for (const [term, { texts: byTheme }] of counted) {
    const all = [...byTheme.values()].reduce((a, b) => a + b, 0);
    // What one text says is no theme.
    for (const [theme, inTheme] of byTheme)
      if (theme >= 0 && inTheme > 1)
        lists[theme]?.push({
          term,
          weight: (inTheme / (sizes[theme] as number)) * Math.log(1 + mean / all),
          texts: inTheme,
        });
  }
  return lists.map((list) =>
    withoutRepeats(list.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1)))
      .slice(0, most)
      .map(({ term, weight, texts: inTheme }) => ({
        text: commonForm(term, (counted.get(term) as Counted).forms),
        weight,
        texts: inTheme,
      })),
  );
}

/** Share of a word's texts that must have the pair for it to stand for the word. */
const pairShare = 0.6;

/** A pair replaces a word it mostly stands for; otherwise it needs a word that is not named yet. */
function withoutRepeats<T extends { term: string; texts: number }>(sorted: readonly T[]): T[] {
  const texts = new Map(sorted.map(({ term, texts: n }) => [term, n]));
  const isPair = (term: string) => term.includes(" ");
  const standsFor = (pair: T, word: string) => pair.texts >= pairShare * (texts.get(word) ?? 0);
  const pairs = sorted.filter(({ term }) => isPair(term));
  const kept: T[] = [];
  const named = new Set<string>();
  for (const entry of sorted) {
    const words = entry.term.split(" ");
    if (words.some((word) => named.has(word))) continue;
    const pair = isPair(entry.term)
      ? entry
      : pairs.find((one) => {
          const parts = one.term.split(" ");
          return (
            parts.includes(entry.term) && standsFor(one, entry.term) && !parts.some((part) => named.has(part))
          );
        });
    const chosen = pair ?? entry;
    kept.push(chosen);
    for (const word of chosen.term.split(" ")) named.add(word);
  }
  return kept;
}

/** As most texts write it; one that starts a sentence is written small unless it is mostly written large. */
function commonForm(term: string, forms: ReadonlyMap<string, number>): string {
  if (isChinese(term))
    return [...forms.keys()].sort((a, b) => (forms.get(b) ?? 0) - (forms.get(a) ?? 0))[0] ?? term;
  const total = [...forms.values()].reduce((a, b) => a + b, 0);
  const [best = term, n = 0] = [...forms].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? [];
  const isCapital = best !== best.toLowerCase();
  return !isCapital || n > 0.5 * total ? best : term;
}
