import type { DesignRecipe } from "../tabular/design.ts";
import { furthest } from "../tabular/design.ts";
import type { Graph } from "./graph.ts";

type NumberPart = Extract<DesignRecipe[number], { as: "number" }>;

/** Standardised numbers [rows, n], 0 where missing, and whether they are missing as 0 and 1: what `standardised` gives. */
export function standardiseIn(
  graph: Graph,
  numbers: string,
  parts: readonly NumberPart[],
): { z: string; isMissing: string; missing: string } {
  const row = (of: (part: NumberPart) => number) => graph.doubles(parts.map(of), [1, parts.length]);
  const isMissing = graph.op("IsNaN", [numbers]);
  const size = graph.op("Log", [graph.op("Add", [graph.op("Abs", [numbers]), graph.doubles([1], [1])])]);
  const long = graph.op("Mul", [graph.op("Sign", [numbers]), size]);
  const isLog = graph.op("Greater", [row(({ isLog: is }) => (is ? 1 : 0)), graph.doubles([0], [1])]);
  const shaped = graph.op("Where", [isLog, long, numbers]);
  const z = graph.op("Div", [graph.op("Sub", [shaped, row(({ mean }) => mean)]), row(({ scale }) => scale)]);
  const clipped = graph.op("Clip", [z, graph.doubles([-furthest], []), graph.doubles([furthest], [])]);
  return {
    z: graph.op("Where", [isMissing, graph.doubles([0], [1]), clipped]),
    isMissing,
    missing: graph.double(isMissing),
  };
}
