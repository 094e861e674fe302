import { LeptonError } from "@lepton/core";

/**
 * One decision tree as plain columns, a node per index, the root at 0, every child after its parent.
 * A node sends a case left when its value is `≤ threshold`, or among `categories` where the node has some. For a
 * model that compares with `<`, pass the largest double below its threshold.
 */
export interface Tree {
  /** Feature split on: its place in the row; −1 in a leaf. */
  feature: ArrayLike<number>;
  threshold: ArrayLike<number>;
  left: ArrayLike<number>;
  right: ArrayLike<number>;
  /** True (or 1) where a missing value (null, undefined, NaN) goes left. */
  missingLeft: ArrayLike<number | boolean>;
  /** Values that go left at a categorical node; null at others. Leave out without categorical nodes. */
  categories?: readonly (readonly unknown[] | null)[];
  /** Answer of a leaf, unit of the score (log-odds for boosted classifiers). */
  value: ArrayLike<number>;
  /** Training cases (or their weight) that passed through the node. */
  cover: ArrayLike<number>;
}

export interface TreeModel {
  trees: readonly Tree[];
  /** Score before the first tree. Default 0. */
  offset?: number;
  /** Factor of every tree: 1 for boosting, 1/trees for a forest's mean. Default 1. */
  scale?: number;
}

/**
 * A tree as paths: what a leaf asks of a case. Features on a path are numbered in order of first appearance (slots),
 * so that a case that fails some of them is one bit mask per node, worked out from the parent's.
 */
export interface Paths {
  feature: Int32Array;
  threshold: Float64Array;
  missingLeft: Uint8Array;
  /** Null in a tree without categorical nodes. */
  sets: (ReadonlySet<unknown> | null)[] | null;
  left: Int32Array;
  right: Int32Array;
  /** Bit of the node's feature in the masks of its children. */
  bit: Int32Array;
  leaves: Leaf[];
}

export interface Leaf {
  node: number;
  value: number;
  /** Features asked on the way, each once, in slot order. */
  features: Int32Array;
  /** Share of the cover that goes this way at the nodes of each feature, multiplied: [features]. */
  share: Float64Array;
}

/** More features on one path do not fit a bit mask. */
const slotLimit = 30;

/** Errors: TRUST_TREE when children, cover or lengths are impossible; TRUST_TREE_TOO_DEEP beyond 30 features a path. */
export function pathsOf(tree: Tree, at = 0): Paths {
  const nodes = tree.feature.length;
  const bit = new Int32Array(nodes);
  const leaves: Leaf[] = [];
  const features: number[][] = [[]];
  const shares: number[][] = [[]];
  for (let node = 0; node < nodes; node++) {
    const asked = features[node];
    const share = shares[node];
    if (!asked || !share) throw impossible(at, `node ${node} is no child of a node before it`);
    const feature = tree.feature[node] as number;
    if (feature < 0) {
      const value = tree.value[node] as number;
      if (!Number.isFinite(value)) throw impossible(at, `leaf ${node} has value ${value}`);
      leaves.push({ node, value, features: Int32Array.from(asked), share: Float64Array.from(share) });
      continue;
    }
    let slot = asked.indexOf(feature);
    if (slot < 0) slot = asked.length;
    if (slot >= slotLimit) throw tooDeep(at);
    bit[node] = 1 << slot;
    for (const child of [tree.left[node] as number, tree.right[node] as number]) {
      const part = (tree.cover[child] as number) / (tree.cover[node] as number);
      // 1e-6: covers are sums of weights, summed in another order.
      if (!(child > node && child < nodes) || !(part >= 0 && part <= 1 + 1e-6) || features[child])
        throw impossible(at, `node ${node} with child ${child}, ${part} of its cover`);
      features[child] = slot < asked.length ? asked : [...asked, feature];
      shares[child] = [...share];
      (shares[child] as number[])[slot] = (share[slot] ?? 1) * part;
    }
  }
  const sets = tree.categories?.map((values) => values && new Set(values)) ?? null;
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    missingLeft: Uint8Array.from(tree.missingLeft, Number),
    sets: sets?.some((set) => set !== null) ? sets : null,
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    bit,
    leaves,
  };
}

/**
 * Slots a case fails on the way to every node: bit masks [nodes] into `failed`. `numbers` are the row's values as
 * numbers, NaN when missing: categories alone look at the raw ones.
 */
export function failedSlots(
  { feature, threshold, missingLeft, sets, left, right, bit }: Paths,
  row: ArrayLike<unknown>,
  numbers: Float64Array,
  failed: Int32Array,
): void {
  failed[0] = 0;
  for (let node = 0; node < feature.length; node++) {
    const j = feature[node] as number;
    if (j < 0) continue;
    const set = sets?.[node];
    const value = numbers[j] as number;
    const goesLeft = set
      ? isMissing(row[j])
        ? missingLeft[node] === 1
        : set.has(row[j])
      : value <= (threshold[node] as number) || (missingLeft[node] === 1 && Number.isNaN(value));
    const mask = failed[node] as number;
    const other = mask | (bit[node] as number);
    failed[left[node] as number] = goesLeft ? mask : other;
    failed[right[node] as number] = goesLeft ? other : mask;
  }
}

/** A row's values as numbers, NaN when missing or not a number. */
export const numbersOf = (row: ArrayLike<unknown>): Float64Array =>
  Float64Array.from(row, (value) => (isMissing(value) ? Number.NaN : Number(value)));

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

const impossible = (at: number, received: string) =>
  new LeptonError("TRUST_TREE", {
    problem: `Tree ${at} is not a tree: children follow their parent and share its cover, leaves have finite values.`,
    received,
    next: "Number nodes so that parents come first, and give every node the training cases that passed through.",
  });

const tooDeep = (at: number) =>
  new LeptonError("TRUST_TREE_TOO_DEEP", {
    problem: `A path of tree ${at} asks for more than ${slotLimit} different features.`,
    received: `${slotLimit + 1} features on one path`,
    next: "Limit the depth of the trees, or use permutationShap on the predict function.",
  });
