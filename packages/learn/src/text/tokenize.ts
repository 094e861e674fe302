import { z } from "zod";

/** What a text is cut into, as plain data: it travels in the saved model. */
export const tokenizerSchema = z.strictObject({
  /** Longest run of words that is a term: 1 words, 2 pairs of neighbours too, 0 none. Default 2. */
  words: z.int().min(0).max(5).default(2),
  /** Shortest and longest run of characters that is a term, inside words or runs of Chinese; null: none. Default null. */
  characters: z
    .tuple([z.int().min(1), z.int().min(1).max(8)])
    .nullable()
    .default(null),
});
export type TokenizerOptions = z.input<typeof tokenizerSchema>;
export type Tokenizer = z.output<typeof tokenizerSchema>;

/** A word as it stands in the text, from `start` up to `end` in UTF-16 units, and what it counts as. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** In Unicode's form NFKC and lower case. */
  readonly term: string;
}

/** Scripts written without spaces. */
const unspacedClass = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー々]`;
const letter = String.raw`(?:(?!${unspacedClass})[\p{L}\p{M}\p{N}])`;
/** Runs of those, words with their inner apostrophes, pictures. */
const pieces = new RegExp(
  String.raw`${unspacedClass}+|${letter}+(?:['’]${letter}+)*|\p{Extended_Pictographic}`,
  "gu",
);
const unspaced = new RegExp(`^${unspacedClass}`, "u");
const plain = /^[a-z0-9]*$/;

let segmenter: Intl.Segmenter | undefined;

const normal = (piece: string): string =>
  plain.test(piece) ? piece : piece.normalize("NFKC").toLowerCase().replaceAll("’", "'");

/**
 * Words in their order: Latin and other spaced scripts by letters, marks, digits and inner apostrophes; Chinese by
 * ICU's dictionary (`Intl.Segmenter`); an emoji is a word. Deterministic for one version of ICU.
 */
export function wordsOf(text: string): Word[] {
  return piecesOf(text).flatMap(({ start, end, isUnspaced }) => {
    const piece = text.slice(start, end);
    if (!isUnspaced) return [{ start, end, term: normal(piece) }];
    segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
    return Array.from(segmenter.segment(piece), ({ segment, index }) => ({
      start: start + index,
      end: start + index + segment.length,
      term: normal(segment),
    }));
  });
}

/** Stretches between spaces and punctuation. */
function piecesOf(text: string): { start: number; end: number; isUnspaced: boolean }[] {
  return Array.from(text.matchAll(pieces), ({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
    isUnspaced: unspaced.test(piece),
  }));
}

/** A term and where it stands. Runs of words are joined by a space; runs of characters start with "#". */
export type Emit = (term: string, start: number, end: number) => void;

/** Every term of a text, repeated as often as it occurs. */
export function eachTerm(text: string, { words, characters }: Tokenizer, emit: Emit): void {
  if (words > 0) {
    const found = wordsOf(text);
    for (let i = 0; i < found.length; i++) {
      const first = found[i] as Word;
      let term = first.term;
      emit(term, first.start, first.end);
      for (let n = 1; n < words && i + n < found.length; n++) {
        const last = found[i + n] as Word;
        term += ` ${last.term}`;
        emit(term, first.start, last.end);
      }
    }
  }
  if (characters !== null) eachRun(text, characters, emit);
}

function eachRun(text: string, [shortest, longest]: readonly [number, number], emit: Emit): void {
  for (const { start, end, isUnspaced } of piecesOf(text)) {
    const inner = normal(text.slice(start, end));
    // The ends of a spaced word are part of its runs, as in scikit-learn's char_wb.
    const characters = isUnspaced ? [...inner] : [" ", ...inner, " "];
    const pad = isUnspaced ? 0 : 1;
    const isAligned = characters.length - 2 * pad === end - start;
    for (let from = 0; from < characters.length; from++) {
      let run = "#";
      for (let n = 1; n <= longest && from + n <= characters.length; n++) {
        run += characters[from + n - 1];
        if (n < shortest || run === "# ") continue;
        if (isAligned) emit(run, start + Math.max(0, from - pad), Math.min(end, start + from + n - pad));
        else emit(run, start, end);
      }
    }
  }
}

/** The terms of a text as a list. */
export function termsOf(text: string, options: TokenizerOptions = {}): string[] {
  const terms: string[] = [];
  eachTerm(text, tokenizerSchema.parse(options), (term) => terms.push(term));
  return terms;
}
