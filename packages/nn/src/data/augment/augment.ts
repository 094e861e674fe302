import type { Batch } from "../dataset.ts";
import { readOptions } from "../options.ts";
import { type AugmentOptions, augmentOptions } from "./options.ts";
import { type BatchPlace, vary } from "./vary.ts";

/**
 * Random changes to images for training. The function made takes a batch whose input 0 is [n, height, width, channels],
 * uint8 or float32, and gives a new batch with float32 images; further inputs pass, labels change only with mixup and
 * cutmix. What happens to a sample depends on (seed, epoch, its number in the epoch) alone, so the result is the same
 * however many threads share the work. One inverse affine warp with bilinear sampling does all the geometry.
 * Errors: NN_OPTION_INVALID, NN_SHAPE_MISMATCH, NN_LABELS_NOT_MIXABLE.
 *
 * @example
 * const change = augment({ flip: "horizontal", rotate: 15, zoom: 0.1, seed: 7 });
 * const varied = change({ inputs: [images], targets: [labels] }, { epoch: 0, first: 0 });
 */
export function augment(options: AugmentOptions): (batch: Batch, place: BatchPlace) => Batch {
  return vary(readOptions(augmentOptions, options, "augment"));
}
