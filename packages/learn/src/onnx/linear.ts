import type { SavedLinear } from "../tabular/linear.ts";
import type { Graph } from "./graph.ts";
import { codesOf, type OnnxColumns, readColumns } from "./reading.ts";
import { standardiseIn } from "./standardise.ts";

/** Raw scores [rows, outputs]: intercept + Σ β·feature, with the features made in the graph. */
export function linearIn(
  graph: Graph,
  { recipe, design, intercepts, betas }: SavedLinear,
  columns: OnnxColumns,
): string {
  const reading = readColumns(graph, recipe, columns);
  const outputs = betas.length;
  const offsets: number[] = [];
  let width = 0;
  for (const part of design) {
    offsets.push(width);
    width += (part.as === "number" ? 1 : part.levels) + (part.hasMissing ? 1 : 0);
  }
  /** Rows of β by their place in the design; −1: a column that the design does not have. */
  const weights = (places: readonly number[]) =>
    graph.doubles(
      places.flatMap((place) => betas.map((beta) => (place < 0 ? 0 : (beta[place] as number)))),
      [places.length, outputs],
    );
  const terms: string[] = [];
  const numbers = [...reading.numberAt.keys()];
  if (reading.numbers !== null) {
    const parts = numbers.flatMap((j) => (design[j]?.as === "number" ? [design[j]] : []));
    const { z, missing } = standardiseIn(graph, reading.numbers, parts);
    const at = numbers.map((j) => offsets[j] as number);
    terms.push(graph.op("MatMul", [z, weights(at)]));
    terms.push(
      graph.op("MatMul", [missing, weights(at.map((place, i) => (parts[i]?.hasMissing ? place + 1 : -1)))]),
    );
  }
  for (const [j, oneHot] of reading.categoryAt) {
    const part = design[j];
    const feature = recipe[j];
    if (part === undefined || feature?.as !== "category") continue;
    const codes = codesOf(feature);
    const places = Array.from({ length: codes }, (_, code) =>
      code < codes - 1 || part.hasMissing ? (offsets[j] as number) + code : -1,
    );
    terms.push(graph.op("MatMul", [oneHot, weights(places)]));
  }
  return terms.reduce((sum, term) => graph.op("Add", [sum, term]), graph.doubles(intercepts, [1, outputs]));
}
