import { LeptonError } from "@lepton/core";
import { imageDirectory, type NdArray } from "@lepton/nn";
import { type ClassTarget, classTarget } from "../tabular/target.ts";

/** Pictures of one size as bytes, with their classes. Plain data. */
export interface Pictures {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** [pictures, height, width, channels] row-major, 0 black to 255 white. */
  readonly pixels: Uint8Array;
  readonly target: ClassTarget;
  /** What each picture is called, e.g. its file. */
  readonly names: readonly string[];
  /** Files left out, and other things a person should know. */
  readonly warnings: readonly string[];
}

/** A folder's pictures above this many bytes are refused rather than filling the memory. */
const mostBytes = 4 * 2 ** 30;

export interface FolderOptions {
  /** [height, width] that pictures are brought to. */
  size: readonly [height: number, width: number];
  /** 1: grey. Default 3. */
  channels?: 1 | 3;
  /** `fill` stretches, `cover` cuts the longer side, `contain` adds black. Default fill. */
  fit?: "fill" | "cover" | "contain";
  signal?: AbortSignal;
}

/**
 * Pictures from one folder per class, each brought to one size. Files that cannot be read are left out and named.
 * Errors: those of `imageDirectory`; LEARN_PICTURES_MANY.
 */
export async function picturesFromFolder(path: string, options: FolderOptions): Promise<Pictures> {
  const { size, channels = 3, fit = "fill", signal } = options;
  const read = await imageDirectory(path, {
    size: [...size],
    channels,
    fit,
    shuffle: false,
    rescale: 1,
    batch: 64,
    ...(signal && { signal }),
  });
  const [height, width] = size;
  const one = height * width * channels;
  if (read.samples * one > mostBytes)
    throw new LeptonError("LEARN_PICTURES_MANY", {
      problem: "The pictures of this size do not fit into memory.",
      received: `${read.samples} pictures of ${one} bytes`,
      next: "Give a smaller size, or grey pictures.",
      field: "size",
    });
  const pixels = new Uint8Array(read.samples * one);
  const labels: number[] = [];
  for await (const { inputs, targets } of read.train.batches(0, signal)) {
    pixels.set((inputs[0] as NdArray).data as Float32Array, labels.length * one);
    for (const label of (targets[0] as NdArray).data as Int32Array) labels.push(label);
  }
  await read.close();
  const lost = read.unreadable.map(({ path: file, reason }) => `${file} is left out: ${reason}.`);
  const target = {
    task: "classification",
    labels: Int32Array.from(labels),
    classes: read.classNames,
  } as const;
  return { height, width, channels, pixels, target, names: read.paths, warnings: lost };
}

/**
 * Pictures from arrays [n, height, width] or [n, height, width, channels]: bytes, or numbers from 0 to 1.
 * Errors: LEARN_PICTURES_SHAPE, LEARN_ROWS_DIFFER, LEARN_PICTURES_RANGE, those of the target.
 */
export function picturesFrom(
  images: NdArray,
  labels: ArrayLike<string | number>,
  classes?: readonly string[],
): Pictures {
  const [n = 0, height = 0, width = 0, channels = 1] = images.shape;
  if (
    images.shape.length < 3 ||
    images.shape.length > 4 ||
    height < 1 ||
    width < 1 ||
    (channels !== 1 && channels !== 3)
  )
    throw new LeptonError("LEARN_PICTURES_SHAPE", {
      problem: "Pictures come as [n, height, width] or [n, height, width, channels] with 1 or 3 channels.",
      received: `[${images.shape.join(", ")}]`,
      next: "Put the channels last, and leave transparency out.",
    });
  if (labels.length !== n)
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "There must be one label per picture.",
      received: `${n} pictures and ${labels.length} labels`,
      next: "Give one of each.",
    });
  const target = classTarget(labels, classes);
  const names = Array.from({ length: n }, (_, i) => `picture ${i}`);
  return { height, width, channels, pixels: bytesOf(images), target, names, warnings: [] };
}

function bytesOf({ data, dtype }: NdArray): Uint8Array {
  if (dtype === "uint8") return data as Uint8Array;
  const values = data as Float32Array;
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!(value >= 0 && value <= 1))
      throw new LeptonError("LEARN_PICTURES_RANGE", {
        problem: "Pixels as numbers lie between 0 and 1.",
        received: String(value),
        next: "Divide by the value of white, or give bytes.",
      });
    bytes[i] = Math.round(255 * value);
  }
  return bytes;
}

export function takePictures(pictures: Pictures, rows: ArrayLike<number>): Pictures {
  const one = pictures.height * pictures.width * pictures.channels;
  const pixels = new Uint8Array(rows.length * one);
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] as number) * one;
    pixels.set(pictures.pixels.subarray(at, at + one), i * one);
  }
  const { labels } = pictures.target;
  return {
    ...pictures,
    pixels,
    target: {
      ...pictures.target,
      labels: Int32Array.from(rows as ArrayLike<number>, (row) => labels[row] as number),
    },
    names: Array.from(rows, (row) => pictures.names[row] as string),
  };
}

/** These pictures as a network's input, 0 to 1. [rows, height, width, channels] */
export function floatsOf(
  { height, width, channels, pixels }: Omit<Pictures, "target" | "names" | "warnings">,
  from: number,
  to: number,
  isMirrored = false,
): Float32Array {
  const one = height * width * channels;
  const floats = new Float32Array((to - from) * one);
  if (!isMirrored) {
    for (let i = 0; i < floats.length; i++) floats[i] = (pixels[from * one + i] as number) / 255;
    return floats;
  }
  for (let row = 0; row < (to - from) * height; row++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        floats[(row * width + x) * channels + c] =
          (pixels[from * one + (row * width + width - 1 - x) * channels + c] as number) / 255;
  return floats;
}
