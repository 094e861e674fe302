import type { Feature } from "@lepton/growth";
import { tableModelOnnx } from "@lepton/learn";
import type { FeatureRow, Model, OnnxUsage } from "../contract/model.ts";
import { cellsFromNames, tableOfCells } from "./cells.ts";
import type { LoadedModel } from "./modelFile.ts";
import { scoresOf } from "./train/board.ts";

/** The file's inputs: features that the model reads, numbers apart from texts, in the order of its features. */
function columnsOf({ features, fitted }: LoadedModel): { numbers: string[]; categories: string[] } {
  const used = new Set(fitted.columns);
  const named = (isNumber: (feature: Feature) => boolean) =>
    features.filter((feature) => used.has(feature.name) && isNumber(feature)).map(({ name }) => name);
  return {
    numbers: named(({ type }) => type === "number"),
    categories: named(({ type }) => type !== "number"),
  };
}

/** The model as an ONNX file. Errors: LEARN_ONNX_KIND, LEARN_ONNX_COLUMN. */
export async function onnxFileOf(model: Model, loaded: LoadedModel): Promise<Uint8Array> {
  const { name, version, id, task, target, horizonDays } = model;
  return tableModelOnnx(loaded.fitted.toJSON(), {
    ...columnsOf(loaded),
    name,
    metadata: {
      model: name,
      version: String(version),
      id,
      task,
      score: task === "classification" ? "probability that it happens" : "value",
      target,
      horizonDays: String(horizonDays),
      leptonVersion: model.leptonVersion,
      dataHash: model.data.hash,
    },
  });
}

export const onnxName = ({ name, version }: Pick<Model, "name" | "version">): string =>
  `${name}-v${version}.onnx`;

/** How to run the file: a typical person's row, the score that the server gives it, and programs that give the same. */
export async function onnxUsageOf(model: Model, loaded: LoadedModel): Promise<OnnxUsage> {
  const columns = columnsOf(loaded);
  const used = new Set([...columns.numbers, ...columns.categories]);
  const row: FeatureRow = {};
  for (const { name, median, categories } of model.inputs) {
    const value = median ?? categories?.[0];
    if (used.has(name) && value !== undefined) row[name] = value;
  }
  const table = tableOfCells(loaded.features, cellsFromNames(loaded.features, [row], false));
  const score = (await scoresOf(loaded.fitted, table))[0] as number;
  const file = onnxName(model);
  return {
    file,
    ...columns,
    row,
    score,
    node: nodeProgram(file, columns, row, score),
    python: pythonProgram(file, columns, row, score),
  };
}

type Columns = Pick<OnnxUsage, "numbers" | "categories">;
const list = (names: readonly string[]): string => JSON.stringify(names, null, 2);

function nodeProgram(file: string, { numbers, categories }: Columns, row: FeatureRow, score: number): string {
  const inputs = [
    ...(numbers.length > 0
      ? [
          '  numbers: new Tensor("float64", Float64Array.from(numbers, (name) => row[name] ?? NaN), [1, numbers.length]),',
        ]
      : []),
    ...(categories.length > 0
      ? [
          '  categories: new Tensor("string", categories.map((name) => row[name] ?? ""), [1, categories.length]),',
        ]
      : []),
  ];
  return `// npm install onnxruntime-node
import { InferenceSession, Tensor } from "onnxruntime-node";

// What is not known is left out.
const row = ${JSON.stringify(row, null, 2)};
${numbers.length > 0 ? `const numbers = ${list(numbers)};\n` : ""}${categories.length > 0 ? `const categories = ${list(categories)};\n` : ""}
const session = await InferenceSession.create(${JSON.stringify(file)});
const { score } = await session.run({
${inputs.join("\n")}
});
console.log(score.data[0]); // ${score}
`;
}

function pythonProgram(
  file: string,
  { numbers, categories }: Columns,
  row: FeatureRow,
  score: number,
): string {
  const inputs = [
    ...(numbers.length > 0
      ? ['    "numbers": numpy.array([[row.get(name, numpy.nan) for name in numbers]], dtype=numpy.float64),']
      : []),
    ...(categories.length > 0
      ? ['    "categories": numpy.array([[row.get(name, "") for name in categories]], dtype=object),']
      : []),
  ];
  return `# pip install onnxruntime numpy
import numpy
import onnxruntime

# What is not known is left out.
row = ${JSON.stringify(row, null, 4)}
${numbers.length > 0 ? `numbers = ${list(numbers)}\n` : ""}${categories.length > 0 ? `categories = ${list(categories)}\n` : ""}
session = onnxruntime.InferenceSession(${JSON.stringify(file)})
(score,) = session.run(["score"], {
${inputs.join("\n")}
})
print(score[0, 0])  # ${score}
`;
}
