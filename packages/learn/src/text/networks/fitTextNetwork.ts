import { adamW, earlyStopping, int32, type Model, type NdArray, takeRows } from "@lepton/nn";
import { z } from "zod";
import { holdOut } from "../../evaluate/splits.ts";
import { checkLabelled, noWords } from "../checkLabelled.ts";
import type { FittedTextModel, TextFitOptions } from "../estimator.ts";
import { areChinese } from "../features.ts";
import { textOf } from "../floats.ts";
import { type TextArchitecture, textNetworkOf } from "./architectures.ts";
import { fittedTextNetwork } from "./fittedTextNetwork.ts";
import { idsOf, networkTokenizer, tokensFrom } from "./tokens.ts";

const count = z.int().min(1);
/** Options that every text network has. */
export const trainingOptions = {
  /** Numbers per token. Default 64. */
  embedding: count.default(64),
  /** Share of units dropped before the last layer. Default 0.5. */
  dropout: z.number().min(0).lt(1).default(0.5),
  /** Most tokens known. Default 20,000. */
  mostTokens: count.default(20_000),
  /** Most tokens read of a text. Default 128. */
  longest: count.default(128),
  /** Default 1e-3. */
  learningRate: z.number().positive().default(1e-3),
  /** Decoupled weight decay. Default 0.01. */
  weightDecay: z.number().min(0).default(0.01),
  /** Default 32 below 5,000 texts, 64 below 20,000, else 128. */
  batchSize: count.optional(),
  /** Most epochs. Default 30. */
  epochs: count.default(30),
  /** Epochs without a lower held-out loss before it ends. Default 3. */
  patience: count.default(3),
  /** Train in a thread of its own. Default true. */
  worker: z.boolean().default(true),
};
const settingsSchema = z.object(trainingOptions);
type Settings = z.output<typeof settingsSchema>;

/** Below this many texts nothing is held out: training ends after its epochs. */
const fewTexts = 40;

/** Tokens by their language, early stopping on a tenth of the texts held out. */
export async function fitTextNetwork(
  architecture: TextArchitecture,
  settings: Settings,
  texts: readonly string[],
  labels: ArrayLike<string | number | boolean>,
  fitOptions: TextFitOptions,
): Promise<FittedTextModel> {
  const { read, y } = checkLabelled(texts, labels);
  const { seed = 1, signal } = fitOptions;
  const tokens = await tokensFrom(read, {
    tokenizer: networkTokenizer(areChinese(read)),
    leastTexts: read.length >= 1000 ? 2 : 1,
    most: settings.mostTokens,
    longest: settings.longest,
    signal,
  });
  if (tokens.tokens.length === 0) throw noWords(read.length);
  const net = textNetworkOf(architecture, {
    ids: tokens.tokens.length + 2,
    length: tokens.length,
    classes: y.classes.length,
    seed,
  });
  const isFew = read.length < fewTexts;
  const split = isFew
    ? { training: Int32Array.from(read.keys()), heldOut: new Int32Array(0) }
    : holdOut(y, 0.1, { seed });
  const x = idsOf(tokens)(read);
  const truth = int32(y.labels);
  const of = (rows: Int32Array): Data => [[takeRows(x, rows)], takeRows(truth, rows)];
  const weights = await train(
    net,
    of(split.training),
    isFew ? null : of(split.heldOut),
    settings,
    fitOptions,
  );
  return fittedTextNetwork({
    kind: "textNetwork",
    classes: [...y.classes],
    architecture,
    tokens,
    weights,
    warnings: isFew
      ? [`With ${read.length} texts none could be held out to end the training at the right time.`]
      : [],
  });
}

type Data = readonly [x: NdArray[], y: NdArray];

async function train(
  net: Model,
  [x, y]: Data,
  heldOut: Data | null,
  { learningRate, weightDecay, batchSize, epochs, patience, worker }: Settings,
  { signal, onProgress }: TextFitOptions,
): Promise<string> {
  net.compile({
    worker,
    optimizer: adamW(learningRate, { weightDecay }),
    loss: "sparseCategoricalCrossentropy",
  });
  const rows = y.shape[0] as number;
  try {
    await net.fit(x, y, {
      epochs: heldOut ? epochs : Math.min(epochs, 15),
      batchSize: batchSize ?? (rows < 5000 ? 32 : rows < 20_000 ? 64 : 128),
      verbose: 0,
      ...(signal && { signal }),
      ...(heldOut && { validationData: heldOut }),
      callbacks: [
        ...(heldOut ? [earlyStopping({ monitor: "val_loss", patience, restoreBestWeights: true })] : []),
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
    const weights = await net.getWeights();
    return textOf(Float32Array.from(weights.flatMap(({ data }) => Array.from(data as Float32Array))));
  } finally {
    await net.close();
  }
}
