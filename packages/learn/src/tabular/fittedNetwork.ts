import { LeptonError } from "@lepton/core";
import { float32, type Model, type NdArray } from "@lepton/nn";
import { z } from "zod";
import type { Table } from "../table/table.ts";
import { likeliest } from "./classifier.ts";
import type { FittedClassifier, FittedRegressor } from "./estimator.ts";
import { columnsOf, frameOf, frameRecipeSchema } from "./frame.ts";
import { inSlices } from "./inSlices.ts";
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

export function fittedNetwork(saved: SavedNetwork): FittedRegressor | FittedClassifier {
  const { kind, recipe, encoding, warnings, classes, scale } = saved;
  let loaded: Promise<Model> | undefined;
  const width = classes !== null && classes.length > 2 ? classes.length : 1;
  const outputs = (x: Table): Promise<Float64Array> =>
    inSlices(x, width, async (part) => {
      loaded ??= loadNetwork(saved);
      const net = await loaded;
      const inputs = networkInput(frameOf(part, recipe), encoding);
      if (part.rows === 0) return new Float64Array(0);
      return (await net.predict(inputs, { batchSize: part.rows })).data as Float32Array;
    });
  const shared = {
    kind,
    warnings,
    columns: columnsOf(recipe),
    toJSON: () => saved,
    close: async () => {
      const net = await loaded;
      loaded = undefined;
      await net?.close();
    },
  };
  if (classes === null)
    return {
      ...shared,
      task: "regression",
      predict: async (x) => (await outputs(x)).map((z) => scale.mean + scale.deviation * z),
    };
  const predictProbabilities = async (x: Table) => {
    const values = await outputs(x);
    if (width > 1) return values;
    return Float64Array.from({ length: 2 * x.rows }, (_, at) => {
      const p = values[at >> 1] as number;
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

/** The average of the networks with their weights, computed in place. Errors: LEARN_SAVED_MODEL on other sizes. */
export async function loadNetwork({
  encoding,
  architecture,
  classes,
  members,
}: SavedNetwork): Promise<Model> {
  const of =
    classes === null ? ({ task: "regression" } as const) : ({ task: "classification", classes } as const);
  const net = networkFor(of, encoding, architecture, { seed: 0, members: members.length });
  net.compile({ optimizer: "adam", loss: "meanSquaredError", worker: false });
  const bytes = Buffer.concat(members.map((weights) => Buffer.from(weights, "base64")));
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
