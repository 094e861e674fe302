import { existsSync } from "node:fs";
import { join } from "node:path";
import { random } from "@lepton/core";
import {
  imageClassifier,
  judgePictures,
  type PictureReport,
  type Pictures,
  picturesFrom,
  takePictures,
} from "@lepton/learn";
import { loadIdx, loadNpz, type NdArray } from "@lepton/nn";
import type { Figure } from "../figure.ts";
import { folder } from "./tables.ts";

type Measured = Omit<Figure, "suite" | "ok">;

/** Pictures through the estimator, beside majority and logistic regression on the same pixels. */
export async function* imageFigures({ quick }: { quick: boolean }): AsyncIterable<Measured> {
  const parts: readonly [string, () => AsyncIterable<Measured>][] = [
    ["pneumoniamnist", () => chests(quick ? [1] : [1, 2, 3, 4, 5])],
    // One run takes some ten minutes.
    ...(quick ? [] : [["fashion-mnist", clothes] as [string, () => AsyncIterable<Measured>]]),
  ];
  for (const [data, run] of parts)
    if (existsSync(join(folder, data))) yield* run();
    else
      console.error(
        `${data} is skipped: there is no ${join(folder, data)}. Set LEPTON_DATA to the data sets' folder.`,
      );
}

/** PneumoniaMNIST: the 270 pictures of the shared split judge and are used for nothing else. */
export async function* chests(seeds: readonly number[]): AsyncIterable<Measured> {
  const { train, held } = await pneumonia();
  const found = { accuracy: [] as number[], auc: [] as number[] };
  for (const seed of seeds) {
    const fitted = await imageClassifier().fit(train, { seed });
    const { accuracy, metrics } = await judgePictures(fitted, held, { seed });
    found.accuracy.push(accuracy.value ?? Number.NaN);
    found.auc.push(metrics.auc?.value ?? Number.NaN);
    await fitted.close();
  }
  const linear = await baseline(train, held);
  yield beside(
    `PneumoniaMNIST, 270 held out (${shown(found.accuracy)}), beside logistic regression on pixels`,
    "accuracy",
    [mean(found.accuracy), linear.accuracy.value],
    ">= 0.95",
  );
  yield beside(
    `PneumoniaMNIST, 270 held out (${shown(found.auc)}), beside logistic regression on pixels`,
    "AUC",
    [mean(found.auc), linear.metrics.auc?.value ?? null],
    ">= 0.98",
  );
}

/** Fashion-MNIST: 10,000 of the 60,000 pictures, drawn at random, are held out. */
export async function* clothes(): AsyncIterable<Measured> {
  const [images, labels] = await Promise.all(
    ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"].map((file) =>
      loadIdx(join(folder, "fashion-mnist", file)),
    ),
  );
  if (!images || !labels) return;
  const all = picturesFrom(images, labels.data as Uint8Array);
  const order = random(7).shuffle([...Array(60_000).keys()]);
  const [held, train] = [takePictures(all, order.slice(0, 10_000)), takePictures(all, order.slice(10_000))];
  const fitted = await imageClassifier({ epochs: 8, augment: { flip: "horizontal" } }).fit(train, {
    seed: 1,
  });
  const { accuracy } = await judgePictures(fitted, held, { seed: 1, resamples: 20 });
  await fitted.close();
  const linear = await baseline(train, held);
  yield beside(
    "Fashion-MNIST through the estimator, 10,000 held out, beside logistic regression on pixels",
    "accuracy",
    [accuracy.value ?? Number.NaN, linear.accuracy.value],
    ">= 0.92",
  );
}

async function baseline(train: Pictures, held: Pictures): Promise<PictureReport> {
  const fitted = await imageClassifier({ network: "linear", bags: 1 }).fit(train, { seed: 1 });
  const report = await judgePictures(fitted, held, { seed: 1, resamples: 20 });
  await fitted.close();
  return report;
}

export async function pneumonia(): Promise<{ train: Pictures; held: Pictures }> {
  const parts = await loadNpz(join(folder, "pneumoniamnist", "pneumoniamnist_train_val.npz"));
  const part = (name: string) =>
    picturesFrom(
      parts[`${name}_images`] as NdArray,
      Array.from((parts[`${name}_labels`] as NdArray<"uint8">).data, (label) =>
        label === 1 ? "pneumonia" : "normal",
      ),
      ["normal", "pneumonia"],
    );
  return { train: part("train"), held: part("val") };
}

const beside = (
  name: string,
  unit: string,
  [ours, peer]: [number, number | null],
  bar: string,
): Measured => ({
  name,
  unit,
  ours,
  peer,
  ratio: peer === null ? null : ours / peer,
  bar,
});
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const shown = (values: readonly number[]) => {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const spread = Math.sqrt(squares / Math.max(1, values.length - 1));
  return `${values.length} seed${values.length > 1 ? "s" : ""}, ± ${spread.toFixed(4)}`;
};
