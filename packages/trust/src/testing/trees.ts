import fc from "fast-check";
import type { Tree } from "../explain/shapley/trees.ts";

/** Random small trees over four features: 0 and 1 numbers, 2 and 3 categories "a", "b", "c"; any may be missing. */
export const smallTree = (maxDepth = 4): fc.Arbitrary<Tree> =>
  fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })).map((stream) => {
    const next = () => stream.next().value as number;
    const tree = {
      feature: [] as number[],
      threshold: [] as number[],
      left: [] as number[],
      right: [] as number[],
      missingLeft: [] as boolean[],
      categories: [] as (string[] | null)[],
      value: [] as number[],
      cover: [] as number[],
    };
    const grow = (depth: number, cover: number): number => {
      const node = tree.feature.length;
      const isLeaf = depth === maxDepth || next() < 0.2;
      const feature = isLeaf ? -1 : Math.floor(next() * 4);
      tree.feature.push(feature);
      tree.threshold.push(Math.floor(next() * 5) - 2);
      tree.missingLeft.push(next() < 0.5);
      tree.categories.push(feature >= 2 ? ["a", "b", "c"].filter(() => next() < 0.5) : null);
      tree.value.push(Math.round((next() - 0.5) * 20));
      tree.cover.push(cover);
      tree.left.push(-1);
      tree.right.push(-1);
      if (!isLeaf) {
        const part = 0.1 + 0.8 * next();
        tree.left[node] = grow(depth + 1, cover * part);
        tree.right[node] = grow(depth + 1, cover * (1 - part));
      }
      return node;
    };
    grow(0, 100);
    return tree;
  });

export const smallRow: fc.Arbitrary<unknown[]> = fc
  .tuple(
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.option(fc.integer({ min: -3, max: 3 })),
    fc.option(fc.constantFrom("a", "b", "c", "unseen")),
    fc.option(fc.constantFrom("a", "b", "c")),
  )
  .map((values) => [...values]);

/** Score by walking down, for comparison. */
export function walk(trees: readonly Tree[], row: readonly unknown[]): number {
  return trees.reduce((sum, tree) => {
    let node = 0;
    while ((tree.feature[node] as number) >= 0)
      node = (goesLeft(tree, node, row[tree.feature[node] as number]) ? tree.left : tree.right)[
        node
      ] as number;
    return sum + (tree.value[node] as number);
  }, 0);
}

/** What is expected of a tree when only the features in `known` are: the others follow the cover, by recursion. */
export function conditional(
  tree: Tree,
  row: readonly unknown[],
  known: ReadonlySet<number>,
  node = 0,
): number {
  const feature = tree.feature[node] as number;
  if (feature < 0) return tree.value[node] as number;
  const [left, right] = [tree.left[node] as number, tree.right[node] as number];
  if (known.has(feature))
    return conditional(tree, row, known, goesLeft(tree, node, row[feature]) ? left : right);
  const share = (tree.cover[left] as number) / (tree.cover[node] as number);
  return share * conditional(tree, row, known, left) + (1 - share) * conditional(tree, row, known, right);
}

function goesLeft(tree: Tree, node: number, value: unknown): boolean {
  if (value === null) return tree.missingLeft[node] === true;
  const categories = tree.categories?.[node];
  return categories ? categories.includes(value) : (value as number) <= (tree.threshold[node] as number);
}

/** Shapley values of any game by the definition, over subsets. */
export function shapley(players: number, worth: (coalition: ReadonlySet<number>) => number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: players }, (_, j) => {
    let phi = 0;
    for (let bits = 0; bits < 1 << players; bits++) {
      if ((bits >> j) & 1) continue;
      const inside = Array.from({ length: players }, (_, i) => i).filter((i) => (bits >> i) & 1);
      const weight = (factorial(inside.length) * factorial(players - inside.length - 1)) / factorial(players);
      phi += weight * (worth(new Set([...inside, j])) - worth(new Set(inside)));
    }
    return phi;
  });
}
