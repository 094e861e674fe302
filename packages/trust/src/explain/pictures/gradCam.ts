import { LeptonError } from "@lepton/core";

export interface FeatureMaps {
  /** [height, width, channels] row-major: of the last convolution, or the slopes of the score in it. */
  activations: ArrayLike<number>;
  gradients: ArrayLike<number>;
  height: number;
  width: number;
  channels: number;
}

export interface HeatMap {
  /** [height, width] row-major. */
  data: Float64Array;
  height: number;
  width: number;
}

/**
 * Where a convolutional network looks: L = max(0, Σ_c α_c·A_c), α_c the mean of ∂score/∂A_c over places. Answer:
 * [height, width] of the layer, unit of the score; `upsample` brings it to the picture's size.
 * Limit: no finer than the layer; only what raises the score is shown.
 * Errors: TRUST_PICTURE when lengths do not fit the shape.
 * Source: Selvaraju et al. 2017, arXiv:1610.02391, eq. 1–2.
 */
export function gradCam({ activations, gradients, height, width, channels }: FeatureMaps): HeatMap {
  const places = height * width;
  if (activations.length !== places * channels || gradients.length !== places * channels)
    throw new LeptonError("TRUST_PICTURE", {
      problem: "Grad-CAM takes the activations of a layer and the score's gradient in them, both [h, w, c].",
      received: `${activations.length} activations and ${gradients.length} gradients for [${height}, ${width}, ${channels}]`,
      next: "Take both at the output of the last convolution, for one picture.",
    });
  const alpha = new Float64Array(channels);
  for (let at = 0; at < gradients.length; at++)
    alpha[at % channels] = (alpha[at % channels] as number) + (gradients[at] as number) / places;
  const data = new Float64Array(places);
  for (let at = 0; at < activations.length; at++) {
    const p = Math.floor(at / channels);
    data[p] = (data[p] as number) + (alpha[at % channels] as number) * (activations[at] as number);
  }
  return { data: data.map((value) => Math.max(0, value)), height, width };
}
