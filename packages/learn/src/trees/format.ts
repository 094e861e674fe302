import { z } from "zod";

/**
 * A tree as plain parallel arrays, one entry per node, for prediction and for TreeSHAP. Node 0 is the root, children
 * come after their parent. In a split, a row goes left when
 * - its feature is missing (NaN): `missingLeft` is true;
 * - `categories` is null (a number): value ≤ threshold;
 * - otherwise (a category): `categories` holds its code.
 * Features are encoded columns: `features[feature]` of the ensemble names them; a category's code is its place in
 * `levels`, and a level unseen in training is encoded as the last one, "other", or as missing where there is none.
 */
export const treeSchema = z.object({
  /** Place in the ensemble's `features`; −1 in a leaf. */
  feature: z.array(z.int()),
  /** 0 in leaves and in splits of categories. */
  threshold: z.array(z.number()),
  /** Codes that go left, ascending; null in leaves and in splits of numbers. */
  categories: z.array(z.array(z.int()).nullable()),
  missingLeft: z.array(z.boolean()),
  /** Node numbers; −1 in a leaf. */
  left: z.array(z.int()),
  right: z.array(z.int()),
  /** What the node adds to the raw score, learning rate included; in a split, what it would add as a leaf. */
  value: z.array(z.number()),
  /** Sum of the row weights of the training rows in the node (their number without weights). */
  cover: z.array(z.number()),
});
export type Tree = z.infer<typeof treeSchema>;

/** An encoded column that trees split on. */
export const treeFeatureSchema = z.object({
  /** E.g. "plan", "signup · month". */
  name: z.string(),
  /** The table's column it comes from. */
  column: z.string(),
  /** Names of the codes of a category; null for a number. */
  levels: z.array(z.string()).nullable(),
});
export type TreeFeature = z.infer<typeof treeFeatureSchema>;

/**
 * Trees whose leaves add up. Raw score of output k of a row: base[k] + Σ over the trees t with t mod outputs = k of
 * the value of its leaf. Outputs: 1 for a regression (raw score = value) and for two classes (P(class 1) = σ(raw));
 * otherwise one per class (P = softmax of the raw scores).
 */
export const treeEnsembleSchema = z.object({
  features: z.array(treeFeatureSchema),
  /** [outputs]. */
  base: z.array(z.number()),
  trees: z.array(treeSchema),
});
export type TreeEnsemble = z.infer<typeof treeEnsembleSchema>;

/** The leaf of one encoded row: `at(feature)` is its number or code, NaN when missing. */
export function leafOf(tree: Tree, at: (feature: number) => number): number {
  let node = 0;
  while ((tree.left[node] as number) >= 0) {
    const value = at(tree.feature[node] as number);
    const categories = tree.categories[node] ?? null;
    const goesLeft = Number.isNaN(value)
      ? (tree.missingLeft[node] as boolean)
      : categories === null
        ? value <= (tree.threshold[node] as number)
        : categories.includes(value);
    node = (goesLeft ? tree.left[node] : tree.right[node]) as number;
  }
  return node;
}
