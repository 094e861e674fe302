import type { FittedTrees, Table } from "@lepton/learn";
import { type Explanation, permutationShap, treeShap } from "@lepton/trust";
import type { Reason } from "../contract/model.ts";
import { tableOfCells } from "./cells.ts";
import type { Cells, LoadedModel } from "./modelFile.ts";
import { scoresOf } from "./train/board.ts";
import { cellsOf } from "./train/trainModel.ts";

/** A score with its Shapley values: score = base + Σ effects. */
export interface Explained {
  base: number;
  reasons: Reason[];
}

/** Reasons given of a score. */
const mostReasons = 10;

/**
 * Why each row has its score, in the score's unit. Trees: exact Shapley values of the log-odds (path-dependent), scaled
 * so that they add up in probability. Others: Shapley values by permutations of the features against training people.
 */
export async function explainRows(
  model: LoadedModel,
  table: Table,
  scores: ArrayLike<number>,
): Promise<Explained[]> {
  const cells = cellsOf(table);
  const explanations = isTrees(model.fitted)
    ? explainTrees(model, model.fitted, table, scores)
    : await explainAny(model, cells);
  return explanations.map(({ base, values }, i) => ({
    base,
    reasons: model.features
      .map(({ name }, j): Reason => ({ feature: name, value: cells[i]?.[j] ?? null, effect: values[j] ?? 0 }))
      .filter(({ effect }) => effect !== 0)
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
      .slice(0, mostReasons),
  }));
}

type Parts = Pick<Explanation, "base" | "values">;

const isTrees = (fitted: LoadedModel["fitted"]): fitted is LoadedModel["fitted"] & FittedTrees =>
  "ensemble" in fitted;

function explainTrees(
  { task, features }: LoadedModel,
  { ensemble, encode }: FittedTrees,
  table: Table,
  scores: ArrayLike<number>,
): Parts[] {
  const frame = encode(table);
  const rows = Array.from({ length: table.rows }, (_, i) =>
    frame.values.map((values) => values[i] as number),
  );
  const place = new Map(features.map(({ name }, j) => [name, j]));
  return treeShap({ trees: ensemble.trees, offset: ensemble.base[0] ?? 0 }, rows).map((found, i) => {
    const values = new Array<number>(features.length).fill(0);
    found.values.forEach((value, f) => {
      const j = place.get(ensemble.features[f]?.column ?? "");
      if (j !== undefined) values[j] = (values[j] ?? 0) + value;
    });
    if (task === "regression") return { base: found.base, values };
    const base = 1 / (1 + Math.exp(-found.base));
    const inLogOdds = found.prediction - found.base;
    const factor = inLogOdds === 0 ? 0 : ((scores[i] ?? base) - base) / inLogOdds;
    return { base, values: values.map((value) => value * factor) };
  });
}

async function explainAny(model: LoadedModel, cells: readonly Cells[]): Promise<Parts[]> {
  const background = model.background.slice(0, 20);
  const predict = (rows: readonly (readonly unknown[])[]) =>
    scoresOf(model.fitted, tableOfCells(model.features, rows as readonly Cells[]));
  const found: Parts[] = [];
  for (const row of cells)
    found.push(await permutationShap(predict, row, background, { permutations: 2, seed: 1 }));
  return found;
}
