import type { Model } from "@lepton/nn";
import { z } from "zod";
import { bgNbdFromJSON } from "../purchases/bgNbd.ts";
import { weightsFromText } from "../recommend/networkWeights.ts";
import { pace } from "../tabular/pace.ts";
import { expectedCounts } from "./bgNbdModel.ts";
import { encode, sequenceRecipeSchema } from "./encode.ts";
import type { FittedSequence } from "./estimator.ts";
import { headSchema, read, widthOf } from "./heads.ts";
import { type Moments, takeMoments } from "./moments.ts";
import { architectureSchema, networkFor } from "./network.ts";

export const savedSequenceSchema = z.object({
  kind: z.literal("sequenceNetwork"),
  recipe: sequenceRecipeSchema,
  head: headSchema,
  architecture: architectureSchema,
  /** BG/NBD that the network corrects. */
  anchor: z.object({ event: z.string().nullable(), model: z.unknown() }).nullable(),
  warnings: z.array(z.string()),
  /** Weights of every network averaged: float32, little-endian, in base64. */
  members: z.array(z.string()).min(1),
});
export type SavedSequence = z.infer<typeof savedSequenceSchema>;
export type Anchor = SavedSequence["anchor"];

/** Rows at a time. */
const sliceRows = 2048;

/** ln of what BG/NBD expects, kept above one in ten thousand. [rows] */
export function anchorOf(anchor: NonNullable<Anchor>, x: Moments): Float64Array {
  const expected = expectedCounts(bgNbdFromJSON(anchor.model), x, anchor.event);
  return expected.map((count) => Math.log(Math.max(1e-4, count)));
}

export function fittedSequence(saved: SavedSequence): FittedSequence {
  const { head, recipe, warnings, kind, anchor } = saved;
  let loaded: Promise<Model[]> | undefined;
  const width = widthOf(head);
  const outputs = async (x: Moments): Promise<Float64Array> => {
    const rows = x.persons.length;
    const all = new Float64Array(rows * width);
    if (rows === 0) return all;
    loaded ??= load(saved);
    const nets = await loaded;
    const slices = pace();
    for (let from = 0; from < rows; from += sliceRows) {
      const to = Math.min(rows, from + sliceRows);
      const part = takeMoments(
        x,
        Array.from({ length: to - from }, (_, i) => from + i),
      );
      const inputs = encode(part, recipe, anchor && anchorOf(anchor, part));
      for (const net of nets) {
        const values = read(head, (await net.predict(inputs, { batchSize: to - from })).data as Float32Array);
        for (let i = 0; i < values.length; i++) {
          const at = from * width + i;
          all[at] = (all[at] as number) + (values[i] as number) / nets.length;
        }
      }
      if (slices.isDue()) await slices.rest();
    }
    return all;
  };
  const shared = {
    kind,
    warnings,
    toJSON: () => saved,
    close: async () => {
      const nets = await loaded;
      loaded = undefined;
      for (const net of nets ?? []) await net.close();
    },
  };
  if (head.kind === "classes")
    return { ...shared, task: "classification", classes: head.classes, predictProbabilities: outputs };
  if (head.kind !== "time") return { ...shared, task: "regression", predict: outputs };
  const { edges } = head;
  return {
    ...shared,
    task: "survival",
    predictSurvival: async (x, days) => {
      const chances = await outputs(x);
      return Float64Array.from({ length: x.persons.length * days.length }, (_, at) => {
        const row = Math.floor(at / days.length);
        return survivalAt(
          edges,
          chances.subarray(row * width, (row + 1) * width),
          days[at % days.length] as number,
        );
      });
    },
  };
}

/** Between edges ln S falls in a straight line: the hazard is constant there. After the last edge S stays. */
export function survivalAt(edges: readonly number[], chances: ArrayLike<number>, day: number): number {
  if (day <= 0) return 1;
  const i = edges.findIndex((edge) => day < edge);
  if (i < 0) return chances[edges.length - 1] as number;
  const [from, to] = [i === 0 ? 0 : (edges[i - 1] as number), edges[i] as number];
  const [before, after] = [i === 0 ? 1 : (chances[i - 1] as number), chances[i] as number];
  const share = (day - from) / (to - from);
  return before <= 0 ? 0 : before * Math.max(1e-300, after / before) ** share;
}

/** The networks with their weights, computed in place. Errors: LEARN_SAVED_MODEL on other sizes. */
async function load({ recipe, head, architecture, anchor, members }: SavedSequence): Promise<Model[]> {
  const nets: Model[] = [];
  for (const text of members) {
    const net = networkFor(recipe, head, architecture, { seed: 0, isAnchored: anchor !== null });
    net.compile({ optimizer: "adam", loss: "meanSquaredError", worker: false });
    await net.setWeights(weightsFromText(text, net.weights));
    nets.push(net);
  }
  return nets;
}
