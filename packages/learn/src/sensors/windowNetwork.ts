import {
  adamW,
  averagePooling1d,
  conv1d,
  dense,
  dropout,
  flatten,
  float32,
  input,
  type Layer,
  lstm,
  type Model,
  modelFromBytes,
  modelToBytes,
  type NdArray,
  oneCycle,
  sequential,
} from "@lepton/nn";
import { z } from "zod";
import { readOptions } from "../tabular/options.ts";
import { rowsOf, type Target } from "../tabular/target.ts";
import type { FittedWindows, WindowMethod } from "./method.ts";
import type { Windows } from "./windows.ts";

const count = z.int().min(1);
const optionsSchema = z.strictObject({
  /** `conv`: two convolutions over time; `lstm`: a recurrent layer. */
  architecture: z.enum(["conv", "lstm"]).default("conv"),
  /** Filters or units. Default 32. */
  width: count.default(32),
  /** Readings averaged first, since single ones are noisy. Default a sixth of the window, at most 10. */
  smoothing: count.optional(),
  /** Share of units dropped. Default 0.3. */
  dropout: z.number().min(0).lt(1).default(0.3),
  /** Highest learning rate of the one-cycle schedule. Default 3e-3. */
  learningRate: z.number().positive().default(3e-3),
  weightDecay: z.number().min(0).default(0.01),
  batchSize: count.default(256),
  /** Default: about 900 steps, 5 epochs at least, 60 at most. */
  epochs: count.optional(),
  /** Train in a thread of its own. Default true. */
  worker: z.boolean().default(true),
});
export type WindowNetworkOptions = z.input<typeof optionsSchema>;
type Settings = z.output<typeof optionsSchema>;

/**
 * A network over windows: averages of a few readings, then Conv1D or LSTM, then two dense layers. One-cycle schedule of a
 * fixed length, so that no held-out unit decides when it ends and cross-fitted errors stay honest.
 * Errors: LEARN_OPTION. Source: Li, Ding & Sun 2018, Reliability Engineering 172:1–11; Zheng et al. 2017, ICPHM.
 */
export function windowNetwork(options: WindowNetworkOptions = {}): WindowMethod {
  const settings = readOptions(optionsSchema, options, "windowNetwork");
  return {
    name: settings.architecture === "conv" ? "convolutional network" : "LSTM network",
    isBaseline: false,
    async fit(windows, y, { seed, weights, signal, onProgress }) {
      const { truth, scale, loss, activation } = headOf(y);
      const net = build(windows, settings, { activation, seed });
      const steps = Math.ceil(rowsOf(y) / settings.batchSize);
      const epochs = settings.epochs ?? Math.min(60, Math.max(5, Math.ceil(900 / steps)));
      const schedule = oneCycle({ maxLearningRate: settings.learningRate, totalSteps: epochs * steps });
      const optimizer = adamW(schedule, { weightDecay: settings.weightDecay });
      // Steps this small are no faster on several threads, and much slower where cores are shared.
      net.compile({ optimizer, loss, worker: settings.worker, threads: 1 });
      try {
        await net.fit(asArray(windows), truth, {
          epochs,
          batchSize: settings.batchSize,
          verbose: 0,
          ...(signal && { signal }),
          ...(weights && { sampleWeights: Float32Array.from(weights) }),
          callbacks: [
            {
              onEpochEnd: (epoch, values) =>
                onProgress?.({
                  share: (epoch + 1) / epochs,
                  step: `epoch ${epoch + 1} of ${epochs}`,
                  values: { ...values },
                }),
            },
          ],
        });
        signal?.throwIfAborted();
        const bytes = await modelToBytes(net, { trainingState: false });
        return fittedWindowNetwork({ bytes: Buffer.from(bytes).toString("base64"), scale, activation });
      } finally {
        await net.close();
      }
    },
  };
}

/** Values are standardised for training; `scale` takes predictions back. */
function headOf(y: Target) {
  if (y.task === "classification")
    return {
      truth: float32(Float32Array.from(y.labels), [y.labels.length, 1]),
      scale: { mean: 0, deviation: 1 },
      loss: "binaryCrossentropy",
      activation: "sigmoid",
    } as const;
  const n = y.values.length;
  const mean = y.values.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(y.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return {
    truth: float32(
      Float32Array.from(y.values, (value) => (value - mean) / deviation),
      [n, 1],
    ),
    scale: { mean, deviation },
    loss: "meanSquaredError",
    activation: "linear",
  } as const;
}

function build(
  { length, channels }: Windows,
  { architecture, width, smoothing, dropout: rate }: Settings,
  { activation, seed }: { activation: "linear" | "sigmoid"; seed: number },
): Model {
  const pool = Math.min(length, smoothing ?? Math.max(1, Math.min(10, Math.round(length / 6))));
  const body: Layer[] =
    architecture === "conv"
      ? [
          conv1d(width, 3, { padding: "same", activation: "relu" }),
          conv1d(width, 3, { padding: "same", activation: "relu" }),
          flatten(),
        ]
      : [lstm(width)];
  return sequential(
    [
      input({ shape: [length, channels.length] }),
      ...(pool > 1 ? [averagePooling1d(pool)] : []),
      ...body,
      dropout(rate),
      dense(2 * width, { activation: "relu" }),
      dropout(rate / 2),
      dense(1, { activation }),
    ],
    { seed },
  );
}

const asArray = ({ values, rows, length, channels }: Windows): NdArray =>
  float32(values, [rows, length, channels.length]);

export const savedWindowNetworkSchema = z.object({
  as: z.literal("network"),
  /** `modelToBytes` in base64. */
  bytes: z.string(),
  scale: z.object({ mean: z.number(), deviation: z.number() }),
  activation: z.enum(["linear", "sigmoid"]),
});
type SavedWindowNetwork = z.infer<typeof savedWindowNetworkSchema>;

export function fittedWindowNetwork(saved: Omit<SavedWindowNetwork, "as">): FittedWindows {
  const { bytes, scale, activation } = saved;
  let loaded: Promise<Model> | undefined;
  return {
    async predict(windows) {
      if (windows.rows === 0) return new Float64Array(0);
      loaded ??= modelFromBytes(Buffer.from(bytes, "base64"), { worker: false });
      const out = (await (await loaded).predict(asArray(windows), { batchSize: 512 })).data as Float32Array;
      if (activation === "linear")
        return Float64Array.from(out, (value) => scale.mean + scale.deviation * value);
      return Float64Array.from({ length: 2 * out.length }, (_, at) => {
        const p = out[at >> 1] as number;
        return at % 2 === 1 ? p : 1 - p;
      });
    },
    toJSON: async () => ({ as: "network", bytes, scale, activation }),
    close: async () => {
      const net = await loaded;
      loaded = undefined;
      await net?.close();
    },
  };
}
