import {
  adam,
  dense,
  flatten,
  float32,
  input,
  type Model,
  modelFromBytes,
  modelToBytes,
  oneCycle,
  reshape,
  sequential,
} from "@lepton/nn";
import { z } from "zod";
import type { FitOptions } from "../tabular/estimator.ts";
import type { Windows } from "./windows.ts";

export const autoencoderSchema = z.object({ as: z.literal("autoencoder"), bytes: z.string() });
export type Autoencoder = z.infer<typeof autoencoderSchema>;

const epochsOf = (steps: number) => Math.min(60, Math.max(5, Math.ceil(1200 / steps)));
const batchSize = 128;

/** A dense network through a narrow middle that learns to give windows of healthy machines back. */
export async function fitAutoencoder(
  windows: Windows,
  { seed, signal, onProgress }: FitOptions,
  worker: boolean,
): Promise<Autoencoder> {
  const { length, channels, rows, values } = windows;
  const size = length * channels.length;
  const wide = Math.min(128, Math.max(16, size >> 1));
  const net = sequential(
    [
      input({ shape: [length, channels.length] }),
      flatten(),
      dense(wide, { activation: "relu" }),
      dense(Math.max(2, Math.min(12, channels.length >> 1))),
      dense(wide, { activation: "relu" }),
      dense(size),
      reshape([length, channels.length]),
    ],
    { seed },
  );
  const steps = Math.ceil(rows / batchSize);
  const epochs = epochsOf(steps);
  net.compile({
    optimizer: adam(oneCycle({ maxLearningRate: 3e-3, totalSteps: epochs * steps })),
    loss: "meanSquaredError",
    worker,
    threads: 1,
  });
  try {
    const x = float32(values, [rows, length, channels.length]);
    await net.fit(x, x, {
      epochs,
      batchSize,
      verbose: 0,
      ...(signal && { signal }),
      callbacks: [
        {
          onEpochEnd: (epoch, logs) =>
            onProgress?.({
              share: (epoch + 1) / epochs,
              step: `autoencoder, epoch ${epoch + 1} of ${epochs}`,
              values: { ...logs },
            }),
        },
      ],
    });
    signal?.throwIfAborted();
    const bytes = await modelToBytes(net, { trainingState: false });
    return { as: "autoencoder", bytes: Buffer.from(bytes).toString("base64") };
  } finally {
    await net.close();
  }
}

export const loadAutoencoder = ({ bytes }: Autoencoder): Promise<Model> =>
  modelFromBytes(Buffer.from(bytes, "base64"), { worker: false });

/** Mean squared error of each channel's window given back. [rows][channels] */
export async function reconstructionErrors(
  net: Model,
  { values, rows, length, channels }: Windows,
): Promise<number[][]> {
  const width = channels.length;
  const back = (await net.predict(float32(values, [rows, length, width]), { batchSize: 512 }))
    .data as Float32Array;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, c) => {
      let sum = 0;
      for (let t = 0; t < length; t++) {
        const at = (row * length + t) * width + c;
        sum += ((values[at] as number) - (back[at] as number)) ** 2;
      }
      return sum / length;
    }),
  );
}
