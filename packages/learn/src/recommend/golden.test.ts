import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pace } from "../tabular/pace.ts";
import { easeMethod } from "./ease.ts";
import { solveSide } from "./factorisation.ts";
import { interactionsFrom } from "./interactions.ts";
import { itemItemMethod } from "./itemItem.ts";
import { personItems } from "./matrix.ts";
import { ndcg, rankOf, topOf } from "./measures.ts";
import { invertSymmetric } from "./sweep.ts";

interface Golden {
  x: number[][];
  cosine: number[][];
  ease: number[][];
  y: number[][];
  placed: number[][];
  scores: number[][];
  truth: number[][];
  ndcg: number[];
}
// numpy and scikit-learn, versions in the file; made by test/golden/recommend.py
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../test/golden/recommend.json"), "utf8"),
) as Golden;

/** Every 1 of the matrix as an event; items come in their order first, so that places equal columns. */
function events() {
  const all =
    golden.x[0]?.flatMap((_, item) => golden.x.flatMap((row, p) => (row[item] === 1 ? [{ p, item }] : []))) ??
    [];
  return interactionsFrom({
    person: all.map(({ p }) => p),
    item: all.map(({ item }) => item),
    time: all.map((_, i) => i),
  });
}
const one = (item: number) => ({ items: [item], times: [0], weights: [1], segment: null });

test("item–item likeness is numpy's shrunk cosine", async () => {
  const scorer = await itemItemMethod({ shrinkage: 10 }).fit(events(), { seed: 1, segments: [] });
  for (const [item, row] of golden.cosine.entries()) {
    const [scores] = await scorer.score([one(item)]);
    row.forEach((value, other) => {
      expect(scores?.[other]).toBeCloseTo(value, 6); // likeness is kept in float32
    });
    expect(Array.from(scorer.similar?.(item) ?? [])).toEqual(Array.from(scores ?? []));
  }
});

test("EASE weights are those of numpy's closed form", async () => {
  const scorer = await easeMethod({ penalty: 5 }).fit(events(), { seed: 1, segments: [] });
  for (const [item, row] of golden.ease.entries()) {
    const [scores] = await scorer.score([one(item)]);
    row.forEach((value, other) => {
      expect(scores?.[other]).toBeCloseTo(value, 6); // float32
      expect(scorer.because?.(one(item), other)[0]).toBeCloseTo(value, 6);
    });
  }
});

test("alternating least squares place people where numpy's solution does", async () => {
  const data = events();
  const matrix = personItems(data);
  const own = new Float64Array(matrix.rows * 3);
  await solveSide(own, Float64Array.from(golden.y.flat()), matrix, { factors: 3, penalty: 2, confidence: 4 });
  data.persons.forEach((person, row) => {
    golden.placed[Number(person)]?.forEach((value, f) => {
      expect(own[row * 3 + f]).toBeCloseTo(value, 10);
    });
  });
});

test("NDCG@10 is scikit-learn's", () => {
  golden.scores.forEach((scores, q) => {
    const list = topOf(Float64Array.from(scores), 10, new Set());
    const relevant = new Set(golden.truth[q]?.flatMap((t, item) => (t === 1 ? [item] : [])));
    expect(ndcg(list, relevant, 10)).toBeCloseTo(golden.ndcg[q] as number, 12);
  });
});

test("a place counts those above; hidden ones and ties of later places do not", () => {
  const scores = Float64Array.of(0.5, 0.9, 0.5, 0.7);
  expect([0, 1, 2, 3].map((item) => rankOf(scores, item, new Set()))).toEqual([2, 0, 3, 1]);
  expect(rankOf(scores, 2, new Set([1]))).toBe(2);
  expect(topOf(scores, 3, new Set([1]))).toEqual([3, 0, 2]);
});

test("a matrix times its inverse by sweeps is the identity", async () => {
  const n = 7;
  const root = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * i + 1));
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++)
        a[i * n + j] = (a[i * n + j] as number) + (root[i * n + k] as number) * (root[j * n + k] as number);
      if (i === j) a[i * n + j] = (a[i * n + j] as number) + 0.5;
    }
  const inverse = Float64Array.from(a);
  await invertSymmetric(inverse, n, pace());
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (a[i * n + k] as number) * (inverse[k * n + j] as number);
      expect(sum).toBeCloseTo(Number(i === j), 10);
    }
});
