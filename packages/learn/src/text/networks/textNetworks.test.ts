import { afterAll, describe, expect, test } from "vitest";
import type { FittedTextModel } from "../estimator.ts";
import { textModelFromJSON } from "../saved.ts";
import { textCnn } from "./textCnn.ts";
import { textLstm } from "./textLstm.ts";

/** Two words decide, wherever they stand: 120 short texts. */
const fillers = ["the order", "my parcel", "this app", "our plan", "your shop"];
const texts = Array.from({ length: 120 }, (_, i) => {
  const filler = fillers[i % fillers.length] as string;
  const word = ["late", "slow", "broken", "quick", "lovely", "perfect"][Math.floor(i / 5) % 6] as string;
  return i % 2 === 0 ? `${filler} is ${word}` : `${word} ${filler}`;
});
const labels = texts.map((text) => (/late|slow|broken/.test(text) ? "bad" : "good"));
const small = { embedding: 16, worker: false, learningRate: 1e-2, epochs: 12 } as const;

describe.each([
  ["TextCNN", textCnn({ ...small, filters: 8, widths: [1, 2] })],
  ["BiLSTM with attention", textLstm({ ...small, units: 8 })],
])("%s", (name, estimator) => {
  let fitted: FittedTextModel;
  afterAll(() => fitted.close());

  test("learns which words decide, and takes them out to explain", async () => {
    fitted = await estimator.fit(texts, labels, { seed: 5 });
    expect(estimator.name).toBe(name);
    expect(await fitted.predict(["this order is broken", "lovely parcel"])).toEqual(["bad", "good"]);
    const { words, method, score, probability } = await fitted.explain("the order is broken");
    expect(method).toBe("occlusion");
    expect(score).toBeCloseTo(Math.log(probability / (1 - probability)), 6);
    const strongest = words.toSorted((a, b) => b.weight - a.weight)[0];
    expect(strongest?.text).toBe("broken");
  });

  test("saved and loaded it predicts alike, empty and unknown texts too", async () => {
    const loaded = textModelFromJSON(JSON.parse(JSON.stringify(fitted)));
    const asked = ["the plan is slow", "", "完全 unknown 词"];
    const p = await loaded.predictProbabilities(asked);
    expect(p).toEqual(await fitted.predictProbabilities(asked));
    for (let i = 0; i < 3; i++) expect((p[2 * i] as number) + (p[2 * i + 1] as number)).toBeCloseTo(1, 12);
    expect(await loaded.predict([])).toEqual([]);
    await loaded.close();
  });

  test("the same seed gives the same network", async () => {
    const again = await estimator.fit(texts, labels, { seed: 5 });
    expect(again.toJSON()).toEqual(fitted.toJSON());
    await again.close();
  });

  test("one class and texts without words are refused", async () => {
    await expect(estimator.fit(["a", "b"], ["x", "x"])).rejects.toMatchObject({
      code: "LEARN_TARGET_CONSTANT",
    });
    await expect(estimator.fit(["", "?"], ["x", "y"])).rejects.toMatchObject({ code: "LEARN_TEXT_NO_WORDS" });
  });
});
