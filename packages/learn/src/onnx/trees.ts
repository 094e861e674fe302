import type { SavedTrees } from "../trees/fittedTrees.ts";
import type { Tree } from "../trees/format.ts";
import { doubleTensor, type Graph, int, ints, strings } from "./graph.ts";
import { codesOf, mlDomain, type OnnxColumns, type Reading, readColumns } from "./reading.ts";

/**
 * Raw scores [rows, outputs] of a TreeEnsembleRegressor over doubles, so that every threshold is compared as it was
 * fitted. A split of categories becomes a column of its own: 0 where the row goes left, 1 where it goes right.
 * Source: https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html, version 3.
 */
export function treesIn(
  graph: Graph,
  { recipe, ensemble: { trees, base } }: SavedTrees,
  columns: OnnxColumns,
): string {
  const reading = readColumns(graph, recipe, columns);
  const sets = new CategorySplits(reading.numberAt.size);
  const nodes = nodesOf(trees, base.length, reading, sets);
  const features = [
    ...(reading.numbers === null ? [] : [reading.numbers]),
    ...sets.columns(graph, recipe, reading),
  ];
  const raw = graph.op(
    "TreeEnsembleRegressor",
    [graph.beside(features)],
    {
      aggregate_function: { type: "string", value: "SUM" },
      post_transform: { type: "string", value: "NONE" },
      n_targets: int(base.length),
      base_values_as_tensor: { type: "tensor", value: doubleTensor("base_values", base, [base.length]) },
      ...nodes,
    },
    mlDomain,
  );
  return graph.double(raw);
}

interface CategorySplit {
  feature: number;
  left: ReadonlySet<number>;
  missingLeft: boolean;
}

/** Splits of categories, each made a column once, behind the numbers. */
class CategorySplits {
  readonly #first: number;
  readonly #places = new Map<string, number>();
  readonly #splits: CategorySplit[] = [];

  constructor(first: number) {
    this.#first = first;
  }

  place(feature: number, left: readonly number[], missingLeft: boolean): number {
    const key = `${feature} ${missingLeft} ${left.join(" ")}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#first + this.#splits.length;
    this.#places.set(key, place);
    this.#splits.push({ feature, left: new Set(left), missingLeft });
    return place;
  }

  /** In the order of the places. */
  columns(graph: Graph, recipe: SavedTrees["recipe"], { categoryAt }: Reading): string[] {
    return this.#splits.map(({ feature, left, missingLeft }) => {
      const of = recipe[feature];
      const codes = of?.as === "category" ? codesOf(of) : 0;
      const right = Array.from({ length: codes }, (_, code) =>
        (code === codes - 1 ? missingLeft : left.has(code)) ? 0 : 1,
      );
      return graph.op("MatMul", [categoryAt.get(feature) as string, graph.doubles(right, [codes, 1])]);
    });
  }
}

function nodesOf(trees: readonly Tree[], outputs: number, reading: Reading, sets: CategorySplits) {
  const at = { tree: [] as number[], node: [] as number[], feature: [] as number[] };
  const modes: string[] = [];
  const thresholds: number[] = [];
  const yes: number[] = [];
  const no: number[] = [];
  const missing: number[] = [];
  const leaves = {
    tree: [] as number[],
    node: [] as number[],
    output: [] as number[],
    value: [] as number[],
  };
  for (const [t, tree] of trees.entries())
    for (let node = 0; node < tree.feature.length; node++) {
      const isLeaf = (tree.left[node] as number) < 0;
      const feature = tree.feature[node] as number;
      const left = tree.categories[node] ?? null;
      const missingLeft = tree.missingLeft[node] as boolean;
      at.tree.push(t);
      at.node.push(node);
      modes.push(isLeaf ? "LEAF" : "BRANCH_LEQ");
      at.feature.push(
        isLeaf
          ? 0
          : left === null
            ? (reading.numberAt.get(feature) as number)
            : sets.place(feature, left, missingLeft),
      );
      thresholds.push(isLeaf ? 0 : left === null ? (tree.threshold[node] as number) : 0.5);
      yes.push(isLeaf ? 0 : (tree.left[node] as number));
      no.push(isLeaf ? 0 : (tree.right[node] as number));
      missing.push(missingLeft ? 1 : 0);
      if (!isLeaf) continue;
      leaves.tree.push(t);
      leaves.node.push(node);
      leaves.output.push(t % outputs);
      leaves.value.push(tree.value[node] as number);
    }
  return {
    nodes_treeids: ints(at.tree),
    nodes_nodeids: ints(at.node),
    nodes_featureids: ints(at.feature),
    nodes_modes: strings(modes),
    nodes_values_as_tensor: {
      type: "tensor",
      value: doubleTensor("nodes_values", thresholds, [thresholds.length]),
    },
    nodes_truenodeids: ints(yes),
    nodes_falsenodeids: ints(no),
    nodes_missing_value_tracks_true: ints(missing),
    target_treeids: ints(leaves.tree),
    target_nodeids: ints(leaves.node),
    target_ids: ints(leaves.output),
    target_weights_as_tensor: {
      type: "tensor",
      value: doubleTensor("target_weights", leaves.value, [leaves.value.length]),
    },
  } as const;
}
