import { LeptonError } from "@lepton/core";
import { float32, type Model, modelFromBytes, type NdArray, readImage } from "@lepton/nn";
import { z } from "zod";
import { likeliest } from "../tabular/classifier.ts";
import { pace } from "../tabular/pace.ts";
import { type FeatureMaps, featureMapsOf } from "./featureMaps.ts";
import { floatsOf, type Pictures } from "./pictures.ts";
import { sharpened } from "./probabilities.ts";

const count = z.int().min(1);
const savedImagesSchema = z.object({
  kind: z.literal("images"),
  method: z.string(),
  height: count,
  width: count,
  channels: z.union([z.literal(1), z.literal(3)]),
  classes: z.array(z.string()).min(2),
  warnings: z.array(z.string()),
  /** Whether predictions are averaged over a picture and its mirror image. */
  hasFlips: z.boolean(),
  classWeights: z.array(z.number().positive()),
  power: z.number().positive(),
  /** Of the second of two classes; above 1: never. */
  threshold: z.number().nullable(),
  /** Pictures that stopped and calibrated the networks. */
  heldOut: z.int(),
  /** `modelToBytes` of every network, in base64. */
  members: z.array(z.string()).min(1),
});
export type SavedImages = z.infer<typeof savedImagesSchema>;

/** Pictures without labels, of the size the network was fitted on. */
export type Unlabelled = Pick<Pictures, "height" | "width" | "channels" | "pixels">;

export interface FittedImages {
  readonly kind: "images";
  readonly method: string;
  readonly classes: readonly string[];
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  readonly warnings: readonly string[];
  /** [pictures, classes] row-major, calibrated; every row sums to 1. Errors: LEARN_PICTURE_SIZE. */
  predictProbabilities(pictures: Unlabelled): Promise<Float64Array>;
  /** The class of least cost for two classes, else the likeliest, as its place in `classes`. */
  predict(pictures: Unlabelled): Promise<Int32Array>;
  /** Files or their bytes, brought to the network's size. Errors: NN_IMAGE_UNREADABLE. */
  predictFiles(files: readonly (string | Uint8Array)[]): Promise<{ label: string; probability: number }[]>;
  /**
   * The last convolution's maps of one picture and the slopes of a class' score before the softmax in them: what
   * `gradCam` of @lepton/trust takes. Errors: LEARN_MAPS for a linear model or a backbone without maps.
   */
  featureMaps(picture: Unlabelled, classAt: number): Promise<FeatureMaps>;
  toJSON(): SavedImages;
  close(): Promise<void>;
}

const batch = 128;

/** The networks' mean probabilities before calibration. */
export function networksOf({ members, hasFlips, classes }: SavedImages) {
  let loaded: Promise<Model[]> | undefined;
  const load = () =>
    Promise.all(members.map((bytes) => modelFromBytes(Buffer.from(bytes, "base64"), { worker: false })));
  const networks = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    networks,
    async raw(pictures: Unlabelled): Promise<Float64Array> {
      const { height, width, channels, pixels } = pictures;
      const rows = pixels.length / (height * width * channels);
      const out = new Float64Array(rows * classes.length);
      const nets = await networks();
      const views = hasFlips ? [false, true] : [false];
      const share = 1 / (nets.length * views.length);
      const slices = pace();
      for (let from = 0; from < rows; from += batch) {
        const to = Math.min(rows, from + batch);
        for (const isMirrored of views) {
          const x = float32(floatsOf(pictures, from, to, isMirrored), [to - from, height, width, channels]);
          for (const net of nets) {
            const p = (await net.predict(x, { batchSize: batch })).data as Float32Array;
            for (let i = 0; i < p.length; i++) {
              const at = from * classes.length + i;
              out[at] = (out[at] as number) + share * (p[i] as number);
            }
          }
        }
        if (slices.isDue()) await slices.rest();
      }
      return out;
    },
    async close() {
      const nets = await loaded;
      loaded = undefined;
      await Promise.all((nets ?? []).map((net) => net.close()));
    },
  };
}

export function fittedImages(saved: SavedImages): FittedImages {
  const { kind, method, classes, height, width, channels, warnings, classWeights, power, threshold } = saved;
  const networks = networksOf(saved);
  const predictProbabilities = async (pictures: Unlabelled) => {
    checkSize(pictures, saved);
    return sharpened(await networks.raw(pictures), classWeights, power);
  };
  const decide = (p: Float64Array) =>
    threshold === null
      ? likeliest(p, classes.length)
      : Int32Array.from({ length: p.length / 2 }, (_, i) => Number((p[2 * i + 1] as number) >= threshold));
  return {
    kind,
    method,
    classes,
    size: [height, width],
    channels,
    warnings,
    predictProbabilities,
    predict: async (pictures) => decide(await predictProbabilities(pictures)),
    async predictFiles(files) {
      const one = height * width * channels;
      const pixels = new Uint8Array(files.length * one);
      for (const [i, file] of files.entries()) {
        const { data } = await readImage(file, { size: [height, width], channels, rescale: 1 });
        pixels.set(data as Float32Array, i * one);
      }
      const p = await predictProbabilities({ height, width, channels, pixels });
      return Array.from(decide(p), (label, i) => ({
        label: classes[label] as string,
        probability: p[i * classes.length + label] as number,
      }));
    },
    async featureMaps(picture, classAt) {
      checkSize(picture, saved);
      const [net] = await networks.networks();
      const x: NdArray = float32(floatsOf(picture, 0, 1), [1, height, width, channels]);
      return featureMapsOf(net as Model, x, classAt);
    },
    toJSON: () => saved,
    close: networks.close,
  };
}

function checkSize(given: Unlabelled, { height, width, channels }: SavedImages): void {
  if (given.height === height && given.width === width && given.channels === channels) return;
  throw new LeptonError("LEARN_PICTURE_SIZE", {
    problem: `The network was fitted on pictures [${height}, ${width}, ${channels}].`,
    received: `[${given.height}, ${given.width}, ${given.channels}]`,
    next: "Give files to predictFiles, which brings them to that size, or read them with that size.",
  });
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function imagesFromJSON(json: unknown): FittedImages {
  const read = savedImagesSchema.safeParse(json);
  if (read.success) return fittedImages(read.data);
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "This is not a saved model of pictures.",
    received: z.prettifyError(read.error),
    next: "Give what `toJSON` of a fitted model returned.",
  });
}
