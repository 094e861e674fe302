import { groupBy } from "@lepton/core";
import { conceptOf } from "./concepts.ts";
import { normalise, words } from "./words.ts";

/** What several people said. `members` are indexes into the texts; every text is in one theme at most. */
export interface Theme {
  theme: string;
  count: number;
  /** Up to three of the texts as written, the most informative first. */
  quotes: string[];
  members: number[];
}
/** Texts that share no word with another one. */
export const otherTheme = "Other";

const maxThemes = 12;
const maxChoices = 10;
const maxQuotes = 3;

/**
 * Groups answers. Chosen answers (four in five repeat word for word, in at most ten wordings) group exactly. Free text
 * groups by keyword or concept (`conceptOf`): the one that most of the texts left contain takes them, until none is in
 * two; the rest is "Other". Blank answers are in no theme. Largest first, ties by name.
 * Limit: words only, no meaning; a text that names two things counts under the more frequent one.
 */
export function themes(texts: readonly string[]): Theme[] {
  const answered = texts
    .map((text, index) => ({ text: text.trim(), index, key: normalise(text) }))
    .filter((a) => a.key !== "");
  const repeats = new Map<string, number>();
  for (const { key } of answered) repeats.set(key, (repeats.get(key) ?? 0) + 1);
  const repeated = answered.filter(({ key }) => (repeats.get(key) ?? 0) > 1).length;
  const chosen = repeated >= 0.8 * answered.length && repeats.size <= maxChoices;
  return chosen ? byText(answered) : byKeyword(answered);
}

/** The same without "Other", which names nothing. */
export const keywordThemes = (texts: readonly string[]): Theme[] =>
  themes(texts).filter(({ theme }) => theme !== otherTheme);

interface Answered {
  text: string;
  index: number;
  key: string;
}

function byText(answered: Answered[]): Theme[] {
  const groups = groupBy(answered, ({ key }) => key);
  return [...groups.values()]
    .map((group) => theme(mostFrequent(group.map((a) => a.text)), group))
    .sort(bySize);
}

function byKeyword(answered: Answered[]): Theme[] {
  const left = new Map(answered.map((a) => [a, words(a.text)]));
  const found: Theme[] = [];
  while (found.length < maxThemes) {
    const counts = new Map<string, number>();
    for (const tokens of left.values())
      for (const key of new Set(tokens.map(conceptOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
    const [key, count] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? ["", 0];
    if (count < 2) break;
    const group = [...left].filter(([, tokens]) => tokens.some((token) => conceptOf(token) === key));
    found.push(
      theme(
        nameOf(
          key,
          group.map(([, tokens]) => tokens),
        ),
        group.map(([a]) => a),
      ),
    );
    for (const [a] of group) left.delete(a);
  }
  found.sort(bySize);
  return left.size === 0 ? found : [...found, theme(otherTheme, [...left.keys()])];
}

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

/**
 * The word with its usual neighbour when most of the group writes the two together ("dark mode", not "dark"); else the
 * concept, in Chinese by its commonest word.
 */
function nameOf(key: string, group: string[][]): string {
  const own = group.flatMap((tokens) => tokens.filter((token) => conceptOf(token) === key));
  const pairs = group.flatMap((tokens) => [...new Set(pairsWith(key, tokens))]);
  const pair = mostFrequent(pairs);
  const count = pairs.filter((one) => one === pair).length;
  if (count >= 2 && count >= 0.6 * group.length) return pair;
  const word = mostFrequent(own);
  return isChinese(word) ? word : key;
}

function pairsWith(key: string, tokens: string[]): string[] {
  return tokens.slice(0, -1).flatMap((token, i) => {
    const next = tokens[i + 1] ?? "";
    if (next === token || (conceptOf(token) !== key && conceptOf(next) !== key)) return [];
    return [isChinese(token + next) ? token + next : `${token} ${next}`];
  });
}

function theme(name: string, group: Answered[]): Theme {
  return {
    theme: name,
    count: group.length,
    quotes: quotesOf(group.map((a) => a.text)),
    members: group.map((a) => a.index),
  };
}

/** Up to three of the texts, each wording once, the most informative first; ties in code order, whoever said it first. */
export function quotesOf(texts: readonly string[]): string[] {
  const wordings = [...groupBy(texts, normalise).values()].map(mostFrequent);
  return wordings.sort((a, b) => score(b) - score(a) || (a < b ? -1 : 1)).slice(0, maxQuotes);
}

/** A quote of a sentence or two says most; very long ones are cut on screens. */
const score = (text: string) => Math.min(text.length, 240 - Math.min(text.length, 239) / 10);

/** The commonest spelling; ties go to the shorter, then the earlier in code order. */
export function mostFrequent(texts: readonly string[]): string {
  const spellings = [...groupBy(texts, (text) => text).values()];
  spellings.sort((a, b) => {
    const [x = "", y = ""] = [a[0], b[0]];
    return b.length - a.length || x.length - y.length || (x < y ? -1 : 1);
  });
  return spellings[0]?.[0] ?? "";
}

const bySize = (a: Theme, b: Theme) => b.count - a.count || (a.theme < b.theme ? -1 : 1);
