import type { Quote } from "./types.ts";

/** Shorter than this many words' worth says too little to be quoted; longer than this is hard to read. */
const shortest = 12;
const longest = 280;

/** Chinese characters say about three times as much as letters. */
const lengthOf = (text: string): number => text.length + 2 * (text.match(/\p{Script=Han}/gu)?.length ?? 0);

/** Texts nearest to the middle of a theme that are neither too short nor too long, none twice; others when there are too few. */
export function quotesOf(
  texts: readonly string[],
  nearestFirst: ArrayLike<number>,
  cosine: (row: number) => number,
  most: number,
): Quote[] {
  const isReadable = (row: number) => {
    const length = lengthOf(texts[row] as string);
    return length >= shortest && length <= longest;
  };
  const rows = Array.from(nearestFirst);
  const quotes: Quote[] = [];
  const said = new Set<string>();
  for (const row of [...rows.filter(isReadable), ...rows.filter((one) => !isReadable(one))]) {
    if (quotes.length >= most) break;
    const text = texts[row] as string;
    const plain = text.trim().toLowerCase();
    if (said.has(plain)) continue;
    said.add(plain);
    quotes.push({ row, text, similarity: cosine(row) });
  }
  return quotes;
}
