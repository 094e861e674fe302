import { expect, test } from "vitest";
import { basicTokens, wordPieceFromJson, wordPieceFromVocab, wordPieceIds, wordPieces } from "./wordPiece.ts";

/** The vocabulary and the cases of google-research/bert, tokenization_test.py. */
const tokens = ["[UNK]", "[CLS]", "[SEP]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ","];
const tokenizer = wordPieceFromVocab(`${tokens.join("\n")}\n`);
const cased = wordPieceFromVocab(tokens.join("\n"), { isLowercase: false });

test("words, punctuation and Chinese characters stand apart", () => {
  expect(basicTokens(" \tHeLLo!how  \n Are yoU?  ", tokenizer)).toEqual([
    "hello",
    "!",
    "how",
    "are",
    "you",
    "?",
  ]);
  expect(basicTokens("H\u00E9llo", tokenizer)).toEqual(["hello"]);
  expect(basicTokens(" \tHeLLo!how  \n Are yoU?  ", cased)).toEqual(["HeLLo", "!", "how", "Are", "yoU", "?"]);
  expect(basicTokens("ah\u535A\u63A8zz", tokenizer)).toEqual(["ah", "\u535A", "\u63A8", "zz"]);
  expect(basicTokens("a\u0000b$c", tokenizer)).toEqual(["ab", "$", "c"]);
});

test("words are cut into the longest pieces; one that cannot be cut is unknown", () => {
  expect(wordPieces("", tokenizer)).toEqual([]);
  expect(wordPieces("unwanted running", tokenizer)).toEqual(["un", "##want", "##ed", "runn", "##ing"]);
  expect(wordPieces("unwantedX running", tokenizer)).toEqual(["[UNK]", "runn", "##ing"]);
  expect(wordPieces("UNwant\u00E9d,running", tokenizer)).toEqual([
    "un",
    "##want",
    "##ed",
    ",",
    "runn",
    "##ing",
  ]);
  expect(wordPieces("un".repeat(60), tokenizer)).toEqual(["[UNK]"]);
});

test("ids have the first and last token and are cut to a length", () => {
  expect(wordPieceIds("unwanted running", tokenizer, 10)).toEqual([1, 7, 4, 5, 8, 9, 2]);
  expect(wordPieceIds("unwanted running", tokenizer, 4)).toEqual([1, 7, 4, 2]);
});

const json = (over: object = {}) => ({
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  post_processor: { type: "BertProcessing", sep: ["[SEP]", 2], cls: ["[CLS]", 1] },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    vocab: Object.fromEntries(tokens.map((t, i) => [t, i])),
    ...over,
  },
});

test("tokenizer.json gives the same ids as vocab.txt", () => {
  expect(wordPieceIds("UNwanted 好", wordPieceFromJson(json()), 10)).toEqual(
    wordPieceIds("UNwanted 好", tokenizer, 10),
  );
});

test("other kinds of tokenizers and vocabularies without the special tokens are refused", () => {
  expect(() => wordPieceFromJson(json({ type: "BPE" }))).toThrow(
    expect.objectContaining({ code: "LEARN_TOKENIZER", received: "a tokenizer of the kind BPE" }),
  );
  expect(() => wordPieceFromVocab("a\nb")).toThrow(expect.objectContaining({ code: "LEARN_TOKENIZER" }));
  expect(() => wordPieceFromJson("nothing")).toThrow(expect.objectContaining({ code: "LEARN_TOKENIZER" }));
});
