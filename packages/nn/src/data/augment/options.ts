import { z } from "zod";

const share = z.number().min(0).max(1);
const span = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([low, high]) => low <= high, "the smaller number comes first")
  .readonly();

/** Every value is drawn anew for every image and epoch, uniformly from its range; what is left out is not done. */
export const augmentOptions = z.strictObject({
  /** Mirrored with probability ½ per direction. */
  flip: z.enum(["horizontal", "vertical", "both"]).optional(),
  /** Turned about the centre by up to ± this many degrees. */
  rotate: z.number().min(0).max(180).default(0),
  /** Moved by up to ± this share of height and width, or [share of height, share of width]. */
  shift: z.union([share, z.tuple([share, share]).readonly()]).default(0),
  /** Enlarged by a factor from [1 − zoom, 1 + zoom] or [min, max]; above 1 things look larger. */
  zoom: z.union([z.number().min(0).lt(1), span]).default(0),
  /** Slanted along x by up to ± this many degrees. */
  shear: z.number().min(0).lt(90).default(0),
  /** A window of at least this share of height and width, anywhere in the picture, enlarged to full size. */
  crop: z.number().positive().max(1).default(1),
  /** Up to ± this share of white is added. */
  brightness: share.default(0),
  /** Distances from the mean of the channel times a factor from [1 − contrast, 1 + contrast] or [min, max]. */
  contrast: z.union([share, span]).default(0),
  /** Side of a blanked rectangle as a share of height and width, centred anywhere (DeVries & Taylor 2017, arXiv:1708.04552). */
  cutout: share.default(0),
  /** λ ~ Beta(mixup, mixup): x = λ·xᵢ + (1 − λ)·xⱼ, labels alike (Zhang et al. 2018, arXiv:1710.09412). */
  mixup: z.number().positive().optional(),
  /** λ ~ Beta(cutmix, cutmix): a rectangle of area 1 − λ comes from xⱼ (Yun et al. 2019, arXiv:1905.04899). */
  cutmix: z.number().positive().optional(),
  /** What lies outside the picture: its border prolonged, one value, or its mirror image. */
  fillMode: z.enum(["nearest", "constant", "reflect"]).default("nearest"),
  /** For "constant" and cutout, in output units. */
  fillValue: z.number().default(0),
  /** Output = pixel · rescale; 1/255 for uint8 and 1 for float32 unless told. */
  rescale: z.number().positive().optional(),
  /** Output value of white, the most that brightness and contrast reach: 255 · rescale for uint8, 1 for float32 unless told. */
  white: z.number().positive().optional(),
  /** Order of the output's axes; images come in as NHWC. */
  layout: z.enum(["NHWC", "NCHW"]).default("NHWC"),
  seed: z.int().default(0),
});

export type AugmentOptions = z.input<typeof augmentOptions>;
export type Augment = z.output<typeof augmentOptions>;
