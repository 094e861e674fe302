import { LeptonError } from "@lepton/core";
import { z } from "zod";

/** A BERT-type tokenizer as plain data. */
export interface WordPiece {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Small letters, and no accents. */
  readonly isLowercase: boolean;
  readonly stripsAccents: boolean;
  readonly spacesChinese: boolean;
  readonly unknown: string;
  readonly first: string;
  readonly last: string;
  readonly padding: string;
  readonly prefix: string;
  /** A longer word is unknown. */
  readonly longestWord: number;
}

const defaults = {
  isLowercase: true,
  stripsAccents: true,
  spacesChinese: true,
  unknown: "[UNK]",
  first: "[CLS]",
  last: "[SEP]",
  padding: "[PAD]",
  prefix: "##",
  longestWord: 100,
} as const;

/** `vocab.txt`: one token a line, its id the line's number. Errors: LEARN_TOKENIZER. */
export function wordPieceFromVocab(
  text: string,
  { isLowercase = true }: { isLowercase?: boolean } = {},
): WordPiece {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return checked({
    ...defaults,
    isLowercase,
    stripsAccents: isLowercase,
    vocabulary: new Map(lines.map((token, id) => [token, id])),
  });
}

const special = z.union([z.string(), z.tuple([z.string(), z.number()]).transform(([name]) => name)]);
const tokenizerJson = z.object({
  model: z.object({
    type: z.string().default("WordPiece"),
    vocab: z.record(z.string(), z.int().min(0)),
    unk_token: z.string().default("[UNK]"),
    continuing_subword_prefix: z.string().default("##"),
    max_input_chars_per_word: z.int().default(100),
  }),
  normalizer: z
    .object({
      type: z.string(),
      lowercase: z.boolean().default(true),
      strip_accents: z.boolean().nullable().default(null),
      handle_chinese_chars: z.boolean().default(true),
    })
    .nullish(),
  post_processor: z.object({ cls: special.optional(), sep: special.optional() }).nullish(),
});

/** `tokenizer.json` of Hugging Face's tokenizers, of the kind WordPiece. Errors: LEARN_TOKENIZER. */
export function wordPieceFromJson(json: unknown): WordPiece {
  const kind = z.object({ model: z.object({ type: z.string() }) }).safeParse(json).data?.model.type;
  if (kind !== undefined && kind !== "WordPiece") throw invalid(`a tokenizer of the kind ${kind}`);
  const read = tokenizerJson.safeParse(json);
  if (!read.success) throw invalid(z.prettifyError(read.error));
  const { model, normalizer, post_processor: ends } = read.data;
  if (normalizer && normalizer.type !== "BertNormalizer") throw invalid(`the normalizer ${normalizer.type}`);
  const isLowercase = normalizer?.lowercase ?? false;
  return checked({
    vocabulary: new Map(Object.entries(model.vocab)),
    isLowercase,
    stripsAccents: normalizer?.strip_accents ?? isLowercase,
    spacesChinese: normalizer?.handle_chinese_chars ?? false,
    unknown: model.unk_token,
    first: ends?.cls ?? defaults.first,
    last: ends?.sep ?? defaults.last,
    padding: defaults.padding,
    prefix: model.continuing_subword_prefix,
    longestWord: model.max_input_chars_per_word,
  });
}

function checked(tokenizer: WordPiece): WordPiece {
  const missing = [tokenizer.unknown, tokenizer.first, tokenizer.last].filter(
    (token) => !tokenizer.vocabulary.has(token),
  );
  if (missing.length > 0)
    throw invalid(`a vocabulary of ${tokenizer.vocabulary.size} tokens without ${missing.join(", ")}`);
  return tokenizer;
}

const invalid = (received: string) =>
  new LeptonError("LEARN_TOKENIZER", {
    problem: "The tokenizer cannot be read.",
    received,
    next: "Give the vocab.txt or tokenizer.json of a BERT-type model (WordPiece).",
  });

/**
 * Words and punctuation: control characters dropped, Chinese characters apart, small letters without accents where the
 * model has it so. Source: google-research/bert, tokenization.py, BasicTokenizer.
 */
export function basicTokens(
  text: string,
  { isLowercase, stripsAccents, spacesChinese }: WordPiece,
): string[] {
  let clean = text.replace(/\ufffd|(?![\t\n\r])\p{C}/gu, "");
  if (spacesChinese) clean = clean.replace(/\p{Script=Han}/gu, " $& ");
  if (isLowercase) clean = clean.toLowerCase();
  if (stripsAccents) clean = clean.normalize("NFD").replace(/\p{Mn}/gu, "");
  // ASCII signs such as $ and ^ count as punctuation, although Unicode calls them symbols.
  return clean.match(/[\p{P}$+<=>^`|~]|[^\s\p{P}$+<=>^`|~]+/gu) ?? [];
}

/**
 * The longest piece of the vocabulary again and again; later pieces start with the prefix; a word that cannot be cut is
 * unknown as a whole. Source: Wu et al. 2016, arXiv:1609.08144; google-research/bert, WordpieceTokenizer.
 */
export function wordPieces(text: string, tokenizer: WordPiece): string[] {
  return basicTokens(text, tokenizer).flatMap((word) => piecesOf(word, tokenizer));
}

function piecesOf(word: string, { vocabulary, prefix, unknown, longestWord }: WordPiece): string[] {
  const characters = [...word];
  if (characters.length > longestWord) return [unknown];
  const pieces: string[] = [];
  for (let from = 0; from < characters.length; ) {
    let to = characters.length;
    const piece = () => (from > 0 ? prefix : "") + characters.slice(from, to).join("");
    while (to > from && !vocabulary.has(piece())) to--;
    if (to === from) return [unknown];
    pieces.push(piece());
    from = to;
  }
  return pieces;
}

/** Ids with the first and last token, cut to `most`. */
export function wordPieceIds(text: string, tokenizer: WordPiece, most: number): number[] {
  const idOf = (token: string) => tokenizer.vocabulary.get(token) as number;
  const inner = wordPieces(text, tokenizer).slice(0, Math.max(0, most - 2));
  return [tokenizer.first, ...inner, tokenizer.last].map(idOf);
}
