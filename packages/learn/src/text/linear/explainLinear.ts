import type { WordWeight } from "../estimator.ts";
import { eachTerm, type Tokenizer, wordsOf } from "../tokenize.ts";

/**
 * Contributions of terms shared out over the words they cover: a term's contribution goes in equal parts to its places in
 * the text, and at each place to the words there by the characters of them it covers. The weights add up to the sum over
 * the terms. `contribution`: of a term over all its places; 0 of an unknown one.
 */
export function shareOut(
  text: string,
  tokenizer: Tokenizer,
  contribution: (term: string) => number,
): WordWeight[] {
  const words = wordsOf(text).map(({ start, end }) => ({
    start,
    end,
    text: text.slice(start, end),
    weight: 0,
  }));
  const places = new Map<string, [start: number, end: number][]>();
  eachTerm(text, tokenizer, (term, start, end) => {
    const known = places.get(term);
    if (known) known.push([start, end]);
    else places.set(term, [[start, end]]);
  });
  for (const [term, at] of places) {
    const each = contribution(term) / at.length;
    if (each !== 0) for (const [start, end] of at) spread(words, start, end, each);
  }
  return words;
}

function spread(words: WordWeight[], start: number, end: number, weight: number): void {
  // The first word that ends behind the start: words are in order and do not overlap.
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle] as WordWeight).end <= start) low = middle + 1;
    else high = middle;
  }
  const covered: [word: WordWeight, units: number][] = [];
  let total = 0;
  for (let i = low; i < words.length && (words[i] as WordWeight).start < end; i++) {
    const word = words[i] as WordWeight;
    const units = Math.min(end, word.end) - Math.max(start, word.start);
    covered.push([word, units]);
    total += units;
  }
  for (const [word, units] of covered) word.weight += (weight * units) / total;
}
