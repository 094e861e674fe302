import {
  adamW,
  arrays,
  augmented,
  type Batch,
  type Dataset,
  earlyStopping,
  float32,
  int32,
  type Model,
  modelToBytes,
  ndArray,
  oneCycle,
} from "@lepton/nn";
import type { Split } from "../evaluate/splits.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { augmentFor, type ImageSettings } from "./options.ts";
import { floatsOf, type Pictures } from "./pictures.ts";

export interface Training {
  settings: ImageSettings;
  learningRate: number;
  epochs: number;
  /** What the loss of each class counts. */
  classWeights: readonly number[];
  /** Place among the networks trained. */
  bag: number;
  of: number;
}

/** Trains one network on the training side, keeps the weights of the least held-out loss, gives it as bytes. */
export async function trainNetwork(
  net: Model,
  pictures: Pictures,
  { training, heldOut }: Split,
  { settings, learningRate, epochs, classWeights, bag, of }: Training,
  { seed, signal, onProgress }: FitOptions,
): Promise<Uint8Array> {
  const { batchSize, worker, threads } = settings;
  const totalSteps = epochs * Math.ceil(training.length / batchSize);
  net.compile({
    optimizer: adamW(oneCycle({ maxLearningRate: learningRate, totalSteps }), { weightDecay: 1e-3 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
    worker,
    ...(threads !== undefined && { threads }),
  });
  const changes = augmentFor(settings, pictures.target.labels.length);
  const bytes = byteBatches(pictures, training, { batchSize, shuffle: true, seed: seed + bag });
  const varied = changes && augmented(bytes, { seed: seed + bag, ...changes });
  const validation = floatBatches(pictures, byteBatches(pictures, heldOut, { batchSize: 256 }));
  const patience = settings.patience ?? Math.max(4, Math.ceil(epochs / 3));
  try {
    await net.fit(varied ?? floatBatches(pictures, bytes), {
      epochs,
      verbose: 0,
      validationData: validation,
      ...(signal && { signal }),
      ...(classWeights.some((weight) => weight !== 1) && { classWeights: { ...classWeights } }),
      callbacks: [
        earlyStopping({ monitor: "val_loss", patience, restoreBestWeights: true }),
        {
          onEpochEnd: (epoch, values) =>
            onProgress?.({
              share: (bag + (epoch + 1) / epochs) / of,
              step: `network ${bag + 1} of ${of}, epoch ${epoch + 1} of at most ${epochs}`,
              values: { ...values },
            }),
        },
      ],
    });
    signal?.throwIfAborted();
    return await modelToBytes(net, { trainingState: false, classLabels: pictures.target.classes });
  } finally {
    await varied?.close();
    await net.close();
  }
}

function byteBatches(
  { height, width, channels, pixels, target }: Pictures,
  rows: Int32Array,
  options: { batchSize: number; shuffle?: boolean; seed?: number },
): Dataset {
  const n = target.labels.length;
  return arrays({
    inputs: [ndArray(pixels, [n, height, width, channels], "uint8")],
    targets: [int32(target.labels)],
    rows: Uint32Array.from(rows),
    ...options,
  });
}

/** Bytes become numbers batch by batch, so that a large set is held once. */
function floatBatches({ height, width, channels }: Pictures, bytes: Dataset): Dataset {
  return {
    ...(bytes.size !== undefined && { size: bytes.size }),
    ...(bytes.samples !== undefined && { samples: bytes.samples }),
    async *batches(epoch, signal): AsyncGenerator<Batch> {
      for await (const { inputs, targets } of bytes.batches(epoch, signal)) {
        const pixels = inputs[0]?.data as Uint8Array;
        const rows = pixels.length / (height * width * channels);
        const floats = floatsOf({ height, width, channels, pixels }, 0, rows);
        yield { inputs: [float32(floats, [rows, height, width, channels])], targets };
      }
    },
  };
}
