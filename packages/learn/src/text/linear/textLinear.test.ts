import fc from "fast-check";
import { expect, test } from "vitest";
import { golden } from "../golden.fixture.ts";
import { textModelFromJSON } from "../saved.ts";
import { textLinear } from "./textLinear.ts";

/** The terms of the golden numbers: words and pairs. */
const asGolden = { words: 2, characters: null, tolerance: 1e-9 } as const;

test("probabilities of three classes equal scikit-learn's softmax regression with C = 4", async () => {
  const fitted = await textLinear({ ...asGolden, penalty: 1 / 4 }).fit(golden.texts, golden.topics);
  expect(fitted.classes).toEqual(["app", "food", "money"]);
  const p = await fitted.predictProbabilities(golden.texts);
  // Weights are kept as float32, and scipy's L-BFGS ends some 1e-5 from the optimum.
  golden.topicProbabilities.flat().forEach((value, at) => {
    expect(p[at]).toBeCloseTo(value, 4);
  });
});

test("probabilities of two classes equal scikit-learn's logistic regression with C = 1", async () => {
  const fitted = await textLinear({ ...asGolden, penalty: 1 }).fit(golden.texts, golden.binary);
  const p = await fitted.predictProbabilities(golden.texts);
  golden.binaryProbabilities.flat().forEach((value, at) => {
    expect(p[at]).toBeCloseTo(value, 5);
  });
});

test("the words' weights and the bias add up to the log odds, for any text and class", async () => {
  const two = await textLinear().fit(golden.texts, golden.binary);
  const three = await textLinear({ words: 2, characters: [2, 3] }).fit(golden.texts, golden.topics);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("cold", "Refund", "my", "card,", "crash", "new", "冷", "!"), {
        maxLength: 12,
      }),
      fc.constantFrom("app", "food", "money"),
      async (words, topic) => {
        const text = words.join(" ");
        const a = await two.explain(text, { class: "1" });
        const sum = (of: typeof a) => of.words.reduce((all, { weight }) => all + weight, of.bias);
        expect(sum(a)).toBeCloseTo(Math.log(a.probability / (1 - a.probability)), 4);
        const b = await three.explain(text, { class: topic });
        const logs = Array.from(await three.predictProbabilities([text]), Math.log);
        const mean = logs.reduce((x, y) => x + y, 0) / logs.length;
        expect(sum(b)).toBeCloseTo(Math.log(b.probability) - mean, 3);
        for (const { start, end, text: word } of b.words) expect(text.slice(start, end)).toBe(word);
      },
    ),
    { numRuns: 40 },
  );
});

const many = Array.from({ length: 8 }, (_, i) => golden.texts.map((text) => `${text} ${i}`)).flat();
const manyTopics = Array.from({ length: 8 }, () => golden.topics).flat();

test("the same seed gives the same model, chosen penalty and all; saved and loaded it predicts alike", async () => {
  const one = await textLinear().fit(many, manyTopics, { seed: 3 });
  const two = await textLinear().fit(many, manyTopics, { seed: 3 });
  expect(two.toJSON()).toEqual(one.toJSON());
  const loaded = textModelFromJSON(JSON.parse(JSON.stringify(one)));
  expect(await loaded.predictProbabilities(many)).toEqual(await one.predictProbabilities(many));
  expect(await loaded.predict(["cold food and late", "crash on start"])).toEqual(["food", "app"]);
});

test("texts without known words get probabilities that ask no text, the same for each", async () => {
  const fitted = await textLinear().fit(many, manyTopics);
  const p = await fitted.predictProbabilities(["", "ыыы", "   "]);
  expect(p.subarray(0, 3)).toEqual(p.subarray(3, 6));
  expect(p.subarray(0, 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
});

test("five texts are fitted with a warning; one class, no words, other lengths and no texts are refused", async () => {
  const few = await textLinear().fit(golden.texts.slice(0, 5), golden.topics.slice(0, 5));
  expect(few.warnings).toHaveLength(1);
  const fit = (texts: string[], labels: (string | null)[]) => textLinear().fit(texts, labels as string[]);
  await expect(fit(["a b", "c d"], ["x", "x"])).rejects.toMatchObject({ code: "LEARN_TARGET_CONSTANT" });
  await expect(fit(["", "!"], ["x", "y"])).rejects.toMatchObject({ code: "LEARN_TEXT_NO_WORDS" });
  await expect(fit(["a b"], ["x", "y"])).rejects.toMatchObject({ code: "LEARN_ROWS_DIFFER" });
  await expect(fit(["a b", "c d"], ["x", null])).rejects.toMatchObject({ code: "LEARN_TARGET_MISSING" });
  await expect(fit([], [])).rejects.toMatchObject({ code: "LEARN_TARGET_EMPTY" });
  await expect(few.explain("cold", { class: "nothing" })).rejects.toMatchObject({
    code: "LEARN_CLASS_UNKNOWN",
  });
});

test("a text of 1 MB is read up to 20,000 units, in any language", async () => {
  const fitted = await textLinear({ words: 2, characters: [1, 3] }).fit(golden.texts, golden.topics);
  for (const piece of ["cold food ", "冷", "x"]) {
    const text = piece.repeat(1_000_000 / piece.length);
    const cut = await fitted.predictProbabilities([text.slice(0, 20_000)]);
    expect(await fitted.predictProbabilities([text])).toEqual(cut);
  }
});

test("an aborted fit ends with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(textLinear().fit(many, manyTopics, { signal })).rejects.toThrow("enough");
});
