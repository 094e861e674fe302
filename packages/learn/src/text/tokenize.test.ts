import fc from "fast-check";
import { expect, test } from "vitest";
import { eachTerm, termsOf, tokenizerSchema, wordsOf } from "./tokenize.ts";

const words = (text: string) => wordsOf(text).map(({ term }) => term);

test("English words keep inner apostrophes and lose punctuation", () => {
  expect(words("Don’t ship v2.0 — it's BROKEN!")).toEqual(["don't", "ship", "v2", "0", "it's", "broken"]);
});

test("Chinese is cut by ICU's dictionary, mixed text by its script", () => {
  expect(words("味道很好")).toEqual(["味道", "很好"]);
  expect(words("iPhone手机APP打不开👍")).toEqual(
    ["iphone", "手机", "app", "打不开", "👍"].flatMap((word) =>
      word === "打不开" ? words("打不开") : [word],
    ),
  );
});

test("full-width letters are the same word", () => {
  expect(words("ＡＰＰ")).toEqual(["app"]);
});

test("pairs stand next to each other; runs of characters pad spaced words and not Chinese", () => {
  expect(termsOf("so cold", { words: 2 })).toEqual(["so", "so cold", "cold"]);
  expect(termsOf("很好", { words: 0, characters: [1, 2] })).toEqual(["#很", "#很好", "#好"]);
  expect(termsOf("ok", { words: 0, characters: [2, 2] })).toEqual(["# o", "#ok", "#k "]);
});

test("places name the words in the text, in order and apart", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "B", "é", "好", "的", " ", "’", "!", "👍", "ﬁ", "カ", "1") }),
      (text) => {
        let before = 0;
        for (const { start, end, term } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(term).toBe(text.slice(start, end).normalize("NFKC").toLowerCase().replaceAll("’", "'"));
          before = end;
        }
        eachTerm(text, tokenizerSchema.parse({ words: 2, characters: [1, 3] }), (_, start, end) => {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(end).toBeGreaterThan(start);
        });
      },
    ),
  );
});
