import { random } from "@lepton/core";
import { adamW, earlyStopping, int32, losses, type Model } from "@lepton/nn";
import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import type { Interactions } from "./interactions.ts";
import { mostUsed, placesOf } from "./mostUsed.ts";
import { weightsFromText, weightsText } from "./networkWeights.ts";
import { packed, packedSchema, unpackedInts } from "./packed.ts";
import type { Method, Scorer, ScorerFit } from "./scorer.ts";
import { type SequenceArchitecture, sequenceNetwork } from "./sequenceNetwork.ts";
import { lastSteps, nothing, type Windows, windowsOf } from "./sequences.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  /** Events looked back on. Default 50. */
  length: z.int().min(2).default(50),
  /** Numbers per item. Default 64. */
  width: count.default(64),
  /** Heads of the attention, a divisor of the width. Default 2. */
  heads: count.default(2),
  /** Default 2. */
  blocks: count.default(2),
  /** Default 0.2. */
  dropout: z.number().min(0).lt(1).default(0.2),
  /** Default 2e-3. */
  learningRate: z.number().positive().default(2e-3),
  /** Most epochs. Default 60. */
  epochs: count.default(60),
  /** Epochs without a lower held-out loss before it ends. Default 4. */
  patience: count.default(4),
  /** Windows per step. Default 32. */
  batchSize: count.default(32),
  /** Items that it can name, the most used ones. Default 5000. */
  items: count.default(5000),
  /** Train in a thread of its own, so that the caller's goes on. Default true. */
  worker: z.boolean().default(true),
});
export type SequentialOptions = z.input<typeof optionsSchema>;
type Settings = z.output<typeof optionsSchema>;

export const savedSequentialSchema = z.object({
  kind: z.literal("sequential"),
  items: count,
  taken: packedSchema,
  architecture: z.object({
    items: count,
    length: count,
    width: count,
    heads: count,
    blocks: count,
    dropout: z.number().min(0).lt(1),
  }),
  weights: z.string(),
});
type SavedSequential = z.infer<typeof savedSequentialSchema>;

/**
 * The next item from the order of the last ones: a network of attention (SASRec) trained to name every next item of
 * every history; scores are ln p of the next item. A tenth of the people is held out for early stopping where there are
 * 50 or more. Needs histories of two events. Errors: LEARN_OPTION; the signal's reason.
 */
export function sequentialMethod(options: SequentialOptions = {}): Method {
  const read = readOptions(optionsSchema, options, "sequential");
  return {
    name: "sequential network",
    fit: async (data, fit) => {
      const taken = mostUsed(data, read.items);
      const architecture: SequenceArchitecture = { ...read, items: taken.length };
      const weights = await trained(data, taken, architecture, read, fit);
      return sequentialScorer({
        kind: "sequential",
        items: data.items.length,
        taken: packed(taken),
        architecture,
        weights,
      });
    },
  };
}

/** Fewer people than this are all learnt from. */
const fewPeople = 50;

async function trained(
  data: Interactions,
  taken: Int32Array,
  architecture: SequenceArchitecture,
  { epochs, patience, batchSize, learningRate, worker }: Settings,
  { seed, signal, onProgress }: ScorerFit,
): Promise<string> {
  const { training: net } = sequenceNetwork(architecture, seed);
  const order = random(seed).shuffle([...data.persons.keys()]);
  const heldOut = data.persons.length < fewPeople ? 0 : Math.round(data.persons.length / 10);
  const cut = { length: architecture.length, placeOf: placesOf(taken) };
  const windows = windowsOf(data, new Set(order.slice(heldOut)), cut);
  const held = windowsOf(data, new Set(order.slice(0, heldOut)), cut);
  net.compile({
    worker,
    optimizer: adamW(learningRate, { weightDecay: 0.01 }),
    loss: losses.sparseCategoricalCrossentropy({ ignoreClass: nothing }),
  });
  const isJudged = held.rows > 0;
  try {
    if (windows.rows > 0)
      await net.fit(...arraysOf(windows, architecture.length), {
        epochs: isJudged ? epochs : Math.min(epochs, 20),
        batchSize,
        verbose: 0,
        ...(signal && { signal }),
        ...(isJudged && { validationData: arraysOf(held, architecture.length) }),
        callbacks: [
          ...(isJudged ? [earlyStopping({ monitor: "val_loss", patience, restoreBestWeights: true })] : []),
          {
            onEpochEnd: (epoch, values) => {
              onProgress?.({
                share: (epoch + 1) / epochs,
                step: `epoch ${epoch + 1} of at most ${epochs}`,
                values: { ...values },
              });
            },
          },
        ],
      });
    signal?.throwIfAborted();
    return weightsText(await net.getWeights());
  } finally {
    await net.close();
  }
}

const arraysOf = ({ rows, inputs, nexts }: Windows, length: number) =>
  [int32(inputs, [rows, length]), int32(nexts, [rows, length])] as const;

export function sequentialScorer(saved: SavedSequential): Scorer {
  const { items, architecture } = saved;
  const taken = unpackedInts(saved.taken, architecture.items);
  const placeOf = placesOf(taken);
  let loaded: Promise<Model> | undefined;
  const load = async () => {
    const { serving } = sequenceNetwork(architecture, 0);
    serving.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", worker: false });
    await serving.setWeights(weightsFromText(saved.weights, serving.weights));
    return serving;
  };
  return {
    kind: "sequential",
    score: async (queries) => {
      const { inputs, known } = lastSteps(queries, { length: architecture.length, placeOf });
      const out = new Array<Float64Array | null>(queries.length).fill(null);
      if (known.length === 0) return out;
      loaded ??= load();
      const net = await loaded;
      const x = int32(inputs, [known.length, architecture.length]);
      const p = (await net.predict(x, { batchSize: known.length })).data as Float32Array;
      known.forEach((q, row) => {
        const scores = new Float64Array(items).fill(Number.NaN);
        taken.forEach((item, place) => {
          // Far below any softmax in float32, so that ln of an underflow stays a number.
          scores[item] = Math.log((p[row * architecture.items + place] as number) + 1e-30);
        });
        out[q] = scores;
      });
      return out;
    },
    toJSON: () => saved,
    close: async () => {
      const net = await loaded;
      loaded = undefined;
      await net?.close();
    },
  };
}
