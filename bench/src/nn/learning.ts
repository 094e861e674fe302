import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { random } from "@lepton/core";
import {
  activation,
  adam,
  arrays,
  augmented,
  batchNormalization,
  conv2d,
  type Dataset,
  dense,
  dropout,
  float32,
  globalAveragePooling2d,
  imageDirectory,
  input,
  int32,
  loadIdx,
  maxPooling2d,
  oneCycle,
  sequential,
  takeRows,
} from "@lepton/nn";
import type { Figure } from "../figure.ts";
import { fashion } from "./cases.ts";

type Measured = Omit<Figure, "suite" | "ok">;
const alone = { unit: "% right", peer: null, ratio: null } as const;

/** Public data sets that are too large to ship: the folder named by LEPTON_DATA. */
const folder = resolve(process.env.LEPTON_DATA ?? "../shared/data");

/** What networks learn of real pictures, on held-out ones: some minutes each. Parts: fashion, steel, cats. */
export async function* learning(only: string | undefined): AsyncIterable<Measured> {
  for (const [name, needs, run] of [
    ["fashion", "fashion-mnist", clothes],
    ["steel", "neu-steel-defects", steel],
    ["cats", "cats-vs-dogs", catsAndDogs],
  ] as const) {
    if (only !== undefined && only !== name) continue;
    if (existsSync(join(folder, needs))) yield* run();
    else
      console.error(
        `${needs} is skipped: there is no ${join(folder, needs)}. Set LEPTON_DATA to the data sets' folder.`,
      );
  }
}

/** Fashion-MNIST: 10,000 of the 60,000 pictures, drawn at random, are held out. */
async function* clothes(): AsyncIterable<Measured> {
  const [pictures, labels] = await Promise.all(
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"].map((file) =>
      loadIdx(join(folder, "fashion-mnist", file)),
    ),
  );
  if (!pictures || !labels) return;
  const order = random(7).shuffle([...Array(60_000).keys()]);
  const part = (rows: readonly number[]) => {
    const bytes = takeRows(pictures, rows).data as Uint8Array;
    return {
      x: float32(
        Float32Array.from(bytes, (byte) => byte / 255),
        [rows.length, 28, 28, 1],
      ),
      y: int32(Int32Array.from(takeRows(labels, rows).data as Uint8Array)),
    };
  };
  const [held, train] = [part(order.slice(0, 10_000)), part(order.slice(10_000))];
  const [batchSize, epochs] = [64, 10];
  const totalSteps = epochs * Math.ceil(train.y.data.length / batchSize);
  const net = fashion(1);
  const schedule = oneCycle({ maxLearningRate: 2e-3, totalSteps });
  net.compile({
    optimizer: adam(schedule),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
    threads: 2,
  });
  const data = augmented(
    arrays({ inputs: [train.x], targets: [train.y], batchSize, shuffle: true, seed: 1 }),
    {
      flip: "horizontal",
      seed: 1,
    },
  );
  await net.fit(data, { epochs, verbose: 2 });
  const { accuracy = 0 } = await net.evaluate(held.x, held.y, { batchSize: 500 });
  await net.close();
  await data.close();
  yield { name: "Fashion-MNIST, 10,000 held out, 10 epochs", ours: 100 * accuracy, ...alone, bar: ">= 92.5" };
}

/** Convolution, normalised, with pooling: halves the picture. */
const block = (filters: number) => [
  conv2d(filters, 3, { padding: "same", useBias: false }),
  batchNormalization(),
  activation("relu"),
  maxPooling2d(2),
];

/** A network of such blocks over pictures from folders, trained for so many epochs. */
async function pictures(
  { train, shape, filters, outputs, epochs, maxLearningRate }: Recipe,
  held: Dataset,
): Promise<number> {
  const isBinary = outputs === 1;
  const net = sequential(
    [
      input({ shape }),
      ...filters.flatMap(block),
      globalAveragePooling2d(),
      dropout(0.3),
      dense(outputs, { activation: isBinary ? "sigmoid" : "softmax" }),
    ],
    { seed: 4 },
  );
  net.compile({
    optimizer: adam(oneCycle({ maxLearningRate, totalSteps: epochs * (train.size ?? 1) })),
    loss: isBinary ? "binaryCrossentropy" : "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
    threads: 2,
  });
  await net.fit(train, { epochs, verbose: 2 });
  const { accuracy = 0 } = await net.evaluate(held);
  await net.close();
  return 100 * accuracy;
}
interface Recipe {
  train: Dataset;
  shape: readonly number[];
  filters: readonly number[];
  outputs: number;
  epochs: number;
  maxLearningRate: number;
}

/** NEU steel defects: six kinds, a fifth of the pictures held out. */
async function* steel(): AsyncIterable<Measured> {
  const data = await imageDirectory(join(folder, "neu-steel-defects", "train"), {
    size: [100, 100],
    channels: 1,
    validationSplit: 0.2,
    seed: 3,
    augment: { flip: "both", shift: 0.1 },
  });
  const recipe = {
    shape: [100, 100, 1],
    filters: [16, 32, 64, 128],
    outputs: 6,
    epochs: 40,
    maxLearningRate: 5e-3,
  };
  const ours = await pictures({ train: data.train, ...recipe }, data.validation ?? data.train);
  await data.close();
  yield { name: "NEU steel defects, a fifth held out", ours, ...alone, bar: ">= 95" };
}

/** Cats and dogs from scratch: 1,500 pictures, judged on 300 others. */
async function* catsAndDogs(): AsyncIterable<Measured> {
  const options = { size: [96, 96], labels: "binary", seed: 5 } as const;
  const train = await imageDirectory(join(folder, "cats-vs-dogs", "train"), {
    ...options,
    augment: { flip: "horizontal", rotate: 12, zoom: 0.2, shift: 0.1, brightness: 0.1, contrast: 0.2 },
  });
  const held = await imageDirectory(join(folder, "cats-vs-dogs", "val"), { ...options, shuffle: false });
  const recipe = {
    shape: [96, 96, 3],
    filters: [32, 64, 128, 128],
    outputs: 1,
    epochs: 50,
    maxLearningRate: 3e-3,
  };
  const ours = await pictures({ train: train.train, ...recipe }, held.train);
  await train.close();
  yield { name: "cats and dogs from scratch, 300 held out", ours, ...alone, bar: ">= 78" };
}
