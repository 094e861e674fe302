import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NdArray } from "../../array/ndArray.ts";
import type { Batch, Dataset } from "../dataset.ts";
import { type ImageDirectoryOptions, imageDirectory } from "./imageDirectory.ts";
import type { ImageProgress } from "./imageStore.ts";

let root = "";
const folder = (...parts: string[]) => join(root, ...parts);
const plain = (red: number, green: number, blue: number, side = 8) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: green, b: blue } } });
const put = async (data: Uint8Array, ...parts: string[]) => {
  await mkdir(join(folder(...parts), ".."), { recursive: true });
  await writeFile(folder(...parts), data);
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "images-"));
  // pets: picture i of class c has the red value 10 · i + 100 · c, so that a batch tells which pictures it holds.
  for (const [c, name] of ["cat", "dog"].entries())
    for (let i = 0; i < 10; i++)
      await put(
        await plain(10 * i + 100 * c, 0, 0)
          .png()
          .toBuffer(),
        "pets",
        name,
        `${i}.png`,
      );
  const whole = await plain(200, 30, 90, 64).jpeg().toBuffer();
  await put(whole, "mixed", "a", "whole.jpg");
  await put(whole.subarray(0, whole.length >> 1), "mixed", "a", "cut.jpg");
  await put(Buffer.from("no picture at all"), "mixed", "b", "text.png");
  await put(await plain(9, 9, 9).webp().toBuffer(), "mixed", "b", "deep", "er", "fine.webp");
  await put(Buffer.from("hidden"), "mixed", "b", ".hidden.png");
  await put(Buffer.from("notes"), "mixed", "b", "README.txt");
  await symlink(folder("mixed", "a", "whole.jpg"), folder("mixed", "b", "link.jpeg"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function epoch(dataset: Dataset | undefined, number = 0, signal?: AbortSignal): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of dataset?.batches(number, signal) ?? []) batches.push(batch);
  return batches;
}
const images = ({ inputs }: Batch) => inputs[0] as NdArray<"float32">;
/** Red values of the pictures in order. */
const reds = (batches: Batch[]) =>
  batches.flatMap((batch) => {
    const [n = 0, ...rest] = images(batch).shape;
    const width = rest.reduce((a, b) => a * b, 1);
    return Array.from({ length: n }, (_, i) => Math.round((images(batch).data[i * width] as number) * 255));
  });
const labelsOf = (batches: Batch[]) =>
  batches.flatMap(({ targets }) => Array.from((targets[0] as NdArray<"int32">).data));
const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
const pets = (options: Partial<ImageDirectoryOptions> = {}) =>
  imageDirectory(folder("pets"), { size: [4, 4], batch: 3, ...options });
const everyRed = [0, 100].flatMap((c) => Array.from({ length: 10 }, (_, i) => c + 10 * i));

