import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { float32, int32, type NdArray, ndArray } from "../../array/ndArray.ts";
import { checkMixable } from "../augment/mix.ts";
import { augmentOptions } from "../augment/options.ts";
import { type Batch, type Dataset, epochOrder } from "../dataset.ts";
import { oneHot } from "../oneHot.ts";
import { readOptions } from "../options.ts";
import { bytesToFloats } from "../pixels.ts";
import { readAhead } from "../prefetch.ts";
import { type AugmentedDataset, augmented } from "./augmented.ts";
import { checkedSize } from "./decodeImage.ts";
import { type ImageProgress, type ImageStore, imageStore, type Unreadable } from "./imageStore.ts";
import { emptyClass, type ImageFile, scanClasses } from "./scanClasses.ts";
import { splitFiles } from "./splitFiles.ts";

const directoryOptions = z.strictObject({
  /** [height, width] in pixels. */
  size: z.array(z.number()).readonly(),
  batch: z.int().min(1).default(32),
  /** Class folders to use, in the order of their numbers; all, sorted by name, unless told. */
  classes: z.array(z.string()).min(1).readonly().optional(),
  channels: z.union([z.literal(1), z.literal(3)]).default(3),
  /** Share of each class held out, by seed and file name; none unless told. */
  validationSplit: z.number().min(0).lt(1).default(0),
  seed: z.int().default(0),
  /** A new order of the training pictures every epoch. */
  shuffle: z.boolean().default(true),
  /** int32 class numbers [n], one-hot rows [n, classes], or 0/1 as float32 [n, 1] for two classes. */
  labels: z.enum(["sparse", "onehot", "binary"]).default("sparse"),
  /** Images are pixel · rescale, so from 0 to 1 unless told. */
  rescale: z
    .number()
    .positive()
    .default(1 / 255),
  layout: z.enum(["NHWC", "NCHW"]).default("NHWC"),
  fit: z.enum(["fill", "cover", "contain"]).default("fill"),
  onUnreadable: z.enum(["skip", "fail"]).default("skip"),
  /** "memory" keeps decoded pictures up to `cacheBytes` (1 GiB), "none" decodes them every epoch. */
  cache: z.enum(["memory", "none"]).default("memory"),
  cacheBytes: z
    .int()
    .min(0)
    .default(2 ** 30),
  /** Changes to the training pictures, in worker threads; its seed is `seed` unless told. */
  augment: augmentOptions.omit({ rescale: true, layout: true, white: true }).partial().optional(),
  /** Threads that augment, see `augmented`. */
  workers: z.int().min(0).optional(),
  /** Batches prepared ahead. */
  prefetch: z.int().min(1).default(2),
  onProgress: z.custom<(progress: ImageProgress) => void>((value) => typeof value === "function").optional(),
  signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal).optional(),
});
export type ImageDirectoryOptions = z.input<typeof directoryOptions>;
type Chosen = z.output<typeof directoryOptions>;

export interface ImageDirectory {
  readonly train: Dataset;
  /** In the order of the files, never augmented. Undefined without `validationSplit`. */
  readonly validation: Dataset | undefined;
  readonly classNames: readonly string[];
  /** Readable pictures per class. */
  readonly counts: Readonly<Record<string, number>>;
  readonly unreadable: readonly Unreadable[];
  /** Readable files, by class and name: the order of `train` without shuffling and split. */
  readonly paths: readonly string[];
  /** Readable pictures in all. */
  readonly samples: number;
  /** Ends the threads of augmentation now instead of when idle. */
  close(): Promise<void>;
}

/**
 * Pictures from one folder per class as batches [n, height, width, channels] float32 with their labels. JPEG, PNG, WebP,
 * AVIF, GIF (first frame) and TIFF; turned as EXIF says. Decoded once, off the calling thread, and kept as bytes; the
 * caller's event loop stays free. The split keeps every class's share and depends on seed and file names alone: a
 * picture added later moves at most a few others.
 * Errors: NN_FOLDER_MISSING, NN_FOLDER_EMPTY, NN_CLASSES_MISSING, NN_CLASS_MISSING, NN_CLASS_EMPTY, NN_IMAGE_SIZE,
 * NN_IMAGE_UNREADABLE (`onUnreadable: "fail"`), NN_LABELS_NOT_BINARY, NN_SPLIT_EMPTY, NN_OPTION_INVALID.
 */
