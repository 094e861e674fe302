import fc from "fast-check";
import { expect, test } from "vitest";
import { golden } from "../../testing/golden.ts";
import { conditional, shapley, smallRow, smallTree, walk } from "../../testing/trees.ts";
import { exactShap } from "./exactShap.ts";
import { treeShap } from "./treeShap.ts";

const close = (got: readonly number[], want: readonly number[], tolerance = 1e-9) => {
  expect(got).toHaveLength(want.length);
  for (const [j, value] of want.entries())
    expect(Math.abs((got[j] as number) - value)).toBeLessThan(tolerance);
};

test("a tree with numbers, categories and missing values equals the stored brute force over all orders", () => {
  const { tree, rows, values, base, predictions } = golden("shapley").tree;
  treeShap({ trees: [tree] }, rows).forEach((explanation, r) => {
    close(explanation.values, values[r]);
    close([explanation.base, explanation.prediction], [base, predictions[r]]);
  });
});

test("path-dependent values equal Shapley values of conditional expectations on random trees", () => {
  fc.assert(
    fc.property(fc.array(smallTree(), { minLength: 1, maxLength: 3 }), smallRow, (trees, row) => {
      const worth = (known: ReadonlySet<number>) =>
        trees.reduce((sum, tree) => sum + conditional(tree, row, known), 0);
      const [got] = treeShap({ trees }, [row]);
      close(got?.values ?? [], shapley(4, worth));
      close([got?.base ?? 0, got?.prediction ?? 0], [worth(new Set()), walk(trees, row)]);
    }),
    { numRuns: 100 },
  );
});

test("with a background the values equal those of exact enumeration of the same score", async () => {
  const backgrounds = fc.array(smallRow, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(smallTree(), smallTree(5), smallRow, backgrounds, async (one, two, row, background) => {
      const trees = [one, two];
      const [got] = treeShap({ trees, offset: 3, scale: 0.5 }, [row], { background });
      const want = await exactShap((rows) => rows.map((r) => 3 + 0.5 * walk(trees, r)), row, background);
      close(got?.values ?? [], want.values);
      close([got?.base ?? 0, got?.prediction ?? 0], [want.base, want.prediction]);
    }),
    { numRuns: 60 },
  );
});

test("values sum to prediction − base for every row of a batch, and a leaf alone explains nothing", () => {
  fc.assert(
    fc.property(smallTree(6), fc.array(smallRow, { minLength: 1, maxLength: 20 }), (tree, rows) => {
      for (const { base, values, prediction } of treeShap({ trees: [tree] }, rows))
        close([base + values.reduce((a, b) => a + b, 0)], [prediction]);
    }),
  );
  const leaf = {
    feature: [-1],
    threshold: [0],
    left: [-1],
    right: [-1],
    missingLeft: [0],
    value: [4],
    cover: [9],
  };
  expect(treeShap({ trees: [leaf] }, [[1, 2]])).toMatchObject([{ base: 4, prediction: 4, values: [0, 0] }]);
});

test("columns of one raw feature are added up", () => {
  const { tree, rows } = golden("shapley").tree;
  const [plain] = treeShap({ trees: [tree] }, rows);
  const [grouped] = treeShap({ trees: [tree] }, rows, { groups: [1, 0, 1] });
  const [a = 0, b = 0, c = 0] = plain?.values ?? [];
  close(grouped?.values ?? [], [b, a + c]);
  expect(() => treeShap({ trees: [tree] }, rows, { groups: [0] })).toThrow(/groups/);
});

test("a long path goes without the table of combinations and agrees with the sum rule", () => {
  const depth = 20;
  const column = (make: (i: number) => number) => Array.from({ length: 2 * depth + 1 }, (_, i) => make(i));
  // Node 2k splits on feature k; 2k + 1 is its leaf to the left, 2k + 2 the next split.
  const chain = {
    feature: column((i) => (i % 2 === 1 || i === 2 * depth ? -1 : i / 2)),
    threshold: column(() => 0),
    left: column((i) => i + 1),
    right: column((i) => i + 2),
    missingLeft: column(() => 1),
    value: column((i) => i),
    cover: column((i) => (i % 2 === 1 ? 1 : depth + 1 - i / 2)),
  };
  const row = Array.from({ length: depth }, (_, j) => (j === 13 ? -1 : 1));
  const [got] = treeShap({ trees: [chain] }, [row]);
  expect(got?.prediction).toBe(27);
  close([(got?.base ?? 0) + (got?.values ?? []).reduce((a, b) => a + b, 0)], [27], 1e-8);
});

test("impossible trees and rows say what is wrong", () => {
  const tree = {
    feature: [0, -1, -1],
    threshold: [0, 0, 0],
    left: [1, -1, -1],
    right: [2, -1, -1],
    missingLeft: [1, 0, 0],
    value: [0, 1, 2],
    cover: [10, 4, 6],
  };
  expect(() => treeShap({ trees: [{ ...tree, left: [0, -1, -1] }] }, [[1]])).toThrow(/Tree 0 is not a tree/);
  expect(() => treeShap({ trees: [{ ...tree, cover: [0, 0, 0] }] }, [[1]])).toThrow(/cover/);
  expect(() => treeShap({ trees: [{ ...tree, value: [0, Number.NaN, 1] }] }, [[1]])).toThrow(/leaf 1/);
  expect(() => treeShap({ trees: [{ ...tree, feature: [3, -1, -1] }] }, [[1]])).toThrow(/feature 3/);
  expect(() => treeShap({ trees: [tree] }, [[1], [1, 2]])).toThrow(/Row 1/);
  expect(() => treeShap({ trees: [tree] }, [[1]], { background: [] })).toThrow(/background has none/);
});
