import type { Frame } from "../tabular/frame.ts";
import type { Pace } from "../tabular/pace.ts";
import type { Tree, TreeEnsemble } from "./format.ts";

/** A tree in typed arrays. `categories`: place of the node's 256-entry table in `tables`; −1 for numbers. */
interface FlatTree {
  feature: Int32Array;
  threshold: Float64Array;
  categories: Int32Array;
  tables: Uint8Array;
  missingLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  value: Float64Array;
}

/** Raw scores of encoded rows, [outputs][rows]. */
export type Scorer = (frame: Frame, pace: Pace) => Promise<Float64Array[]>;

/** Rows that go through one tree before the next, few enough that their features stay in the cache. */
const block = 2048;

export function scorer({ base, trees }: TreeEnsemble): Scorer {
  const flat = trees.map(flatten);
  return async ({ rows, values }, pace) => {
    const scores = base.map((start) => new Float64Array(rows).fill(start));
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block);
      for (let t = 0; t < flat.length; t++) {
        addUp(flat[t] as FlatTree, values, from, to, scores[t % base.length] as Float64Array);
        if (pace.isDue()) await pace.rest();
      }
    }
    return scores;
  };
}

function addUp(
  tree: FlatTree,
  values: readonly Float64Array[],
  from: number,
  to: number,
  score: Float64Array,
) {
  const { feature, threshold, categories, tables, missingLeft, left, right, value } = tree;
  for (let i = from; i < to; i++) {
    let node = 0;
    let next = left[0] as number;
    while (next >= 0) {
      const x = (values[feature[node] as number] as Float64Array)[i] as number;
      const table = categories[node] as number;
      let goesLeft: boolean;
      if (Number.isNaN(x)) goesLeft = missingLeft[node] === 1;
      else if (table < 0) goesLeft = x <= (threshold[node] as number);
      else goesLeft = tables[table + x] === 1;
      node = goesLeft ? next : (right[node] as number);
      next = left[node] as number;
    }
    score[i] = (score[i] as number) + (value[node] as number);
  }
}

function flatten(tree: Tree): FlatTree {
  const nodes = tree.feature.length;
  const categories = new Int32Array(nodes).fill(-1);
  const listed = tree.categories.filter((codes) => codes !== null);
  const tables = new Uint8Array(256 * listed.length);
  let used = 0;
  tree.categories.forEach((codes, node) => {
    if (codes === null) return;
    categories[node] = used;
    for (const code of codes) tables[used + code] = 1;
    used += 256;
  });
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    categories,
    tables,
    missingLeft: Uint8Array.from(tree.missingLeft, Number),
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    value: Float64Array.from(tree.value),
  };
}