describe("a folder per class", () => {
  test("pictures with their labels, every one once an epoch, in a new order each", async () => {
    const found = await pets();
    expect(found).toMatchObject({
      classNames: ["cat", "dog"],
      counts: { cat: 10, dog: 10 },
      unreadable: [],
      samples: 20,
      validation: undefined,
    });
    expect(found.train).toMatchObject({ size: 7, samples: 20 });
    const batches = await epoch(found.train);
    expect(batches.map((batch) => images(batch).shape)).toEqual([
      ...Array(6).fill([3, 4, 4, 3]),
      [2, 4, 4, 3],
    ]);
    expect(sorted(reds(batches))).toEqual(everyRed);
    expect(labelsOf(batches)).toEqual(reds(batches).map((red) => (red >= 100 ? 1 : 0)));
    expect(reds(await epoch(found.train, 1))).not.toEqual(reds(batches));
    expect(reds(await epoch((await pets()).train))).toEqual(reds(batches));
    expect(reds(await epoch((await pets({ shuffle: false })).train))).toEqual(everyRed);
  });

  test("the split keeps each class's share, is the same by seed, and nearly the same after a picture came", async () => {
    const sides = async (options: Partial<ImageDirectoryOptions>) => {
      const { train, validation } = await pets({ validationSplit: 0.3, ...options });
      return { train: sorted(reds(await epoch(train))), validation: reds(await epoch(validation)) };
    };
    const first = await sides({ seed: 1 });
    expect(sorted([...first.train, ...first.validation])).toEqual(everyRed);
    expect(first.validation.map((red) => (red >= 100 ? 1 : 0))).toEqual([0, 0, 0, 1, 1, 1]);
    expect(await sides({ seed: 1, batch: 7, shuffle: false })).toEqual(first);
    expect((await sides({ seed: 2 })).validation).not.toEqual(first.validation);
    await put(await plain(255, 0, 0).png().toBuffer(), "pets", "dog", "new.png");
    const later = (await sides({ seed: 1 })).validation;
    await rm(folder("pets", "dog", "new.png"));
    expect(first.validation.filter((red) => !later.includes(red)).length).toBeLessThanOrEqual(1);
  });

  test("labels: class numbers, one-hot rows, or 0 and 1; classes in the order asked for", async () => {
    const [onehot] = await epoch((await pets({ labels: "onehot", shuffle: false, batch: 11 })).train);
    expect(onehot?.targets[0]).toMatchObject({ dtype: "float32", shape: [11, 2] });
    expect(Array.from(onehot?.targets[0]?.data.subarray(18) as Float32Array)).toEqual([1, 0, 0, 1]);
    const [binary] = await epoch(
      (await pets({ labels: "binary", classes: ["dog", "cat"], shuffle: false, batch: 20 })).train,
    );
    expect(binary?.targets[0]).toMatchObject({ dtype: "float32", shape: [20, 1] });
    expect(reds([binary as Batch])[0]).toBe(100);
    expect(binary?.targets[0]?.data[0]).toBe(0);
  });

  test("without memory, or with too little, the pictures are the same", async () => {
    const inMemory = await epoch((await pets()).train);
    expect(await epoch((await pets({ cache: "none" })).train)).toEqual(inMemory);
    expect(await epoch((await pets({ cacheBytes: 48 * 7 })).train)).toEqual(inMemory);
  });

  test("NCHW, one channel, and a scale of one's own", async () => {
    const [first] = await epoch(
      (await pets({ layout: "NCHW", rescale: 1, shuffle: false, batch: 20 })).train,
    );
    expect(images(first as Batch).shape).toEqual([20, 3, 4, 4]);
    expect(Array.from(images(first as Batch).data.subarray(48, 48 + 33))).toEqual([
      ...Array(16).fill(10),
      ...Array(17).fill(0),
    ]);
    const [grey] = await epoch((await pets({ channels: 1 })).train);
    expect(images(grey as Batch).shape).toEqual([3, 4, 4, 1]);
  });

  test("augmented for training, in threads, the same each time; validation stays as it is", async () => {
    const run = async (workers: number) => {
      const found = await pets({ augment: { brightness: 0.5 }, workers, validationSplit: 0.2 });
      const batches = await epoch(found.train, 1);
      const held = await epoch(found.validation);
      await found.close();
      return { batches, held };
    };
    const inPlace = await run(0);
    expect(await run(1)).toEqual(inPlace);
    expect(everyRed).not.toEqual(expect.arrayContaining(reds(inPlace.batches)));
    expect(everyRed).toEqual(expect.arrayContaining(reds(inPlace.held)));
  });

  test("progress counts up to the end", async () => {
    const told: ImageProgress[] = [];
    await pets({ onProgress: (progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ done: 20, total: 20, unreadable: 0, secondsLeft: 0 });
  });

  test("aborting ends the reading and an epoch", async () => {
    await expect(pets({ signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
    const { train } = await pets();
    await expect(epoch(train, 0, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});

describe("what cannot be read", () => {
  const mixed = (options: Partial<ImageDirectoryOptions> = {}) =>
    imageDirectory(folder("mixed"), { size: [8, 8], ...options });

  test("is left out and listed with the reason; links and deeper folders are read, other files ignored", async () => {
    const { counts, unreadable, samples } = await mixed();
    expect({ counts, samples }).toEqual({ counts: { a: 1, b: 2 }, samples: 3 });
    expect(unreadable.map(({ path }) => path)).toEqual([
      folder("mixed", "a", "cut.jpg"),
      folder("mixed", "b", "text.png"),
    ]);
    expect(unreadable[0]?.reason).toMatch(/premature end/i);
    expect(unreadable[1]?.reason).toMatch(/unsupported image format/);
  });

  test("stops everything when asked to", async () => {
    await expect(mixed({ onUnreadable: "fail" })).rejects.toMatchObject({
      code: "NN_IMAGE_UNREADABLE",
      received: expect.stringMatching(/cut\.jpg|text\.png/),
    });
  });

  test("a picture that disappears between epochs is named", async () => {
    await put(await plain(1, 2, 3).png().toBuffer(), "fleeting", "a", "1.png");
    const { train } = await imageDirectory(folder("fleeting"), { size: [2, 2], cache: "none" });
    await rm(folder("fleeting", "a", "1.png"));
    await expect(epoch(train)).rejects.toThrow(/ENOENT.*1\.png/s);
  });

  test.each([
    ["a folder that is not there", "nowhere", {}, "NN_FOLDER_MISSING", /ENOENT/],
    ["an empty folder", "empty", {}, "NN_FOLDER_EMPTY", /empty/],
    ["pictures without class folders", "flat", {}, "NN_CLASSES_MISSING", /no folder for a class/],
    ["a class without pictures", "hollow", {}, "NN_CLASS_EMPTY", /Received: dog/],
    ["a class of broken pictures", "broken", {}, "NN_CLASS_EMPTY", /bad\.png: .*unsupported image format/],
    [
      "a class that is not there",
      "pets",
      { classes: ["cat", "cow"] },
      "NN_CLASS_MISSING",
      /there are cat, dog.*cow/s,
    ],
    ["a size of three numbers", "pets", { size: [4, 4, 3] }, "NN_IMAGE_SIZE", /\[4,4,3\]/],
    ["a size of zero", "pets", { size: [0, 4] }, "NN_IMAGE_SIZE", /\[0,4\]/],
    [
      "binary labels for one class",
      "pets",
      { classes: ["cat"], labels: "binary" },
      "NN_LABELS_NOT_BINARY",
      /1: cat/,
    ],
    ["a share that holds nothing out", "pets", { validationSplit: 0.01 }, "NN_SPLIT_EMPTY", /0 to validate/],
    ["mixing without one-hot labels", "pets", { augment: { mixup: 1 } }, "NN_LABELS_NOT_MIXABLE", /onehot/],
    ["a misspelt option", "pets", { batchSize: 3 }, "NN_OPTION_INVALID", /batchSize.*there are size, batch/s],
  ] as const)("%s", async (_, name, options, code, message) => {
    await mkdir(folder("empty"), { recursive: true });
    await put(await plain(1, 1, 1).png().toBuffer(), "flat", "1.png");
    await put(await plain(1, 1, 1).png().toBuffer(), "hollow", "cat", "1.png");
    await mkdir(folder("hollow", "dog"), { recursive: true });
    await put(Buffer.from("?"), "broken", "cat", "bad.png");
    const run = async () => imageDirectory(folder(name), { size: [4, 4], ...(options as object) });
    const error = await run().then(
      () => undefined,
      (reason: Error & { code: string }) => reason,
    );
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
  });
});
