import { random } from "@lepton/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tableOf } from "../table/table.ts";
import { classTarget, regressionTarget } from "../tabular/target.ts";
import { boostedTrees } from "./boostedTrees.ts";
import { leafOf } from "./format.ts";

/** One tree of one split, whose leaves are the means: what exact search must give too. */
const stump = boostedTrees({
  rounds: 1,
  bags: 0,
  learningRate: 1,
  maxLeaves: 2,
  minChildRows: 1,
  l2: 0,
  rowShare: 1,
  featureShare: 1,
  categorySmoothing: 0,
});
const number = (name: string, values: readonly (number | null)[]) => ({
  name,
  kind: "number" as const,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});

const squares = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};
/** Sum of squares around the means of the two sides. */
const cost = (y: readonly number[], isLeft: (i: number) => boolean) => {
  const sides = [y.filter((_, i) => isLeft(i)), y.filter((_, i) => !isLeft(i))];
  return sides.some((side) => side.length === 0)
    ? Number.POSITIVE_INFINITY
    : sides.reduce((sum, side) => sum + squares(side), 0);
};

test("a stump finds the split that trying every threshold and side of the missing finds", async () => {
  const row = fc.tuple(
    fc.option(fc.integer({ min: 0, max: 9 }), { freq: 4 }),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: -20, max: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 30 }), async (rows) => {
      const y = rows.map(([, , value]) => value);
      const features = [rows.map(([a]) => a), rows.map(([, b]) => b)];
      const varying = features.filter((values) => new Set(values).size > 1 && values.some((v) => v !== null));
      fc.pre(new Set(y).size > 1 && varying.length > 0);
      let least = squares(y);
      for (const values of varying)
        for (const threshold of [...new Set(values.filter((v) => v !== null))])
          for (const missingLeft of [true, false])
            least = Math.min(
              least,
              cost(y, (i) => {
                const value = values[i] ?? null;
                return value === null ? missingLeft : value <= threshold;
              }),
            );
      const x = tableOf([number("a", features[0] ?? []), number("b", features[1] ?? [])]);
      const predicted = await (await stump.fit(x, regressionTarget(y), { seed: 1 })).predict(x);
      const found = y.reduce((sum, value, i) => sum + (value - (predicted[i] as number)) ** 2, 0);
      expect(found).toBeCloseTo(least, 6);
    }),
    { numRuns: 60 },
  );
});

test("categories are split as the best of all subsets splits them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.integer(), async (levels, seed) => {
      const { int } = random(seed);
      const codes = Array.from({ length: levels * 8 }, (_, i) => i % levels);
      const y = codes.map((code) => ((code * 7919 + seed) % 13) + int(6));
      fc.pre(new Set(y).size > 1);
      let least = squares(y);
      for (let subset = 1; subset < 2 ** levels - 1; subset++)
        least = Math.min(
          least,
          cost(y, (i) => (subset & (1 << (codes[i] as number))) !== 0),
        );
      const x = tableOf([{ name: "plan", kind: "category", values: codes.map((code) => `p${code}`) }]);
      const fitted = await stump.fit(x, regressionTarget(y), { seed: 1 });
      const predicted = await fitted.predict(x);
      expect(y.reduce((sum, value, i) => sum + (value - (predicted[i] as number)) ** 2, 0)).toBeCloseTo(
        least,
        6,
      );
    }),
    { numRuns: 40 },
  );
});

const wave = (rows: number) => {
  const { next, normal } = random(5);
  const a = Array.from({ length: rows }, () => Math.round(next() * 60) / 10); // 61 values: a bin each, whatever the rows
  const plan = Array.from({ length: rows }, () => ["free", "team", "pro"][Math.floor(next() * 3)] as string);
  const y = a.map((value, i) => Math.sin(value) + (plan[i] === "pro" ? 1 : 0) + 0.1 * normal());
  return { x: tableOf([number("a", a), { name: "plan", kind: "category", values: plan }]), y };
};

test("raw scores are the base and the leaves that leafOf finds; covers of children add up", async () => {
  const { x, y } = wave(400);
  const fitted = await boostedTrees({ bags: 2, rounds: 30 }).fit(x, regressionTarget(y), { seed: 3 });
  const predicted = await fitted.predict(x);
  const { values } = fitted.encode(x);
  for (let i = 0; i < 50; i++) {
    const raw = fitted.ensemble.trees.reduce(
      (sum, tree) => sum + (tree.value[leafOf(tree, (j) => values[j]?.[i] as number)] as number),
      fitted.ensemble.base[0] as number,
    );
    expect(raw).toBeCloseTo(predicted[i] as number, 10);
  }
  for (const tree of fitted.ensemble.trees)
    tree.left.forEach((left, node) => {
      if (left < 0) return;
      expect((tree.cover[left] as number) + (tree.cover[tree.right[node] as number] as number)).toBe(
        tree.cover[node],
      );
      expect(left).toBeGreaterThan(node);
    });
});

test("a missing value has a direction of its own: it alone tells the class", async () => {
  const { next } = random(2);
  const values = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? null : next()));
  const x = tableOf([number("left_at", values)]);
  const y = classTarget(values.map((value) => (value === null ? "stayed" : "left")));
  const fitted = await boostedTrees({ bags: 0, rounds: 30 }).fit(x, y, { seed: 1 });
  expect(Array.from(await fitted.predict(x))).toEqual(Array.from(y.labels));
});

test("rows of weight 2 count as rows that are there twice", async () => {
  const { x, y } = wave(200);
  const options = {
    bags: 0,
    rounds: 20,
    rowShare: 1,
    featureShare: 1,
    minChildRows: 1,
    minChildWeight: 10,
  } as const;
  const twice = Array.from({ length: 400 }, (_, i) => i % 200);
  const doubled = tableOf([
    number(
      "a",
      twice.map((i) => x.columns[0]?.values[i] as number),
    ),
    { name: "plan", kind: "category", values: twice.map((i) => x.columns[1]?.values[i] as string) },
  ]);
  const trees = boostedTrees(options);
  const weighted = await trees.fit(x, regressionTarget(y), { seed: 1, weights: y.map(() => 2) });
  const repeated = await trees.fit(doubled, regressionTarget(twice.map((i) => y[i] as number)), { seed: 1 });
  const [a, b] = [await weighted.predict(x), await repeated.predict(x)];
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i] as number, 8);
  });
});
