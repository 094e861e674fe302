import { checkCount, evaluateMany, type Predict } from "../predict.ts";
import type { HeatMap } from "./gradCam.ts";
import { checkPicture, type Picture } from "./picture.ts";

export interface OcclusionOptions {
  /** Side of the patch, pixels. Default an eighth of the shorter side, at least 1. */
  size?: number;
  /** Pixels from patch to patch. Default half the size, at least 1. */
  stride?: number;
  /** What the patch shows, for every channel. Default the picture's mean. */
  fill?: number;
  /** Pictures per call of predict. Default 32. */
  batch?: number;
}

/**
 * How much the prediction falls when a patch hides a place: mean of f(picture) − f(picture with patch) over the
 * patches that cover a pixel. Positive: the place speaks for the prediction. Unit: the prediction's.
 * Costs about (height/stride)·(width/stride) predictions.
 * Errors: TRUST_PICTURE; TRUST_OPTION; TRUST_PREDICTION_*.
 * Source: Zeiler & Fergus 2014, arXiv:1311.2901, section 4.2.
 */
export async function occlusion(
  predict: Predict<Picture>,
  picture: Picture,
  options: OcclusionOptions = {},
): Promise<HeatMap & { prediction: number }> {
  checkPicture(picture);
  const { data, height, width, channels } = picture;
  const { size = Math.max(1, Math.round(Math.min(height, width) / 8)) } = options;
  const { stride = Math.max(1, Math.floor(size / 2)), batch = 32 } = options;
  const { fill = Array.from(data).reduce((a, b) => a + b, 0) / data.length } = options;
  checkCount("size", size, 1);
  checkCount("stride", stride, 1);
  checkCount("batch", batch, 1);
  const tops = starts(height, size, stride);
  const lefts = starts(width, size, stride);
  const corner = (at: number): readonly [number, number] => [
    tops[Math.floor(at / lefts.length)] as number,
    lefts[at % lefts.length] as number,
  ];
  const hide = (at: number): Picture => {
    const pixels = Float64Array.from(data);
    const [top, left] = corner(at);
    for (let y = top; y < Math.min(height, top + size); y++)
      pixels.fill(fill, (y * width + left) * channels, (y * width + Math.min(width, left + size)) * channels);
    return { ...picture, data: pixels };
  };
  const patches = tops.length * lefts.length;
  const answers = await evaluateMany(predict, patches + 1, (i) => (i === 0 ? picture : hide(i - 1)), batch);
  const prediction = answers[0] as number;
  const sum = new Float64Array(height * width);
  const covers = new Float64Array(height * width);
  for (let i = 0; i < patches; i++) {
    const [top, left] = corner(i);
    for (let y = top; y < Math.min(height, top + size); y++)
      for (let x = left; x < Math.min(width, left + size); x++) {
        const p = y * width + x;
        sum[p] = (sum[p] as number) + prediction - (answers[i + 1] as number);
        covers[p] = (covers[p] as number) + 1;
      }
  }
  // A stride above the size leaves gaps: nothing is known of them.
  const map = sum.map((value, p) => (covers[p] === 0 ? 0 : value / (covers[p] as number)));
  return { data: map, height, width, prediction };
}

/** Where patches begin, the last one flush with the edge. */
function starts(side: number, size: number, stride: number): number[] {
  const last = Math.max(0, side - size);
  const out: number[] = [];
  for (let at = 0; at < last; at += stride) out.push(at);
  return [...out, last];
}
