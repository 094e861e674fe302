import { adamW, earlyStopping, float32, int32, type NdArray, takeRows } from "@lepton/nn";
import { z } from "zod";
import { foldsOf, holdOut } from "../evaluate/splits.ts";
import type { Table } from "../table/table.ts";
import { checkFit } from "./checkFit.ts";
import type { Estimator, FitOptions, FittedFor } from "./estimator.ts";
import { fittedNetwork, type SavedNetwork, weightsText } from "./fittedNetwork.ts";
import { frameOf, frameRecipe } from "./frame.ts";
import { type Architecture, networkFor } from "./network.ts";
import { networkInput, networkRecipe } from "./networkInput.ts";
import { readOptions } from "./options.ts";
import { rowsOf, type Target } from "./target.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  /** Units of every layer. Default 64 below 10,000 rows, else 128. */
  width: count.optional(),
  /** Residual blocks. Default 2. */
  blocks: count.default(2),
  /** Share of units dropped in a block. Default 0.2. */
  dropout: z.number().min(0).lt(1).default(0.2),
  /** Numbers per category id. Default 8. */
  embedding: count.default(8),
  /** Bins of a number's piecewise-linear encoding. Default 16. */
  bins: z.int().min(2).default(16),
  /** Default 2e-3. */
  learningRate: z.number().positive().default(2e-3),
  /** Decoupled weight decay. Default 0.01. */
  weightDecay: z.number().min(0).default(0.01),
  /** Default 32 below 2,000 rows, 128 below 10,000, else 512. */
  batchSize: count.optional(),
  /** Most epochs. Default 100. */
  epochs: count.default(100),
  /** Epochs without a lower held-out loss before it ends. Default 8. */
  patience: count.default(8),
  /** Networks averaged, each with another part held out for early stopping. Default 3 below 10,000 rows, else 1. */
  bags: count.optional(),
  /**
   * Train in a thread of its own, so that the caller's goes on; false saves its start, for processes that only train.
   * Default true.
   */
  worker: z.boolean().default(true),
  roles: z.record(z.string(), z.enum(["number", "category", "text", "boolean", "date", "id"])).optional(),
});
export type TabularNetworkOptions = z.input<typeof optionsSchema>;
type Settings = z.output<typeof optionsSchema>;

/**
 * A residual network for tables: embeddings for categories, piecewise-linear encodings for numbers, AdamW, early
 * stopping on rows held out. Trains in a thread of its own.
 * Errors: those of `Estimator.fit`; LEARN_OPTION.
 */
export function tabularNetwork(options: TabularNetworkOptions = {}): Estimator {
  const read = readOptions(optionsSchema, options, "tabularNetwork");
  return {
    name: "neural network",
    async fit<T extends Target>(x: Table, y: T, fitOptions: FitOptions) {
      const weights = checkFit(x, y, fitOptions.weights);
      const { recipe, warnings } = frameRecipe(x, { roles: read.roles });
      const frame = frameOf(x, recipe);
      const encoding = networkRecipe(frame, read.bins);
      const { truth, scale } = truthOf(y);
      const isMany = x.rows >= 10_000;
      const architecture: Architecture = { ...read, width: read.width ?? (isMany ? 128 : 64) };
      const data = { inputs: networkInput(frame, encoding), truth, weights };
      const splits = splitsOf(y, read.bags ?? (isMany ? 1 : 3), fitOptions.seed);
      const members: string[] = [];
      for (const [bag, split] of splits.entries()) {
        const net = networkFor(y, encoding, architecture, { seed: fitOptions.seed * 1009 + bag });
        members.push(await train(net, data, split, read, fitOptions, { bag, of: splits.length }));
      }
      return fittedNetwork({
        kind: "tabularNetwork",
        recipe,
        encoding,
        architecture,
        warnings,
        classes: y.task === "classification" ? [...y.classes] : null,
        scale,
        members,
      }) as FittedFor<T>;
    },
  };
}

/** Values are standardised for training; `scale` takes predictions back. */
function truthOf(y: Target): { truth: NdArray; scale: SavedNetwork["scale"] } {
  if (y.task === "classification") {
    const truth =
      y.classes.length > 2 ? int32(y.labels) : float32(Float32Array.from(y.labels), [y.labels.length, 1]);
    return { truth, scale: { mean: 0, deviation: 1 } };
  }
  const n = y.values.length;
  const mean = y.values.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(y.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const truth = float32(
    Float32Array.from(y.values, (value) => (value - mean) / deviation),
    [n, 1],
  );
  return { truth, scale: { mean, deviation } };
}

/** Below this many rows nothing is held out: training ends after its epochs. */
const fewRows = 20;
function splitsOf(y: Target, bags: number, seed: number) {
  if (rowsOf(y) < fewRows)
    return [{ training: Int32Array.from({ length: rowsOf(y) }, (_, i) => i), heldOut: new Int32Array(0) }];
  return bags === 1 ? [holdOut(y, 0.15, { seed })] : foldsOf(y, Math.max(bags, 5), { seed }).slice(0, bags);
}

async function train(
  net: ReturnType<typeof networkFor>,
  { inputs, truth, weights }: { inputs: NdArray[]; truth: NdArray; weights: Float64Array | null },
  { training, heldOut }: { training: Int32Array; heldOut: Int32Array },
  { learningRate, weightDecay, batchSize, epochs, patience, worker }: Settings,
  { signal, onProgress }: FitOptions,
  { bag, of }: { bag: number; of: number },
): Promise<string> {
  const isBinary = net.outputs[0]?.shape.at(-1) === 1;
  const lastLayer = net.layers.at(-1)?.config as { activation?: string } | undefined;
  net.compile({
    worker,
    optimizer: adamW(learningRate, { weightDecay }),
    loss:
      lastLayer?.activation === "linear"
        ? "meanSquaredError"
        : isBinary
          ? "binaryCrossentropy"
          : "sparseCategoricalCrossentropy",
  });
  const take = (rows: Int32Array) => inputs.map((array) => takeRows(array, rows));
  const hasHeldOut = heldOut.length > 0;
  const monitor = hasHeldOut ? "val_loss" : "loss";
  const takeWeights = (rows: Int32Array) =>
    weights && Float32Array.from(rows, (row) => weights[row] as number);
  const sampleWeights = takeWeights(training);
  const heldOutWeights = takeWeights(heldOut);
  try {
    await net.fit(take(training), takeRows(truth, training), {
      epochs: hasHeldOut ? epochs : Math.min(epochs, 30),
      batchSize: batchSize ?? (training.length < 2000 ? 32 : training.length < 10_000 ? 128 : 512),
      verbose: 0,
      ...(signal && { signal }),
      ...(sampleWeights && { sampleWeights }),
      ...(hasHeldOut && {
        validationData: heldOutWeights
          ? ([take(heldOut), takeRows(truth, heldOut), heldOutWeights] as const)
          : ([take(heldOut), takeRows(truth, heldOut)] as const),
      }),
      callbacks: [
        ...(hasHeldOut ? [earlyStopping({ monitor, patience, restoreBestWeights: true })] : []),
        {
          onEpochEnd: (epoch, values) => {
            onProgress?.({
              share: (bag + (epoch + 1) / epochs) / of,
              step: `network ${bag + 1} of ${of}, epoch ${epoch + 1} of at most ${epochs}`,
              values: { ...values },
              at: { run: bag, round: epoch + 1 },
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
