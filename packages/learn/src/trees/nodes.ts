import type { BinnedFeature } from "./bins.ts";
import type { Tree } from "./format.ts";
import type { Split } from "./split.ts";

/** A tree that is being grown. */
export interface Nodes {
  tree: Tree;
  /** Per node: which codes go left, [256]; null in a leaf. */
  goesLeft: (Uint8Array | null)[];
}

export const newNodes = (): Nodes => ({
  tree: {
    feature: [],
    threshold: [],
    categories: [],
    missingLeft: [],
    left: [],
    right: [],
    value: [],
    cover: [],
  },
  goesLeft: [],
});

export function addLeaf({ tree, goesLeft }: Nodes, value: number, cover: number): void {
  tree.feature.push(-1);
  tree.threshold.push(0);
  tree.categories.push(null);
  tree.missingLeft.push(false);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(value);
  tree.cover.push(cover);
  goesLeft.push(null);
}

/** Turns a leaf into a split; gives which codes go left. */
export function setSplit(
  nodes: Nodes,
  node: number,
  split: Split,
  binned: readonly BinnedFeature[],
): Uint8Array {
  const { feature, bin, categories, missingLeft } = split;
  const { bins, edges } = binned[feature] as BinnedFeature;
  const goesLeft = new Uint8Array(256);
  if (categories) for (const code of categories) goesLeft[code] = 1;
  else goesLeft.fill(1, 0, bin + 1);
  goesLeft[bins] = missingLeft ? 1 : 0;
  nodes.tree.feature[node] = feature;
  // All values left, missing right: no finite edge, and JSON has no infinity.
  nodes.tree.threshold[node] = categories ? 0 : (edges?.[bin] ?? Number.MAX_VALUE);
  nodes.tree.categories[node] = categories;
  nodes.tree.missingLeft[node] = missingLeft;
  nodes.goesLeft[node] = goesLeft;
  return goesLeft;
}
