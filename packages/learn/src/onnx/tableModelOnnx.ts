import { LeptonError } from "@lepton/core";
import { defaultOpsets, encodeModel, irVersion, validateModel } from "@lepton/nn";
import type { SavedModel } from "../tabular/estimator.ts";
import { savedNetworkSchema } from "../tabular/fittedNetwork.ts";
import { savedLinearSchema } from "../tabular/linear.ts";
import { savedTreesSchema } from "../trees/fittedTrees.ts";
import { type Graph, newGraph, partOf } from "./graph.ts";
import { linearIn } from "./linear.ts";
import { networkIn } from "./network.ts";
import { inputNames, mlDomain, type OnnxColumns } from "./reading.ts";
import { treesIn } from "./trees.ts";

export interface TableOnnxOptions extends OnnxColumns {
  /** Name inside the file. */
  name: string;
  /** Further texts for the file's metadata. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * A fitted model of tables as an .onnx file that holds all it does to a row: reading categories, missing values,
 * standardising, encoding and predicting. Inputs: `numbers` float64 [rows, n] and `categories` string [rows, m], NaN
 * and "" where missing, columns in the order given (the metadata name them). Output `score` float64 [rows, 1]: the
 * value, or P(second class); [rows, classes] of several classes.
 * Error: scores equal `predict`'s to about 1e-6, as trees add up and networks compute in single precision.
 * Errors: LEARN_ONNX_KIND for other models, LEARN_ONNX_COLUMN for dates and texts.
 */
export async function tableModelOnnx(
  saved: SavedModel,
  { numbers, categories, name, metadata = {} }: TableOnnxOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const graph = newGraph("table/");
  const last = await scoreIn(graph, saved, { numbers, categories });
  graph.nodes.push({ opType: "Identity", inputs: [last], outputs: ["score"] });
  const inputs = [
    ...(numbers.length > 0
      ? [{ name: inputNames.numbers, dataType: "float64", dims: ["rows", numbers.length] } as const]
      : []),
    ...(categories.length > 0
      ? [{ name: inputNames.categories, dataType: "string", dims: ["rows", categories.length] } as const]
      : []),
  ];
  const model = {
    irVersion,
    producerName: "Lepton",
    opsetImports: [...defaultOpsets.filter(({ domain }) => domain === ""), { domain: mlDomain, version: 3 }],
    metadataProps: {
      numbers: JSON.stringify(numbers),
      categories: JSON.stringify(categories),
      missing: "NaN in numbers, an empty text in categories",
      ...metadata,
    },
    graph: {
      ...partOf(graph),
      name,
      inputs,
      outputs: [{ name: "score", dataType: "float64", dims: ["rows", null] } as const],
    },
  };
  validateModel(model);
  return encodeModel(model);
}

async function scoreIn(graph: Graph, saved: SavedModel, columns: OnnxColumns): Promise<string> {
  switch (saved.kind) {
    case "linear": {
      const model = savedLinearSchema.parse(saved);
      return probabilityIn(graph, linearIn(graph, model, columns), model.classes);
    }
    case "boostedTrees":
    case "randomForest": {
      const model = savedTreesSchema.parse(saved);
      return probabilityIn(graph, treesIn(graph, model, columns), model.classes);
    }
    case "tabularNetwork": {
      const model = savedNetworkSchema.parse(saved);
      const output = await networkIn(graph, model, columns);
      if (model.classes !== null) return output;
      const { mean, deviation } = model.scale;
      const scaled = graph.op("Mul", [output, graph.doubles([deviation], [1])]);
      return graph.op("Add", [scaled, graph.doubles([mean], [1])]);
    }
    default:
      throw new LeptonError("LEARN_ONNX_KIND", {
        problem: "This kind of model has no ONNX form yet.",
        received: saved.kind,
        next: "Linear models, trees and networks have one.",
        status: 422,
      });
  }
}

/** Raw scores → P(second class), or a probability per class; values stay. */
function probabilityIn(graph: Graph, raw: string, classes: readonly string[] | null): string {
  if (classes === null) return raw;
  return classes.length === 2
    ? graph.op("Sigmoid", [raw])
    : graph.op("Softmax", [raw], { axis: { type: "int", value: 1 } });
}
