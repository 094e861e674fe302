import fc from "fast-check";
import { expect, test } from "vitest";
import { golden } from "./golden.fixture.ts";
import { fitTfidf, tfidfOf } from "./tfidf.ts";

test("terms and rows equal scikit-learn's TfidfVectorizer of words and pairs with sublinear_tf", async () => {
  const { fitted, x } = await fitTfidf(golden.texts, { words: 2 });
  expect(fitted.terms).toEqual(golden.terms);
  for (let i = 0; i < x.rows; i++) {
    const row = new Float64Array(x.columns);
    for (let p = x.starts[i] as number; p < (x.starts[i + 1] as number); p++)
      row[x.columnsAt[p] as number] = x.values[p] as number;
    // float32 keeps 7 digits.
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(golden.rows[i]?.[j] as number, 6);
    });
  }
});

test("runs of characters and their weights equal scikit-learn's char_wb", async () => {
  const { fitted, x } = await fitTfidf(["cold food", "food cool"], { words: 0, characters: [2, 3] });
  // Ours start with "#" and stay inside one word, padded by a space on each side.
  expect(fitted.terms.map((term) => term.slice(1))).toEqual(Object.keys(golden.characterTerms));
  for (let p = 0; p < (x.starts[1] as number); p++) {
    const term = fitted.terms[x.columnsAt[p] as number]?.slice(1) as string;
    expect(x.values[p]).toBeCloseTo(golden.characterTerms[term] as number, 6);
  }
});

test("transform of the training texts gives the rows of the fit, also after saving", async () => {
  const { fitted, x } = await fitTfidf(golden.texts, { words: 1, characters: [1, 2] });
  expect(await fitted.transform(golden.texts)).toEqual(x);
  expect(await tfidfOf(JSON.parse(JSON.stringify(fitted))).transform(golden.texts)).toEqual(x);
});

test("every row has length 1, or none when no term is known", async () => {
  const { fitted } = await fitTfidf(golden.texts);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("cold", "food", "refund", "unknown", "冷"), { maxLength: 8 }),
      async (words) => {
        const { values } = fitted.row(words.join(" "));
        const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
        expect(length).toBeCloseTo(values.length > 0 ? 1 : 0, 5);
      },
    ),
  );
});

test("the vocabulary does not hang on the order of the texts", async () => {
  const there = await fitTfidf(golden.texts, { mostTerms: 20 });
  const back = await fitTfidf(golden.texts.toReversed(), { mostTerms: 20 });
  expect(back.fitted.toJSON()).toEqual(there.fitted.toJSON());
});

test("what is no text is refused by its row, and a misspelt option by its name", async () => {
  await expect(fitTfidf(["a", 3 as unknown as string])).rejects.toMatchObject({
    code: "LEARN_TEXT_KIND",
    field: "texts[1]",
  });
  await expect(fitTfidf(["a"], { word: 2 } as object)).rejects.toMatchObject({ code: "LEARN_OPTION" });
});
