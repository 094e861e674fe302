import { expect, test } from "vitest";
import { golden } from "../../testing/golden.ts";
import type { Picture } from "../pictures/picture.ts";
import type { Predict, Row } from "../predict.ts";
import { limeImage } from "./limeImage.ts";
import { limeTable } from "./limeTable.ts";
import { limeText, wordsOf } from "./limeText.ts";
import { kernel, localModel } from "./localModel.ts";

const top = (values: readonly number[]) =>
  [...values.keys()].sort((a, b) => Math.abs(values[b] as number) - Math.abs(values[a] as number));

test("the local ridge equals the stored one, solved in exact fractions (test/golden/shapley.py)", () => {
  const { masks, answers, weights, coefficients } = golden("shapley").ridge;
  const width = 0.75 * Math.sqrt(3);
  const kernels = masks.map((mask: number[]) => kernel(Math.sqrt(3 - mask.reduce((a, b) => a + b)), width));
  kernels.forEach((value: number, i: number) => {
    expect(Math.abs(value - weights[i])).toBeLessThan(1e-12);
  });
  const got = localModel({
    masks: Float64Array.from(masks.flat()),
    answers: Float64Array.from(answers),
    weights: Float64Array.from(kernels),
  });
  [got.base, ...got.values].forEach((value, j) => {
    expect(Math.abs(value - coefficients[j])).toBeLessThan(1e-10);
  });
});

const plans = ["monthly", "yearly", "free"];
const table: Row[] = Array.from({ length: 300 }, (_, i) => [
  plans[i % 3],
  i % 97,
  i % 5 === 0 ? null : Math.sin(i),
  (i * 7) % 13,
]);
const churn: Predict = (rows) =>
  rows.map(
    (r) => (r[0] === "monthly" ? 0.5 : 0) + ((r[1] as number) < 24 ? 0.3 : 0) + (r[2] === null ? 0.1 : 0),
  );

test("limeTable finds the columns that count, with their conditions", async () => {
  const got = await limeTable(churn, ["monthly", 10, null, 5], table);
  expect(top(got.values)).toEqual([0, 1, 2, 3]);
  expect(got.conditions[0]).toEqual({ kind: "equals", value: "monthly" });
  expect(got.conditions[1]).toMatchObject({ kind: "between", low: null });
  // The rule is additive in the parts but for the quarter's edge (23.75, not 24): effects are read off, ridge shrinks.
  expect(got.values[0]).toBeCloseTo(0.5, 1);
  expect(got.values[1]).toBeCloseTo(0.3, 1);
  expect(Math.abs(got.values[3] as number)).toBeLessThan(0.02);
  expect(got.rSquared).toBeGreaterThan(0.95);
  expect(got.prediction).toBeCloseTo(0.9, 12);
  expect(got.base + got.values.reduce((a, b) => a + b, 0)).toBeCloseTo(got.localPrediction, 12);
});

test("limeTable keeps as few features as asked, forward or by weight, and repeats itself by seed", async () => {
  const few = await limeTable(churn, ["monthly", 10, null, 5], table, { features: 2 });
  expect(few.values.map((v) => v !== 0)).toEqual([true, true, false, false]);
  expect(await limeTable(churn, ["monthly", 10, null, 5], table, { features: 2 })).toEqual(few);
  const wide = table.map((row) => [...row, 0, 1, 2, 3, ...row.slice(1)]);
  const many = await limeTable(churn, wide[0] as Row, wide, { features: 7 });
  expect(many.values.filter((v) => v !== 0).length).toBeLessThanOrEqual(7);
  expect(many.values[0]).not.toBe(0);
});

test("limeText explains Chinese and English words wherever they stand", async () => {
  const mood: Predict<string> = (texts) =>
    texts.map(
      (t) => (t.includes("糟糕") ? -1 : 0) + (t.includes("不错") ? 0.4 : 0) + (/slow/i.test(t) ? -0.5 : 0),
    );
  const chinese = await limeText(mood, "味道非常糟糕,但是服务不错", { locale: "zh" });
  const byWord = new Map(chinese.words.map(({ word }, j) => [word, chinese.values[j] as number]));
  expect([...byWord.keys()]).toContain("糟糕");
  expect(byWord.get("糟糕")).toBeCloseTo(-1, 1);
  expect(chinese.words[top(chinese.values)[1] as number]?.word).toBe("不错");
  const english = await limeText(mood, "Slow app. So slow!");
  expect(english.words).toHaveLength(3);
  expect(english.words[0]?.places).toEqual([
    [0, 4],
    [13, 17],
  ]);
  expect(english.values[0]).toBeCloseTo(-0.5, 1);
  expect(wordsOf("  …!")).toEqual([]);
  await expect(limeText(mood, "…")).rejects.toMatchObject({ code: "TRUST_NO_WORDS" });
});

test("limeImage finds the bright square that the model looks at", async () => {
  const side = 32;
  const inSquare = (p: number) => {
    const [y, x] = [Math.floor(p / side), p % side];
    return y >= 8 && y < 16 && x >= 16 && x < 24;
  };
  const picture: Picture = {
    data: Float64Array.from({ length: side * side * 3 }, (_, at) =>
      inSquare(Math.floor(at / 3)) ? 1 : 0.1 * Math.sin(at),
    ),
    height: side,
    width: side,
    channels: 3,
  };
  const bright: Predict<Picture> = (pictures) =>
    pictures.map(({ data }) => {
      let sum = 0;
      for (let p = 0; p < side * side; p++) if (inSquare(p)) sum += data[p * 3] as number;
      return sum / 64;
    });
  const got = await limeImage(bright, picture, { samples: 200, hidden: 0, superpixels: { count: 16 } });
  const mean = (inside: boolean) => {
    const chosen = [...got.map].filter((_, p) => inSquare(p) === inside);
    return chosen.reduce((a, b) => a + b, 0) / chosen.length;
  };
  expect(mean(true)).toBeGreaterThan(0.3);
  expect(mean(true)).toBeGreaterThan(10 * Math.abs(mean(false)));
  expect(Math.max(...got.labels)).toBe(got.values.length - 1);
});
