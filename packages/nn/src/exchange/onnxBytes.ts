import { LeptonError } from "@lepton/core";
import type { Tensor } from "../graph/tensor.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import type { Model } from "../models/model.ts";
import { replay } from "../models/network.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ModelProto } from "../onnx/model.ts";
import { validateModel } from "../onnx/validate.ts";
import { readBack } from "../training/residence.ts";
import { renameValues } from "./renameValues.ts";

export interface ExportOptions {
  /** Names of the file's inputs, in the model's order; those of the input layers unless told. */
  inputNames?: readonly string[];
  /** Names of its outputs; those of the layers that give them unless told. */
  outputNames?: readonly string[];
  /** Names of the classes, in the order of the (first) output's last axis; two for one probability. */
  classLabels?: readonly string[];
  /** What is done to the data before they are fed: "pixels / 255", or anything that JSON holds. */
  preprocessing?: unknown;
  /** Further texts for the file's metadata. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * The model as a network that predicts, in ONNX's own operators (opset 20), for ONNX Runtime, Netron and every other
 * reader. Inputs are as the user of the model sees them (pictures channels last), the batch is symbolic, weights are
 * written in. The metadata say, as JSON texts: `inputs` and `outputs` (name, type, shape), `classLabels`,
 * `preprocessing`. Errors: NN_CONFIG_INVALID on lists of other lengths, NN_NAME_TAKEN, NN_ONNX_TOO_LARGE.
 */
export async function onnxBytes(model: Model, options: ExportOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  return encodeModel(await onnxModel(model, options));
}

/** The same as an object. */
export async function onnxModel(model: Model, options: ExportOptions = {}): Promise<ModelProto> {
  const { network } = model;
  const own = network.inputs.map(({ call }) => call.layer.name);
  const inputNames = named("inputNames", options.inputNames, own);
  const outputNames = named("outputNames", options.outputNames, uniqueNames(model, own));
  await readBack(model.weights);
  const { inputs, outputs } = replay(network, false);
  const about = (values: readonly Tensor[], names: readonly string[]) =>
    JSON.stringify(values.map(({ dtype, shape }, i) => ({ name: names[i], dtype, shape })));
  const { model: written } = writeGraph({
    name: model.name,
    inputs,
    outputs: Object.fromEntries(outputs.map((t, i) => [outputNames[i] as string, t])),
    variable: () => "constant",
    isPortable: true,
    metadata: {
      inputs: about(inputs, inputNames),
      outputs: about(outputs, outputNames),
      ...(options.classLabels ? { classLabels: labelled(model, options.classLabels) } : {}),
      ...(options.preprocessing === undefined
        ? {}
        : { preprocessing: JSON.stringify(options.preprocessing) }),
      ...options.metadata,
    },
  });
  const renamed = renameValues(written.graph, new Map(own.map((name, i) => [name, inputNames[i] as string])));
  const result = { ...written, graph: renamed };
  validateModel(result);
  return result;
}

/** Names of the outputs' layers, numbered where several outputs come from one or from an input. */
function uniqueNames({ outputs }: Model, taken: readonly string[]): string[] {
  const used = new Set(taken);
  return outputs.map(({ call }) => {
    let name = call.layer.name;
    for (let i = 1; used.has(name); i++) name = `${call.layer.name}_${i}`;
    used.add(name);
    return name;
  });
}

function named(
  option: string,
  given: readonly string[] | undefined,
  own: readonly string[],
): readonly string[] {
  if (given === undefined) return own;
  if (given.length === own.length && new Set(given).size === given.length) return given;
  throw new LeptonError("NN_CONFIG_INVALID", {
    problem: `The model has ${own.length} of what ${option} names, each with a name of its own.`,
    received: given.join(", "),
    next: `Give ${own.length} different names, for ${own.join(", ")}.`,
    field: option,
  });
}

function labelled({ outputs }: Model, classLabels: readonly string[]): string {
  const width = outputs[0]?.shape.at(-1);
  if (classLabels.length === width || (width === 1 && classLabels.length === 2))
    return JSON.stringify(classLabels);
  throw new LeptonError("NN_CONFIG_INVALID", {
    problem: "There must be a label for each class of the output.",
    received: `${classLabels.length} labels for an output of ${width} values`,
    next: "Give one label per value of the output's last axis; two where it is one probability.",
    field: "classLabels",
  });
}