export async function imageDirectory(path: string, options: ImageDirectoryOptions): Promise<ImageDirectory> {
  const chosen = readOptions(directoryOptions, options, "imageDirectory");
  const [height, width] = checkedSize(chosen.size);
  // Told before all pictures are read, not with the first batch.
  if (chosen.labels === "sparse") checkMixable(chosen.augment ?? {}, [int32([0])]);
  const { classNames, files } = await scanClasses(path, chosen.classes);
  if (chosen.labels === "binary" && classNames.length !== 2)
    throw new LeptonError("NN_LABELS_NOT_BINARY", {
      problem: "Binary labels need two classes.",
      received: `${classNames.length}: ${classNames.slice(0, 10).join(", ")}`,
      next: 'Choose two with `classes`, or use { labels: "sparse" }.',
    });
  const cacheBytes = chosen.cache === "none" ? 0 : chosen.cacheBytes;
  const store = await imageStore(files, { ...chosen, height, width, cacheBytes });
  const counts = countReadable(files, store, classNames);
  const { train, validation } = await splitFiles(path, files, store.isReadable, chosen);
  const bytes = (rows: Uint32Array, shuffle: boolean) =>
    byteBatches(rows, { ...chosen, shuffle }, store, files, [height, width], classNames.length);
  const varied: AugmentedDataset | undefined =
    chosen.augment &&
    augmented(
      bytes(train, chosen.shuffle),
      { seed: chosen.seed, ...chosen.augment, rescale: chosen.rescale, layout: chosen.layout },
      { ...(chosen.workers !== undefined && { workers: chosen.workers }) },
    );
  return {
    train: varied ?? floatBatches(bytes(train, chosen.shuffle), chosen),
    validation: validation.length > 0 ? floatBatches(bytes(validation, false), chosen) : undefined,
    classNames,
    counts,
    unreadable: store.unreadable,
    paths: files.filter((_, number) => store.isReadable[number]).map(({ path }) => path),
    samples: train.length + validation.length,
    close: async () => varied?.close(),
  };
}

function countReadable(files: readonly ImageFile[], store: ImageStore, classNames: readonly string[]) {
  const counts = classNames.map(() => 0);
  for (const [number, { label }] of files.entries())
    if (store.isReadable[number]) counts[label] = (counts[label] as number) + 1;
  const empty = classNames.filter((_, label) => counts[label] === 0);
  const [first] = store.unreadable;
  if (empty.length > 0)
    throw emptyClass(empty, `of which no picture can be read (${first?.path}: ${first?.reason})`);
  return Object.fromEntries(classNames.map((name, label) => [name, counts[label] as number]));
}

/** Batches of bytes, as they lie in the store. */
function byteBatches(
  rows: Uint32Array,
  { batch, shuffle, seed, labels, channels }: Chosen,
  store: ImageStore,
  files: readonly ImageFile[],
  [height, width]: [number, number],
  classes: number,
): Dataset {
  const targets = (numbers: Uint32Array): NdArray => {
    const classNumbers = Int32Array.from(numbers, (number) => (files[number] as ImageFile).label);
    if (labels === "sparse") return int32(classNumbers);
    return labels === "onehot" ? oneHot(classNumbers, classes) : float32(classNumbers, [numbers.length, 1]);
  };
  return {
    samples: rows.length,
    size: Math.ceil(rows.length / batch),
    async *batches(epoch, signal): AsyncGenerator<Batch> {
      const order = epochOrder(rows, { shuffle, seed }, epoch);
      for (let from = 0; from < order.length; from += batch) {
        signal?.throwIfAborted();
        const numbers = order.subarray(from, from + batch);
        const images = ndArray(
          await store.read(numbers, signal),
          [numbers.length, height, width, channels],
          "uint8",
        );
        yield { inputs: [images], targets: [targets(numbers)] };
      }
    },
  };
}

function floatBatches(dataset: Dataset, { rescale, layout, prefetch }: Chosen): Dataset {
  const converted = async function* (epoch: number, signal?: AbortSignal): AsyncGenerator<Batch> {
    for await (const { inputs, targets } of dataset.batches(epoch, signal)) {
      const images = inputs[0] as NdArray<"uint8">;
      yield {
        inputs: [await bytesToFloats(images, { rescale, layout, ...(signal && { signal }) })],
        targets,
      };
    }
  };
  return { ...dataset, batches: (epoch, signal) => readAhead(converted(epoch, signal), prefetch, signal) };
}
