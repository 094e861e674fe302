import { LeptonError } from "@lepton/core";
import type { FrameRecipe } from "../tabular/frame.ts";
import { type Graph, ints, strings } from "./graph.ts";

/** Which columns a file's inputs `numbers` and `categories` hold, in order. */
export interface OnnxColumns {
  /** float64 [rows, numbers]; NaN where a value is missing. */
  numbers: readonly string[];
  /** string [rows, categories]; "" where a value is missing. */
  categories: readonly string[];
}
export const inputNames = { numbers: "numbers", categories: "categories" } as const;

type Feature = FrameRecipe[number];
type Category = Extract<Feature, { as: "category" }>;

/** Codes of a category that a frame knows: its levels, the rare ones as one, and last the missing ones. */
export const codesOf = ({ levels, hasOther }: Category): number => levels.length + (hasOther ? 1 : 0) + 1;

/** Features of a frame, read inside a graph as `frameOf` reads them from a table. */
export interface Reading {
  /** [rows, numbers of the recipe], NaN where missing; null: it has none. */
  numbers: string | null;
  /** By place in the recipe: place among its numbers. */
  numberAt: ReadonlyMap<number, number>;
  /** By place in the recipe: [rows, codesOf] of 0 and 1, exactly one of each row 1. */
  categoryAt: ReadonlyMap<number, string>;
}

/** Errors: LEARN_ONNX_COLUMN for dates and texts, which are read outside of a graph, and for columns not given. */
export function readColumns(graph: Graph, recipe: FrameRecipe, columns: OnnxColumns): Reading {
  const places: number[] = [];
  const numberAt = new Map<number, number>();
  const categoryAt = new Map<number, string>();
  for (const [j, feature] of recipe.entries()) {
    const number = columns.numbers.indexOf(feature.column);
    const category = columns.categories.indexOf(feature.column);
    if (feature.as === "number" && number >= 0) {
      numberAt.set(j, places.length);
      places.push(number);
    } else if (feature.as === "category" && category >= 0)
      categoryAt.set(j, ofText(graph, graph.columns(inputNames.categories, [category]), feature));
    else if (feature.as === "category" && number >= 0)
      categoryAt.set(j, ofNumber(graph, graph.columns(inputNames.numbers, [number]), feature));
    else throw unreadable(feature);
  }
  return {
    numbers: places.length === 0 ? null : graph.columns(inputNames.numbers, places),
    numberAt,
    categoryAt,
  };
}

/** Texts [rows, 1] → codes → 0 and 1. */
function ofText(graph: Graph, text: string, feature: Category): string {
  const missing = codesOf(feature) - 1;
  const keys = [...feature.levels, ...(feature.levels.includes("") ? [] : [""])];
  const code = graph.op(
    "LabelEncoder",
    [text],
    {
      keys_strings: strings(keys),
      values_int64s: ints(keys.map((level, at) => (level === "" ? missing : at))),
      default_int64: { type: "int", value: feature.hasOther ? feature.levels.length : missing },
    },
    mlDomain,
  );
  const all = Array.from({ length: missing + 1 }, (_, at) => at);
  return graph.double(graph.op("Equal", [code, graph.integers(all, [1, all.length])]));
}

/** Numbers [rows, 1] whose texts are the levels. */
function ofNumber(graph: Graph, value: string, feature: Category): string {
  const levels = feature.levels.map(Number);
  const known = graph.double(graph.op("Equal", [value, graph.doubles(levels, [1, levels.length])]));
  const some = graph.op("MatMul", [
    known,
    graph.doubles(
      levels.map(() => 1),
      [levels.length, 1],
    ),
  ]);
  const none = graph.op("Sub", [graph.doubles([1], [1, 1]), some]);
  if (!feature.hasOther) return graph.beside([known, none]);
  const missing = graph.double(graph.op("IsNaN", [value]));
  return graph.beside([known, graph.op("Sub", [none, missing]), missing]);
}

/** Operators for trees and labels. */
export const mlDomain = "ai.onnx.ml";

function unreadable({ as, column }: Feature): LeptonError {
  return new LeptonError("LEARN_ONNX_COLUMN", {
    problem: `"${column}" is read as a ${as}, which a graph of ONNX cannot do by itself.`,
    received: as,
    next: "Turn it into numbers or categories before the model, and train again.",
    field: column,
    status: 422,
  });
}
