import { join } from "node:path";
import type { Callback } from "../models/callback.ts";
import type { Model } from "../models/model.ts";
import { EventFile, type Histogram } from "./tensorBoardFile.ts";

export interface TensorBoardOptions {
  /** Distributions of all weights every so many epochs; 0, never, unless told. */
  histogramEvery?: number;
}

/**
 * Event files as Keras writes them: curves `epoch_loss`, `epoch_accuracy`, … under `folder/train` and
 * `folder/validation`, the learning rate, and weights if asked. See them with `tensorboard --logdir FOLDER`.
 * Errors: NN_TENSORBOARD_UNWRITABLE.
 */
export function tensorBoard(folder: string, { histogramEvery = 0 }: TensorBoardOptions = {}): Callback {
  let train: EventFile | undefined;
  let validation: EventFile | undefined;
  return {
    onTrainBegin: async () => {
      await Promise.all([train?.close(), validation?.close()]);
      train = await EventFile.create(join(folder, "train"));
      validation = undefined;
    },
    onEpochEnd: async (epoch, logs, model) => {
      for (const [name, value] of Object.entries(logs)) {
        const isValidation = name.startsWith("val_");
        if (isValidation) validation ??= await EventFile.create(join(folder, "validation"));
        const file = isValidation ? validation : train;
        file?.scalar(`epoch_${isValidation ? name.slice(4) : name}`, epoch, value);
      }
      if (logs.learningRate === undefined) train?.scalar("epoch_learningRate", epoch, model.learningRate);
      if (train && histogramEvery > 0 && epoch % histogramEvery === 0)
        await distributions(train, epoch, model);
      await Promise.all([train?.flush(), validation?.flush()]);
    },
    onTrainEnd: async () => {
      await Promise.all([train?.close(), validation?.close()]);
    },
  };
}

async function distributions(file: EventFile, epoch: number, model: Model): Promise<void> {
  const values = await model.getWeights();
  model.weights.forEach(({ name }, i) => {
    file.histogram(name, epoch, histogram(values[i]?.data as Float32Array));
  });
}

/** Counts in `buckets` equal steps from the least to the largest value. */
export function histogram(values: Float32Array, buckets = 30): Histogram {
  let [min, max, sum, sumOfSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumOfSquares += value * value;
  }
  const step = (max - min) / buckets || 1;
  const counts = Array<number>(buckets).fill(0);
  for (const value of values) {
    const bucket = Math.min(buckets - 1, Math.floor((value - min) / step));
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  const limits = counts.map((_, i) => min + (i + 1) * step);
  return { limits, counts, min, max, sum, sumOfSquares };
}
