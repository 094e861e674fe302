import { adamW, earlyStopping, type Model, type NdArray, takeRows } from "@lepton/nn";
import { z } from "zod";
import { weightsText } from "../recommend/networkWeights.ts";
import { readOptions } from "../tabular/options.ts";
import { fitBgNbd } from "./bgNbdModel.ts";
import { checkSequenceFit } from "./checkFit.ts";
import { encode, sequenceRecipe } from "./encode.ts";
import type { FittedSequenceFor, SequenceEstimator, SequenceFitOptions } from "./estimator.ts";
import { type Anchor, anchorOf, fittedSequence } from "./fittedNetwork.ts";
import { type Head, headFor, lossOf, truthOf } from "./heads.ts";
import { holdOutPersons, type Moments } from "./moments.ts";
import { networkFor, type SequenceArchitecture } from "./network.ts";
import type { SequenceTarget } from "./outcomes.ts";
import { wrongTask } from "./wrongTask.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  /** What reads the events: a GRU, an LSTM, or causal self-attention. Default gru. */
  cell: z.enum(["gru", "lstm", "attention"]).default("gru"),
  /** Events of a row at most, the last ones. Default 24. */
  events: count.default(24),
  /** Units of every layer; of attention a multiple of `heads`. Default 32. */
  width: count.default(32),
  /** Blocks of attention. Default 2. */
  blocks: count.default(2),
  /** Heads of attention. Default 4. */
  heads: count.default(4),
  /** Numbers per event name. Default 8. */
  embedding: count.default(8),
  /** Names seen less often than this in training share one id. Default 10. */
  rare: count.default(10),
  /** Names with an id of their own at most. Default 500. */
  vocabulary: count.default(500),
  /** Share of units dropped. Default 0.1. */
  dropout: z.number().min(0).lt(1).default(0.1),
  /** How values are spread: told from them unless given, whole ones as counts, others from 0 on as zero-inflated. */
  family: z.enum(["gaussian", "poisson", "zeroInflated"]).optional(),
  /** Counts only: fit BG/NBD of this event (null: any) first, and learn what it misses. */
  anchor: z.strictObject({ event: z.string().nullable() }).optional(),
  /** Default 3e-3. */
  learningRate: z.number().positive().default(3e-3),
  /** Decoupled weight decay. Default 0.01. */
  weightDecay: z.number().min(0).default(0.01),
  /** Default 32 below 2,000 rows, 128 below 20,000, else 256. */
  batchSize: count.optional(),
  /** Most epochs. Default 40. */
  epochs: count.default(40),
  /** Epochs without a lower held-out loss before it ends. Default 5. */
  patience: count.default(5),
  /** Networks averaged, each with other persons held out for early stopping. Default 1. */
  bags: count.default(1),
  /** Train in a thread of its own, so that the caller's goes on. Default true. */
  worker: z.boolean().default(true),
});
export type SequenceNetworkOptions = z.input<typeof optionsSchema>;
type Settings = z.output<typeof optionsSchema>;

/**
 * A network over each person's events before a cutoff: for classes (churn, next event), times (discrete hazards),
 * counts (Poisson) and amounts (zero-inflated lognormal). Persons are held out for early stopping; same seed, same numbers.
 * Errors: those of `SequenceEstimator.fit`; LEARN_OPTION; LEARN_TASK when an anchor is given for other than counts.
 */
export function sequenceNetwork(options: SequenceNetworkOptions = {}): SequenceEstimator {
  const read = readOptions(optionsSchema, options, "sequenceNetwork");
  const names = { gru: "GRU", lstm: "LSTM", attention: "attention" };
  return {
    name: read.anchor ? `${names[read.cell]} on BG/NBD` : names[read.cell],
    async fit<T extends SequenceTarget>(x: Moments, y: T, fitOptions: SequenceFitOptions) {
      checkSequenceFit(x, y);
      const head = headFor(y, read.family);
      if (read.anchor && head.kind !== "count") throw wrongTask("A network on BG/NBD", "counts", head.kind);
      const anchor: Anchor = read.anchor
        ? { event: read.anchor.event, model: (await fitBgNbd(x, read.anchor.event)).toJSON() }
        : null;
      const logs = anchor && anchorOf(anchor, x);
      const recipe = sequenceRecipe(
        x,
        { steps: read.events + 1, rare: read.rare, most: read.vocabulary },
        logs,
      );
      const architecture: SequenceArchitecture = { ...read };
      const data = { inputs: encode(x, recipe, logs), truth: truthOf(head, y) };
      const members: string[] = [];
      for (let bag = 0; bag < read.bags; bag++) {
        const seed = fitOptions.seed * 1009 + bag;
        const net = networkFor(recipe, head, architecture, { seed, isAnchored: anchor !== null });
        members.push(
          await train(net, data, holdOutPersons(x, heldOutShare, seed), head, read, fitOptions, bag),
        );
      }
      const saved = {
        kind: "sequenceNetwork" as const,
        recipe,
        head,
        architecture,
        anchor,
        warnings: [],
        members,
      };
      return fittedSequence(saved) as FittedSequenceFor<T>;
    },
  };
}

/** Share of the persons, with all their rows, that decides when training ends. */
const heldOutShare = 0.15;

async function train(
  net: Model,
  { inputs, truth }: { inputs: NdArray[]; truth: NdArray },
  { training, heldOut }: { training: Int32Array; heldOut: Int32Array },
  head: Head,
  { learningRate, weightDecay, batchSize, epochs, patience, bags, worker }: Settings,
  { signal, onProgress }: SequenceFitOptions,
  bag: number,
): Promise<string> {
  net.compile({
    worker,
    optimizer: adamW(learningRate, { weightDecay, globalClipNorm: 1 }),
    loss: lossOf(head),
  });
  const take = (rows: Int32Array) => inputs.map((array) => takeRows(array, rows));
  try {
    await net.fit(take(training), takeRows(truth, training), {
      epochs,
      batchSize: batchSize ?? (training.length < 2000 ? 32 : training.length < 20_000 ? 128 : 256),
      verbose: 0,
      ...(signal && { signal }),
      validationData: [take(heldOut), takeRows(truth, heldOut)] as const,
      callbacks: [
        earlyStopping({ monitor: "val_loss", patience, restoreBestWeights: true }),
        {
          onEpochEnd: (epoch, values) => {
            onProgress?.({
              share: (bag + (epoch + 1) / epochs) / bags,
              step: `network ${bag + 1} of ${bags}, epoch ${epoch + 1} of at most ${epochs}`,
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
