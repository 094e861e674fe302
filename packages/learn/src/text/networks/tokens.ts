import { int32, type NdArray } from "@lepton/nn";
import { z } from "zod";
import { breather } from "../../series/breathe.ts";
import { eachTerm, tokenizerSchema } from "../tokenize.ts";

export const savedTokensSchema = z.object({
  tokenizer: tokenizerSchema,
  /** Id of a token is its place + 2; 0 is padding, 1 an unknown token. */
  tokens: z.array(z.string()),
  /** Tokens read of each text. */
  length: z.int().min(1),
});
export type SavedTokens = z.infer<typeof savedTokensSchema>;

/** Single characters of Chinese, words of other languages. */
export const networkTokenizer = (isChinese: boolean) =>
  isChinese ? { words: 0, characters: [1, 1] as [number, number] } : { words: 1, characters: null };

/** Tokens of at least `leastTexts` texts, at most `most`, those of most texts first; a length that 95 % of the texts keep. */
export async function tokensFrom(
  texts: readonly string[],
  {
    tokenizer,
    leastTexts,
    most,
    longest,
    signal,
  }: {
    tokenizer: SavedTokens["tokenizer"];
    leastTexts: number;
    most: number;
    longest: number;
    signal?: AbortSignal | undefined;
  },
): Promise<SavedTokens> {
  const rest = breather(signal);
  const inTexts = new Map<string, number>();
  const lengths: number[] = [];
  for (const text of texts) {
    const seen = new Set<string>();
    let length = 0;
    eachTerm(text, tokenizer, (term) => {
      length++;
      seen.add(term);
    });
    for (const term of seen) inTexts.set(term, (inTexts.get(term) ?? 0) + 1);
    lengths.push(length);
    await rest();
  }
  lengths.sort((a, b) => a - b);
  const tokens = [...inTexts]
    .filter(([, n]) => n >= leastTexts)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([term]) => term);
  const usual = lengths[Math.floor(0.95 * lengths.length)] ?? 1;
  return { tokenizer, tokens, length: Math.max(5, Math.min(longest, usual)) };
}

/** Ids of texts as [texts, length], cut or padded at the end. */
export function idsOf(saved: SavedTokens): (texts: readonly string[]) => NdArray<"int32"> {
  const { tokenizer, tokens, length } = saved;
  const places = new Map(tokens.map((token, i) => [token, i + 2]));
  return (texts) => {
    const out = new Int32Array(texts.length * length);
    texts.forEach((text, row) => {
      let at = 0;
      eachTerm(text, tokenizer, (term) => {
        if (at < length) out[row * length + at] = places.get(term) ?? 1;
        at++;
      });
    });
    return int32(out, [texts.length, length]);
  };
}
