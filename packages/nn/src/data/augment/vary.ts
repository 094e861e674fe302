import { LeptonError, random } from "@lepton/core";
import { float32, type NdArray } from "../../array/ndArray.ts";
import type { Batch } from "../dataset.ts";
import { channelsFirst } from "../pixels.ts";
import { mixSeed } from "../seed.ts";
import { cutOut, recolour, rectangle } from "./colour.ts";
import { draw } from "./draw.ts";
import { checkMixable, mix } from "./mix.ts";
import type { Augment } from "./options.ts";
import { type ImageSize, sourceOf, warp } from "./warp.ts";

/** Place of a batch: the epoch, and the number that its first sample has within the epoch. */
export interface BatchPlace {
  readonly epoch: number;
  readonly first: number;
}

/** What `augment` does, for options that were read already. It stands alone so that threads start without the schema. */
export function vary(chosen: Augment): (batch: Batch, place: BatchPlace) => Batch {
  return (batch, { epoch, first }) => {
    const [images, size] = imagesOf(batch);
    checkMixable(chosen, batch.targets);
    const scale = chosen.rescale ?? (images.dtype === "uint8" ? 1 / 255 : 1);
    const white = chosen.white ?? (images.dtype === "uint8" ? 255 * scale : 1);
    const how = { scale, fillMode: chosen.fillMode, fill: chosen.fillValue };
    const pixels = size.height * size.width * size.channels;
    const out = new Float32Array(images.data.length);
    for (let at = 0, sample = first; at < out.length; at += pixels, sample++) {
      const drawn = draw(chosen, random(mixSeed(chosen.seed, epoch, sample)));
      warp(images.data, at, out, at, size, sourceOf(drawn, size), how);
      const image = out.subarray(at, at + pixels);
      recolour(image, size, drawn, white);
      if (chosen.cutout > 0)
        cutOut(image, size, rectangle(chosen.cutout, drawn.cutoutY, drawn.cutoutX, size), chosen.fillValue);
    }
    const isMixed = chosen.mixup !== undefined || chosen.cutmix !== undefined;
    const mixed = isMixed ? mix(out, size, batch, chosen, mixSeed(chosen.seed, epoch, first, -1)) : undefined;
    const nhwc = float32(out, images.shape);
    return {
      ...batch,
      ...mixed,
      inputs: [chosen.layout === "NCHW" ? channelsFirst(nhwc) : nhwc, ...batch.inputs.slice(1)],
    };
  };
}

/** The images of a batch and their size. Errors: NN_SHAPE_MISMATCH. */
function imagesOf({ inputs: [images] }: Batch): [NdArray<"uint8"> | NdArray<"float32">, ImageSize] {
  const [, height = 0, width = 0, channels = 0, ...more] = images?.shape ?? [];
  if ((images?.dtype !== "uint8" && images?.dtype !== "float32") || channels === 0 || more.length > 0)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "augment: input 0 is not a batch of images [n, height, width, channels], uint8 or float32.",
      received: images ? `${images.dtype} [${images.shape.join(", ")}]` : "no input",
      next: "Give images channels last; a grey picture has one channel.",
    });
  return [images as NdArray<"uint8"> | NdArray<"float32">, { height, width, channels }];
}
