import { random } from "@lepton/core";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  boostedTrees,
  calibrated,
  classTarget,
  type Estimator,
  type FittedClassifier,
  type FittedRegressor,
  linearModel,
  meanBaseline,
  modelFromJSON,
  predictionsOf,
  regressionTarget,
  type Table,
  type Target,
  tableFrom,
  tableOf,
  tabularNetwork,
  takeTableRows,
} from "../src/index.ts";

/** 120 rows of every kind of column, with gaps; y follows from two of them. */
function sample(): { x: Table; spend: Float64Array; churned: string[]; tier: string[] } {
  const { next, normal } = random(11);
  const rows = Array.from({ length: 120 }, (_, i) => ({
    age: i % 11 === 0 ? null : Math.round(20 + 40 * next()),
    plan: i % 13 === 0 ? null : (["free", "team", "pro"][Math.floor(next() * 3)] as string),
    signup: new Date(Date.UTC(2025, Math.floor(next() * 12), 1 + Math.floor(next() * 27))),
    active: next() < 0.5,
  }));
  const score = rows.map(({ age, plan }) => (age ?? 40) / 20 + (plan === "pro" ? 2 : 0) + 0.2 * normal());
  return {
    x: tableFrom(rows),
    spend: Float64Array.from(score),
    churned: score.map((value) => (value > 2.5 ? "yes" : "no")),
    tier: score.map((value) => (value > 3.2 ? "high" : value > 2 ? "middle" : "low")),
  };
}
const { x, spend, churned, tier } = sample();
const targets: [string, Target][] = [
  ["a value", regressionTarget(spend)],
  ["two classes", classTarget(churned)],
  ["three classes", classTarget(tier)],
];

/** Every estimator of tables joins by being listed here. */
const estimators: [string, Estimator][] = [
  ["meanBaseline", meanBaseline()],
  ["linearModel", linearModel()],
  ["boostedTrees", boostedTrees({ rounds: 40 })],
  ["tabularNetwork", tabularNetwork({ epochs: 6, bags: 2, width: 16, worker: false })],
];

describe.each(estimators)("%s", (_, estimator) => {
  test.each(targets)(
    "predicts %s: the same from the same seed, alike when saved and loaded",
    async (_, y) => {
      const [one, two] = [await estimator.fit(x, y, { seed: 5 }), await estimator.fit(x, y, { seed: 5 })];
      const loaded = modelFromJSON(JSON.parse(JSON.stringify(one)));
      const [a, b, c] = [
        await predictionsOf(one, x),
        await predictionsOf(two, x),
        await predictionsOf(loaded, x),
      ];
      expect(Array.from(b)).toEqual(Array.from(a));
      expect(Array.from(c)).toEqual(Array.from(a));
      expect(a.every(Number.isFinite)).toBe(true);
      expect(loaded.columns).toEqual(one.columns);
      if (y.task === "classification") {
        expect(a.length).toBe(x.rows * y.classes.length);
        for (let i = 0; i < x.rows; i++) {
          const row = a.slice(i * y.classes.length, (i + 1) * y.classes.length);
          expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5); // float32 in the network
        }
      }
      for (const fitted of [one, two, loaded]) await fitted.close();
    },
  );

  test("one row, a missing value and a category unseen in training have an answer", async () => {
    const fitted = await estimator.fit(x, classTarget(churned), { seed: 1 });
    for (const row of [
      { age: null, plan: "enterprise", signup: "2026-02-01", active: true },
      { age: 33, plan: null, signup: null, active: null },
    ]) {
      const [no = Number.NaN, yes] = await fitted.predictProbabilities(tableFrom([row]));
      expect(no + (yes as number)).toBeCloseTo(1, 5);
    }
    await fitted.close();
  });

  test("one column is enough; wrong lengths, missing columns and constant targets are named", async () => {
    const age = tableOf(x.columns.filter(({ name }) => name === "age"));
    const fitted = await estimator.fit(age, regressionTarget(spend), { seed: 1 });
    expect((await fitted.predict(age)).length).toBe(120);
    if (estimator.name !== "naive baseline")
      await expect(fitted.predict(tableFrom([{ aga: 3 }]))).rejects.toMatchObject({
        code: "LEARN_COLUMN_UNKNOWN",
      });
    await fitted.close();
    const fails = (y: Target, weights?: number[]) =>
      expect(estimator.fit<Target>(x, y, { seed: 1, ...(weights && { weights }) })).rejects;
    await fails(regressionTarget([1, 2])).toMatchObject({ code: "LEARN_ROWS_DIFFER" });
    await fails(regressionTarget(spend), [1]).toMatchObject({ code: "LEARN_ROWS_DIFFER" });
    await fails(regressionTarget(spend), x.columns[0] && Array(120).fill(-1)).toMatchObject({
      code: "LEARN_WEIGHTS",
    });
    await fails(regressionTarget(Array(120).fill(3))).toMatchObject({ code: "LEARN_TARGET_CONSTANT" });
    await fails(classTarget(Array(120).fill("yes"))).toMatchObject({ code: "LEARN_TARGET_CONSTANT" });
  });
});

