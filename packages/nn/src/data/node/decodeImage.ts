import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import sharp from "sharp";
import { type NdArray, ndArray } from "../../array/ndArray.ts";
import { bytesToFloats } from "../pixels.ts";

export interface DecodeOptions {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** "fill" stretches; "cover" cuts the longer side, "contain" adds black. */
  readonly fit: "fill" | "cover" | "contain";
}

/**
 * A picture as bytes [height, width, channels] in sRGB, or grey for one channel: turned as its EXIF data say, first
 * frame of an animation, transparency on black, 16 bits and CMYK converted. Damage beyond a warning is an error.
 * It is read before it is decoded, so that libvips never answers from its cache of an older file of that name.
 */
export async function decodeImage(
  image: string | Uint8Array,
  { height, width, channels, fit }: DecodeOptions,
): Promise<Uint8Array> {
  const file = typeof image === "string" ? await readFile(image) : image;
  const { data, info } = await sharp(file, { failOn: "error" })
    .autoOrient()
    .flatten({ background: "black" })
    .resize(width, height, { fit, background: "black" })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== channels)
    throw new Error(`decoded to ${info.channels} channels where ${channels} were asked for`);
  return data;
}

/**
 * One picture as a model's input [1, height, width, channels], prepared as `imageDirectory` prepares those it was
 * trained on. Errors: NN_IMAGE_UNREADABLE, NN_IMAGE_SIZE.
 */
export async function readImage(
  image: string | Uint8Array,
  {
    size,
    channels = 3,
    rescale = 1 / 255,
    fit = "fill",
  }: {
    size: readonly [height: number, width: number];
    channels?: 1 | 3;
    rescale?: number;
    fit?: DecodeOptions["fit"];
  },
): Promise<NdArray<"float32">> {
  const [height, width] = checkedSize(size);
  try {
    const bytes = await decodeImage(image, { height, width, channels, fit });
    return await bytesToFloats(ndArray(bytes, [1, height, width, channels], "uint8"), { rescale });
  } catch (error) {
    throw unreadable(typeof image === "string" ? image : "bytes", reasonOf(error), error);
  }
}

/** Height and width, whole numbers of 1 to 16384. Errors: NN_IMAGE_SIZE. */
export function checkedSize(size: readonly number[]): [height: number, width: number] {
  const [height = 0, width = 0] = size;
  if (size.length === 2 && size.every((side) => Number.isInteger(side) && side >= 1 && side <= 16384))
    return [height, width];
  throw new LeptonError("NN_IMAGE_SIZE", {
    problem: "The size of the images is not [height, width] in whole pixels from 1 to 16384.",
    received: JSON.stringify(size),
    field: "size",
    next: "Give the size the model expects, e.g. [150, 150].",
  });
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0]?.trim() ?? "";

export function unreadable(path: string, reason: string, cause?: unknown): LeptonError {
  return new LeptonError(
    "NN_IMAGE_UNREADABLE",
    {
      problem: `A picture cannot be read: ${reason}.`,
      received: path,
      next: 'Repair or remove it; imageDirectory leaves it out with { onUnreadable: "skip" }.',
    },
    { cause },
  );
}
