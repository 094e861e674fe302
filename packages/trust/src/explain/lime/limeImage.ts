import { random } from "@lepton/core";
import type { Explanation } from "../explanation.ts";
import type { Picture } from "../pictures/picture.ts";
import { type SuperpixelOptions, superpixels } from "../pictures/superpixels.ts";
import { checkCount, evaluateMany, type Predict } from "../predict.ts";
import { cosineDistance, kernel, type LocalModel, type LocalModelOptions, localModel } from "./localModel.ts";

export interface LimeImageOptions extends LocalModelOptions {
  /** Pictures tried. Default 500. */
  samples?: number;
  /** On cosine distance. Default 0.25, as in the lime package. */
  kernelWidth?: number;
  /** What an area is changed into: `mean`, its own mean colour, or one number for every channel. Default `mean`. */
  hidden?: "mean" | number;
  superpixels?: SuperpixelOptions;
  /** Pictures per call of predict. Default 32. */
  batch?: number;
  seed?: number;
}

export type LimeImage = Explanation &
  LocalModel & {
    /** Area of every pixel, [height, width]; `values` has one number per area. */
    labels: Int32Array;
    /** Value of the area of every pixel, [height, width]: what a heat map draws. */
    map: Float64Array;
  };

/**
 * LIME for pictures: which areas move the prediction? A sample hides every area with probability ½; weight
 * √exp(−d²/width²), d the cosine distance between masks. Ridge on masks.
 * Errors: TRUST_PICTURE; TRUST_OPTION; TRUST_PREDICTION_*.
 * Source: Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938; lime 0.2 `lime_image.py`.
 */
export async function limeImage(
  predict: Predict<Picture>,
  picture: Picture,
  {
    samples = 500,
    kernelWidth = 0.25,
    hidden = "mean",
    superpixels: areas,
    batch = 32,
    seed = 7,
    ...model
  }: LimeImageOptions = {},
): Promise<LimeImage> {
  checkCount("samples", samples, 10);
  checkCount("batch", batch, 1);
  const { labels, count } = superpixels(picture, areas);
  const { next } = random(seed);
  const masks = new Float64Array(samples * count).fill(1);
  const weights = new Float64Array(samples).fill(1);
  for (let i = 1; i < samples; i++) {
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const keep = next() < 0.5 ? 1 : 0;
      masks[i * count + k] = keep;
      kept += keep;
    }
    weights[i] = kernel(cosineDistance(kept, count), kernelWidth);
  }
  const cover = hiddenPixels(picture, labels, count, hidden);
  const { data, channels } = picture;
  const make = (i: number): Picture => ({
    ...picture,
    data: cover.map((colour, at) => {
      const area = labels[Math.floor(at / channels)] as number;
      return masks[i * count + area] === 1 ? (data[at] as number) : colour;
    }),
  });
  const answers = await evaluateMany(predict, samples, make, batch);
  const local = localModel({ masks, answers, weights }, model);
  const map = Float64Array.from(labels, (label) => local.values[label] as number);
  return { method: "limeImage", prediction: answers[0] as number, ...local, labels, map };
}

/** What every number of the picture becomes when its area is hidden. */
function hiddenPixels(
  { data, channels }: Picture,
  labels: Int32Array,
  count: number,
  hidden: "mean" | number,
) {
  if (hidden !== "mean") return new Float64Array(data.length).fill(hidden);
  const sums = new Float64Array(count * channels);
  const pixels = new Float64Array(count);
  for (const [p, label] of labels.entries()) {
    pixels[label] = (pixels[label] as number) + 1;
    for (let c = 0; c < channels; c++) {
      const at = label * channels + c;
      sums[at] = (sums[at] as number) + (data[p * channels + c] as number);
    }
  }
  return Float64Array.from({ length: data.length }, (_, at) => {
    const label = labels[Math.floor(at / channels)] as number;
    return (sums[label * channels + (at % channels)] as number) / (pixels[label] as number);
  });
}
