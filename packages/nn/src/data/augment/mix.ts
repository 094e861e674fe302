import { LeptonError, random } from "@lepton/core";
import { float32, type NdArray } from "../../array/ndArray.ts";
import { type Batch, rowNumbers, shuffled } from "../dataset.ts";
import { mixSeed } from "../seed.ts";
import { rectangle } from "./colour.ts";
import { drawBeta } from "./draw.ts";
import type { Augment } from "./options.ts";
import type { ImageSize } from "./warp.ts";

/** Labels that can be shares: float32, i.e. one-hot rows or 0/1. Errors: NN_LABELS_NOT_MIXABLE. */
export function checkMixable(
  { mixup, cutmix }: Pick<Augment, "mixup" | "cutmix">,
  targets: readonly NdArray[],
): void {
  const odd = targets.find(({ dtype }) => dtype !== "float32");
  if (mixup === undefined && cutmix === undefined) return;
  if (odd || targets.length === 0)
    throw new LeptonError("NN_LABELS_NOT_MIXABLE", {
      problem:
        "mixup and cutmix mix labels too, so these must be shares: one-hot rows, or 0 and 1 as float32.",
      received: odd ? `labels of type ${odd.dtype}, shape [${odd.shape.join(", ")}]` : "no labels",
      next: 'Use { labels: "onehot" } or oneHot(labels) with the loss categoricalCrossentropy, or leave mixing out.',
    });
}

/**
 * Mixes each image of the batch with another one of it, in place, and returns the labels and weights mixed alike. With
 * both mixup and cutmix each batch gets one of them, with probability ½.
 */
export function mix(
  images: Float32Array,
  size: ImageSize,
  { targets, weights }: Pick<Batch, "targets" | "weights">,
  options: Augment,
  seed: number,
): Pick<Batch, "targets" | "weights"> {
  const pixels = size.height * size.width * size.channels;
  const samples = images.length / pixels;
  const drawn = random(seed);
  const partner = shuffled(rowNumbers(samples), mixSeed(seed, 1));
  const isMixup = options.cutmix === undefined || (options.mixup !== undefined && drawn.next() < 0.5);
  const alpha = (isMixup ? options.mixup : options.cutmix) as number;
  const others = images.slice();
  const shares = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    const lambda = drawBeta(alpha, drawn);
    const [y, x] = [drawn.next(), drawn.next()];
    const from = (partner[i] as number) * pixels;
    if (isMixup) {
      shares[i] = lambda;
      for (let at = i * pixels, p = from; at < (i + 1) * pixels; at++, p++)
        images[at] = lambda * (images[at] as number) + (1 - lambda) * (others[p] as number);
    } else {
      const { top, bottom, left, right } = rectangle(Math.sqrt(1 - lambda), y, x, size);
      shares[i] = 1 - ((bottom - top) * (right - left)) / (size.height * size.width);
      for (let line = top; line < bottom; line++) {
        const [start, end] = [left, right].map((column) => (line * size.width + column) * size.channels) as [
          number,
          number,
        ];
        images.set(others.subarray(from + start, from + end), i * pixels + start);
      }
    }
  }
  const mixed = (values: Float32Array) => {
    const width = values.length / samples;
    return values.map((value, at) => {
      const [i, column] = [Math.floor(at / width), at % width];
      const share = shares[i] as number;
      return share * value + (1 - share) * (values[(partner[i] as number) * width + column] as number);
    });
  };
  return {
    targets: targets.map(({ data, shape }) => float32(mixed(data as Float32Array), shape)),
    ...(weights && { weights: mixed(weights) }),
  };
}
