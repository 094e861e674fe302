import type { AugmentOptions } from "@lepton/nn";
import { z } from "zod";

const count = z.int().min(1);
export const imageOptions = z.strictObject({
  /** Most epochs. Default 30 below 5,000 pictures, else 10; a tenth of the steps warm up, the rate ends near 0. */
  epochs: count.optional(),
  /** Epochs without a lower held-out loss before it ends; the best weights are kept. Default a third of the epochs, at least 4. */
  patience: count.optional(),
  batchSize: count.default(64),
  /** Highest learning rate of the one-cycle schedule. Default 2e-3; 5e-4 where a backbone is trained on. */
  learningRate: z.number().positive().optional(),
  /** Networks averaged, each with another part held out. Default 3 below 5,000 pictures, else 1. */
  bags: count.optional(),
  /** Share held out for early stopping and calibration, where one network is trained. Default 0.1. */
  validationShare: z.number().gt(0).lt(0.5).default(0.1),
  /**
   * Changes to training pictures. `mild`: moved, turned and enlarged a little, never mirrored, since mirrored letters,
   * signs and sides of a body are others. Default `mild` below 20,000 pictures, else `none`.
   */
  augment: z
    .union([
      z.enum(["none", "mild"]),
      z.custom<AugmentOptions>((value) => typeof value === "object" && value !== null),
    ])
    .optional(),
  /** Predictions are averaged over a picture and its mirror image. Default where training mirrors too. */
  testFlips: z.boolean().optional(),
  /** Rare classes count more while learning; probabilities are set right after. Default where one is 1.5 times another. */
  balance: z.boolean().optional(),
  /** Train in a thread of its own. Default true. */
  worker: z.boolean().default(true),
  /** Threads of one operation; as many as ONNX Runtime likes unless told. */
  threads: count.optional(),
});
export type ImageOptions = z.input<typeof imageOptions>;
export type ImageSettings = z.output<typeof imageOptions>;

export const mildAugment: AugmentOptions = { shift: 0.06, rotate: 8, zoom: 0.08 };

export function augmentFor({ augment }: ImageSettings, pictures: number): AugmentOptions | null {
  const chosen = augment ?? (pictures < 20_000 ? "mild" : "none");
  if (chosen === "none") return null;
  return chosen === "mild" ? mildAugment : chosen;
}
