import { afterAll, describe, expect, test } from "vitest";
import { float32, int32, type NdArray, ndArray } from "../../array/ndArray.ts";
import { arrays, type Batch, type Dataset } from "../dataset.ts";
import { fromIterable } from "../fromIterable.ts";
import { oneHot } from "../oneHot.ts";
import { type AugmentedDataset, augmented } from "./augmented.ts";

const images = ndArray(
  Uint8Array.from({ length: 23 * 10 * 12 * 3 }, (_, i) => (i * 97) % 256),
  [23, 10, 12, 3],
  "uint8",
);
const options = { flip: "horizontal", rotate: 20, zoom: 0.2, cutout: 0.3, mixup: 0.3, seed: 9 } as const;
const labelled = { inputs: [images], targets: [oneHot(Array.from({ length: 23 }, (_, i) => i % 3))] };
const opened: AugmentedDataset[] = [];
const open = (...all: Parameters<typeof augmented>) => {
  const dataset = augmented(...all);
  opened.push(dataset);
  return dataset;
};
afterAll(() => Promise.all(opened.map((dataset) => dataset.close())));

async function epoch(dataset: Dataset, number = 0, signal?: AbortSignal): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of dataset.batches(number, signal)) batches.push(batch);
  return batches;
}

describe("augmentation in threads", () => {
  test("the same batches, in order, with no thread, one and two; epochs differ", async () => {
    const source = arrays({ ...labelled, batchSize: 4, shuffle: true, seed: 2 });
    const [none, one, two] = await Promise.all(
      [0, 1, 2].map((workers) => epoch(open(source, options, { workers, prefetch: 5 }), 1)),
    );
    expect(none).toHaveLength(6);
    expect(one).toEqual(none);
    expect(two).toEqual(none);
    expect(await epoch(open(source, options, { workers: 0 }), 2)).not.toEqual(none);
    expect(open(source, options)).toMatchObject({ size: 6, samples: 23 });
  });

  test("a pool that was closed starts again; views of the caller's arrays leave these whole", async () => {
    const before = images.data.slice();
    const view = { ...images, shape: [2, 10, 12, 3], data: images.data.subarray(720, 1440) };
    const source = fromIterable(() => [{ inputs: [view], targets: [] }]);
    const dataset = open(source, { rotate: 5 }, { workers: 1 });
    const first = await epoch(dataset);
    await dataset.close();
    expect(await epoch(dataset)).toEqual(first);
    expect(images.data).toEqual(before);
  });

  test("wrong labels and errors of the source reach the consumer; leaving closes the source", async () => {
    const sparse = arrays({ inputs: [images], targets: [int32(new Int32Array(23))] });
    await expect(epoch(open(sparse, { mixup: 1 }, { workers: 0 }))).rejects.toMatchObject({
      code: "NN_LABELS_NOT_MIXABLE",
    });
    let closed = 0;
    const source = (failAt: number) =>
      fromIterable(async function* () {
        try {
          for (let i = 0; ; i++) {
            if (i === failAt) throw new Error("disk gone");
            yield { inputs: [images as NdArray], targets: [] };
          }
        } finally {
          closed++;
        }
      });
    await expect(epoch(open(source(2), {}, { workers: 0 }))).rejects.toThrow("disk gone");
    expect(closed).toBe(1);
    for await (const _ of open(source(Number.NaN), {}, { workers: 0 }).batches(0)) break;
    expect(closed).toBe(2);
    const control = new AbortController();
    const run = async () => {
      for await (const _ of open(source(Number.NaN), {}, { workers: 0 }).batches(0, control.signal))
        control.abort(new Error("enough"));
    };
    await expect(run()).rejects.toThrow("enough");
  });

  test("what does not fit is refused at once", () => {
    const source = arrays({ inputs: [float32([1])] });
    expect(() => augmented(source, { rotate: -1 })).toThrow(/augment: rotate/);
    expect(() => augmented(source, {}, { workers: 1.5 })).toThrow(/augmented: workers/);
  });
});
