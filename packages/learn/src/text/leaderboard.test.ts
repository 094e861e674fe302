import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { textLeaderboard } from "./leaderboard.ts";
import { textLinear } from "./linear/textLinear.ts";
import { textCnn } from "./networks/textCnn.ts";

/** 200 made-up sentences, all different; the label follows from the second word, or from nothing. */
const { int } = random(6);
const things = ["parcel", "order", "app", "invoice", "meal", "shop", "plan"];
const texts = Array.from({ length: 200 }, (_, i) => {
  const word = i % 2 === 0 ? ["late", "broken", "cold"][int(3)] : ["quick", "lovely", "warm"][int(3)];
  return `my ${word} ${things[int(things.length)]} number ${i}`;
});
const labels = texts.map((text) => (/late|broken|cold/.test(text) ? "bad" : "good"));
const estimators = [
  textLinear(),
  textCnn({ worker: false, embedding: 8, filters: 8, widths: [1], epochs: 8, learningRate: 1e-2 }),
];

test("models stand above the naive baseline on texts held out, with intervals, and the best one serves", async () => {
  const board = await textLeaderboard({ texts, labels, estimators, seed: 3 });
  expect(board.metric).toBe("auc");
  expect(board.trainingRows + board.testRows).toBe(200);
  expect(board.rows.map(({ model }) => model).sort()).toEqual([
    "TF-IDF + logistic regression",
    "TextCNN",
    "naive baseline",
  ]);
  const naive = board.rows.find(({ isBaseline }) => isBaseline);
  expect(naive?.metrics.auc?.value).toBe(0.5);
  expect(naive?.gain).toBeNull();
  for (const { metrics } of board.rows) {
    const { value, low, high } = metrics.accuracy as { value: number; low: number; high: number };
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  expect(board.isPublishable).toBe(true);
  expect(board.statement).toContain("is better than the naive baseline");
  expect(await board.best.fitted.predict(["a late parcel", "lovely"])).toEqual(["bad", "good"]);
  await board.best.fitted.close();
});

test("labels that follow from nothing are not published", async () => {
  const source = random(9);
  const board = await textLeaderboard({
    texts,
    labels: texts.map(() => (source.next() < 0.5 ? "a" : "b")),
    estimators: [textLinear()],
    seed: 1,
  });
  expect(board.isPublishable).toBe(false);
  expect(board.statement).toMatch(/^No better than the naive baseline/);
});

test("equal texts stay on one side, so that learning by heart gains nothing", async () => {
  const source = random(2);
  // 20 texts, each 10 times with one label that follows from nothing.
  const few = texts.slice(0, 20).map((text) => ({ text, label: source.next() < 0.5 ? "a" : "b" }));
  const many = Array.from({ length: 200 }, (_, i) => few[i % 20] as (typeof few)[number]);
  const board = await textLeaderboard({
    texts: many.map(({ text }) => text),
    labels: many.map(({ label }) => label),
    estimators: [textLinear()],
    seed: 5,
  });
  expect(board.warnings[0]).toMatch(/^180 of 200 texts equal another one/);
  expect(board.isPublishable).toBe(false);
});

test("an official test split is used as it is; too few texts and rare classes are refused", async () => {
  const test = Int32Array.from({ length: 50 }, (_, i) => i * 4 + 1 + (i % 2));
  const board = await textLeaderboard({ texts, labels, estimators: [textLinear()], test });
  expect(board.testRows).toBe(50);
  const few = { texts: texts.slice(0, 5), labels: labels.slice(0, 5) };
  await expect(textLeaderboard(few)).rejects.toMatchObject({ code: "LEARN_TOO_FEW_ROWS" });
  const rare = labels.map((label, i) => (i === 0 ? "odd" : label));
  await expect(textLeaderboard({ texts, labels: rare })).rejects.toMatchObject({ code: "LEARN_CLASS_RARE" });
});
