import { LeptonError } from "@lepton/core";
import { float32, type Model, type NdArray } from "@lepton/nn";
import { z } from "zod";
import type { Table } from "../table/table.ts";
import { likeliest } from "./classifier.ts";
import type { FittedClassifier, FittedRegressor } from "./estimator.ts";
import { columnsOf, frameOf, frameRecipeSchema } from "./frame.ts";
import { networkFor } from "./network.ts";
import { networkInput, networkRecipeSchema } from "./networkInput.ts";

const count = z.int().min(1);
export const savedNetworkSchema = z.object({
  kind: z.literal("tabularNetwork"),
  recipe: frameRecipeSchema,
  encoding: networkRecipeSchema,
  architecture: z.object({ width: count, blocks: count, dropout: z.number(), embedding: count }),
  warnings: z.array(z.string()),
  classes: z.array(z.string()).nullable(),
  scale: z.object({ mean: z.number(), deviation: z.number() }),
  /** Weights of every network averaged: float32, little-endian, one after the other, in base64. */
  members: z.array(z.string()).min(1),
});
export type SavedNetwork = z.infer<typeof savedNetworkSchema>;

export function weightsText(weights: readonly NdArray[]): string {
  const all = Float32Array.from(weights.flatMap((weight) => Array.from(weight.data as Float32Array)));
  return Buffer.from(all.buffer).toString("base64");
}

/** Rows per run: enough to keep the cores busy, few enough to stay in memory. */
const batchSize = 4096;

export function fittedNetwork(saved: SavedNetwork): FittedRegressor | FittedClassifier {
  const { kind, recipe, encoding, warnings, classes, scale } = saved;
  let loaded: Promise<Model[]> | undefined;
  const outputs = async (x: Table): Promise<{ sums: Float64Array; width: number }> => {
    loaded ??= Promise.all(saved.members.map((weights) => load(saved, weights)));
    const models = await loaded;
    const inputs = networkInput(frameOf(x, recipe), encoding);
    const width = classes !== null && classes.length > 2 ? classes.length : 1;
    const sums = new Float64Array(x.rows * width);
    if (x.rows === 0) return { sums, width };
    for (const member of models) {
      const { data } = await member.predict(inputs, { batchSize });
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + Number(data[i]) / models.length;
    }
    return { sums, width };
  };
  const shared = {
    kind,
    warnings,
    columns: columnsOf(recipe),
    toJSON: () => saved,
    close: async () => {
      const models = await loaded;
      loaded = undefined;
      await Promise.all((models ?? []).map((member) => member.close()));
    },
  };
  if (classes === null)
    return {
      ...shared,
      task: "regression",
      predict: async (x) => (await outputs(x)).sums.map((z) => scale.mean + scale.deviation * z),
    };
  const predictProbabilities = async (x: Table) => {
    const { sums, width } = await outputs(x);
    if (width > 1) return sums;
    return Float64Array.from({ length: 2 * x.rows }, (_, at) => {
      const p = sums[at >> 1] as number;
      return at % 2 === 1 ? p : 1 - p;
    });
  };
  return {
    ...shared,
    task: "classification",
    classes,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), classes.length),
  };
}

/** A network with its weights. Errors: LEARN_SAVED_MODEL when they are of another size. */
async function load({ encoding, architecture, classes }: SavedNetwork, weights: string): Promise<Model> {
  const of =
    classes === null ? ({ task: "regression" } as const) : ({ task: "classification", classes } as const);
  const net = networkFor(of, encoding, architecture, 0);
  const bytes = Buffer.from(weights, "base64");
  const sizes = net.weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  if (bytes.length !== 4 * sizes.reduce((a, b) => a + b, 0))
    throw new LeptonError("LEARN_SAVED_MODEL", {
      problem: "The network's weights do not fit its architecture.",
      received: `${bytes.length} bytes`,
      next: "Give what `toJSON` of a fitted model returned.",
    });
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let from = 0;
  await net.setWeights(
    net.weights.map(({ shape }, i) => {
      const to = from + (sizes[i] as number);
      const part = float32(all.slice(from, to), shape);
      from = to;
      return part;
    }),
  );
  return net;
}
