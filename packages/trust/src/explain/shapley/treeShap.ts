import { LeptonError } from "@lepton/core";
import type { Explanation } from "../explanation.ts";
import { checkBackground } from "../predict.ts";
import { backgroundValues, coverValues, type LeafValues } from "./leafValues.ts";
import { failedSlots, type Leaf, numbersOf, type Paths, pathsOf, type TreeModel } from "./trees.ts";

/** Numbers kept of the leaves of one tree: 4 M doubles, 32 MB. */
const memoLimit = 4 << 20;

type Rows = readonly ArrayLike<unknown>[];

/**
 * Exact Shapley values of a sum of trees, one explanation per row, in the unit of the score (log-odds for boosted
 * classifiers). Without a background: path-dependent, unknown features follow the training cover, as
 * `feature_perturbation="tree_path_dependent"` in the shap package. With one: interventional, the same values as
 * `exactShap` of the score. Missing values and categories go the way the tree sends them.
 * `groups` names the raw feature of every column when one became several (a date's month and weekday): their values
 * are added up.
 * Cost: a leaf's values depend on a row only through the features it fails there, so each combination is worked out
 * once by the polynomial algorithm and then looked up: O(nodes) a tree and row. Tree after tree, so that what is
 * looked up stays in the processor's cache.
 * Errors: TRUST_TREE; TRUST_TREE_TOO_DEEP; TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH.
 * Sources: Lundberg, Erion & Lee 2018, arXiv:1802.03888; Yang 2021, arXiv:2109.09847 (looking up).
 */
export function treeShap(
  { trees, offset = 0, scale = 1 }: TreeModel,
  rows: Rows,
  { background, groups }: { background?: Rows; groups?: readonly number[] } = {},
): Explanation[] {
  if (rows[0]) checkBackground(rows[0], rows, "rows");
  if (rows[0] && background) checkBackground(rows[0], background);
  const width = rows[0]?.length ?? 0;
  if (groups && width > 0) checkBackground(rows[0] as ArrayLike<unknown>, [groups], "groups");
  const numbers = rows.map(numbersOf);
  const others = background?.map(numbersOf);
  const phi = new Float64Array(rows.length * width); // [rows, features]
  const scores = new Float64Array(rows.length);
  let base = 0;
  for (const [t, tree] of trees.entries()) {
    const paths = pathsOf(tree, t);
    if (width > 0) checkFeatures(paths, width, t);
    const failed = new Int32Array(paths.feature.length);
    const fails = background && others ? countFails(paths, background, others, failed) : null;
    const rules = paths.leaves.map((leaf, l) =>
      fails ? backgroundValues(leaf, fails[l] as Map<number, number>) : coverValues(leaf),
    );
    const memo = memoOf(paths.leaves, rules);
    for (const [l, leaf] of paths.leaves.entries())
      base += fails ? leaf.value * shareOf(fails[l] as Map<number, number>) : expected(leaf);
    for (const [r, row] of rows.entries()) {
      failedSlots(paths, row, numbers[r] as Float64Array, failed);
      scores[r] = (scores[r] as number) + addLeaves(paths.leaves, memo, failed, phi, r * width);
    }
  }
  return rows.map((_, r) => ({
    method: background ? "treeShap:interventional" : "treeShap:pathDependent",
    base: offset + scale * base,
    prediction: offset + scale * (scores[r] as number),
    values: summed(phi.subarray(r * width, (r + 1) * width), scale, groups),
    interval: null,
  }));
}

/** Values times `scale`, those of one group added up. */
function summed(phi: Float64Array, scale: number, groups: readonly number[] | undefined): number[] {
  if (!groups) return Array.from(phi, (value) => scale * value);
  const out = new Array<number>(Math.max(...groups) + 1).fill(0);
  for (const [j, group] of groups.entries()) out[group] = (out[group] as number) + scale * (phi[j] as number);
  return out;
}

function checkFeatures({ feature }: Paths, width: number, tree: number): void {
  const beyond = feature.find((j) => j >= width);
  if (beyond !== undefined)
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: `Tree ${tree} asks for feature ${beyond}, which the rows do not have.`,
      received: `${width} values per row`,
      next: "Pass the columns the trees were grown on, in their order.",
      field: "rows",
    });
}

const expected = ({ value, share }: Leaf): number => share.reduce((product, part) => product * part, value);

/** Background rows that reach a leaf, as a share. */
const shareOf = (fails: ReadonlyMap<number, number>): number =>
  (fails.get(0) ?? 0) / [...fails.values()].reduce((a, b) => a + b, 0);

/** How many background rows fail which slots, per leaf. */
function countFails(paths: Paths, background: Rows, numbers: Float64Array[], failed: Int32Array) {
  const fails = paths.leaves.map(() => new Map<number, number>());
  for (const [b, row] of background.entries()) {
    failedSlots(paths, row, numbers[b] as Float64Array, failed);
    for (const [l, counts] of fails.entries()) {
      const mask = failed[paths.leaves[l]?.node as number] as number;
      counts.set(mask, (counts.get(mask) ?? 0) + 1);
    }
  }
  return fails;
}

interface Memo {
  rules: readonly LeafValues[];
  /** First entry of each leaf in `isKnown`; −1 for a leaf with too many combinations, worked out every time. */
  entry: Int32Array;
  /** First number of each leaf in `known`: combination `mask` of a leaf of d features at start + mask·d. */
  start: Int32Array;
  known: Float64Array;
  isKnown: Uint8Array;
}

function memoOf(leaves: readonly Leaf[], rules: readonly LeafValues[]): Memo {
  const entry = new Int32Array(leaves.length).fill(-1);
  const start = new Int32Array(leaves.length);
  let entries = 0;
  let size = 0;
  leaves.forEach(({ features: { length: d } }, l) => {
    if (d > 16 || size + d * 2 ** d > memoLimit) return;
    entry[l] = entries;
    start[l] = size;
    entries += 2 ** d;
    size += d * 2 ** d;
  });
  return { rules, entry, start, known: new Float64Array(size), isKnown: new Uint8Array(entries) };
}

/** Adds what each leaf gives the features of a row to `phi[from…]`; the answer is the value of the leaf reached. */
function addLeaves(
  leaves: readonly Leaf[],
  { rules, entry, start, known, isKnown }: Memo,
  failed: Int32Array,
  phi: Float64Array,
  from: number,
): number {
  let reached = 0;
  for (let l = 0; l < leaves.length; l++) {
    const { node, features, value } = leaves[l] as Leaf;
    const mask = failed[node] as number;
    if (mask === 0) reached = value;
    const d = features.length;
    let values = known;
    let at = 0;
    if ((entry[l] as number) < 0) {
      values = new Float64Array(d);
      (rules[l] as LeafValues)(mask, values, 0);
    } else {
      at = (start[l] as number) + mask * d;
      const slot = (entry[l] as number) + mask;
      if (isKnown[slot] === 0) {
        (rules[l] as LeafValues)(mask, known, at);
        isKnown[slot] = 1;
      }
    }
    for (let i = 0; i < d; i++) {
      const j = from + (features[i] as number);
      phi[j] = (phi[j] as number) + (values[at + i] as number);
    }
  }
  return reached;
}