test("what is fitted follows from the target's kind, and there is no predict before fit", async () => {
  const trees = boostedTrees({ rounds: 5 });
  expectTypeOf(trees).not.toHaveProperty("predict");
  const value = await linearModel().fit(x, regressionTarget(spend), { seed: 1 });
  const label = await linearModel().fit(x, classTarget(churned), { seed: 1 });
  expectTypeOf(value).toEqualTypeOf<FittedRegressor>();
  expectTypeOf(label).toEqualTypeOf<FittedClassifier>();
});

test("many rows are scored slice by slice to the same numbers", async () => {
  const rows = Int32Array.from({ length: 5000 }, (_, i) => i % 120);
  for (const [, estimator] of estimators.slice(1)) {
    const fitted = await estimator.fit(x, classTarget(tier), { seed: 1 });
    const few = await fitted.predictProbabilities(x);
    const many = await fitted.predictProbabilities(takeTableRows(x, rows));
    expect(many.length).toBe(15_000);
    for (let i = 0; i < 15_000; i += 997) expect(many[i]).toBeCloseTo(few[i % 360] as number, 6); // float32
    await fitted.close();
  }
});

test("an abort ends a fit with its reason", async () => {
  const reason = new Error("stopped by a person");
  const fit = (estimator: Estimator) =>
    estimator.fit(x, regressionTarget(spend), { seed: 1, signal: AbortSignal.abort(reason) });
  await expect(fit(boostedTrees())).rejects.toBe(reason);
  await expect(fit(linearModel())).rejects.toBe(reason);
});

test("a calibrated model is saved with its maps", async () => {
  const model = calibrated(boostedTrees({ rounds: 20 }));
  const fitted = await model.fit(x, classTarget(tier), { seed: 2 });
  const loaded = modelFromJSON(JSON.parse(JSON.stringify(fitted)));
  expect(Array.from(await predictionsOf(loaded, x))).toEqual(
    Array.from(await fitted.predictProbabilities(x)),
  );
});

test("options that do not fit are named with the nearest one; text that is no model is refused", () => {
  expect(() => boostedTrees({ maxLeafs: 4 } as never)).toThrow(/Did you mean maxLeaves/);
  expect(() => modelFromJSON({ kind: "boostedTrees" })).toThrowError(
    expect.objectContaining({ code: "LEARN_SAVED_MODEL" }),
  );
});

test("ids, constants and empty columns are left out with a warning; with nothing left, an error", async () => {
  const odd = tableFrom({
    user_id: Array.from({ length: 60 }, (_, i) => `u${i}`),
    same: Array(60).fill(1),
    empty: Array(60).fill(null),
    age: Array.from({ length: 60 }, (_, i) => (i * 7) % 31),
  });
  const y = regressionTarget(Array.from({ length: 60 }, (_, i) => (i * 7) % 31));
  const fitted = await linearModel().fit(odd, y, { seed: 1 });
  expect(fitted.columns).toEqual(["age"]);
  expect(fitted.warnings).toMatchInlineSnapshot(`
    [
      "user_id is left out: it names the row. Set its role to use it.",
      "same is left out: it is the same in every row.",
      "empty is left out: it has no value in any row.",
    ]
  `);
  const onlyIds = tableOf(odd.columns.slice(0, 3));
  await expect(linearModel().fit(onlyIds, y, { seed: 1 })).rejects.toMatchObject({
    code: "LEARN_NO_FEATURES",
  });
});

test("a column of very many categories keeps the frequent ones and says so", async () => {
  const { int } = random(3);
  const values = Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? `common ${int(280)}` : `rare ${i}`));
  const y = regressionTarget(values.map((value) => Number(value.startsWith("c"))));
  const fitted = await boostedTrees({ rounds: 5, bags: 0 }).fit(
    tableOf([{ name: "city", kind: "category", values }]),
    y,
    { seed: 1 },
  );
  expect(fitted.ensemble.features[0]?.levels?.length).toBe(255);
  expect(fitted.warnings.join()).toMatch(/city has \d+ categories: the 254 most frequent are kept/);
});
