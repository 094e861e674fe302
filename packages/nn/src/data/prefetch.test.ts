import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { arrays, type Batch, type Dataset } from "./dataset.ts";
import { fromIterable, type Sample } from "./fromIterable.ts";
import { prefetch } from "./prefetch.ts";

const batch = (value: number): Batch => ({ inputs: [float32([value], [1, 1])], targets: [] });
const firstValue = ({ inputs }: Batch) => (inputs[0] as NdArray).data[0];
async function collect(dataset: Dataset, signal?: AbortSignal) {
  const values = [];
  for await (const one of dataset.batches(0, signal)) values.push(firstValue(one));
  return values;
}

/** A source that tells how far it was asked and whether it was closed. */
function watched(count: number, failAt = Number.POSITIVE_INFINITY) {
  const seen = { made: 0, closed: 0 };
  const source = async function* () {
    try {
      for (let i = 0; i < count; i++) {
        await wait(1);
        if (i === failAt) throw new Error(`row ${i} is broken`);
        seen.made++;
        yield batch(i);
      }
    } finally {
      seen.closed++;
    }
  };
  return { seen, source };
}

describe("batches from an iterable", () => {
  test("all, in order; the factory is asked once per epoch with its number", async () => {
    const epochs: number[] = [];
    const dataset = fromIterable(
      (epoch) => {
        epochs.push(epoch);
        return watched(5).source();
      },
      { size: 5 },
    );
    expect(await collect(dataset)).toEqual([0, 1, 2, 3, 4]);
    expect(await collect(dataset)).toEqual([0, 1, 2, 3, 4]);
    expect(epochs).toEqual([0, 0]);
    expect(dataset.size).toBe(5);
  });

  test("a slow consumer holds the source back: never more than depth + 1 ahead", async () => {
    const { seen, source } = watched(50);
    let taken = 0;
    let most = 0;
    for await (const _ of fromIterable(source, { prefetch: 3 }).batches(0)) {
      taken++;
      await wait(8);
      most = Math.max(most, seen.made - taken);
      if (taken === 12) break;
    }
    expect(most).toBe(3);
    expect(seen.made).toBeLessThanOrEqual(12 + 4);
    expect(seen.closed).toBe(1);
  });

  test("an error comes at its place, after the batches before it, and closes the source", async () => {
    const { seen, source } = watched(9, 3);
    const values: unknown[] = [];
    const run = async () => {
      for await (const one of fromIterable(source).batches(0)) values.push(firstValue(one));
    };
    await expect(run()).rejects.toThrow("row 3 is broken");
    expect(values).toEqual([0, 1, 2]);
    expect(seen.closed).toBe(1);
  });

  test("an abort ends at once, even when the source hangs, and closes it afterwards", async () => {
    const control = new AbortController();
    const { seen, source } = watched(1000);
    const dataset = fromIterable(source);
    const running = collect(dataset, control.signal);
    setTimeout(() => control.abort(new Error("stopped")), 20);
    await expect(running).rejects.toThrow("stopped");
    await wait(20);
    expect(seen.closed).toBe(1);

    const hanging: Dataset = fromIterable(() => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
    }));
    const second = new AbortController();
    setTimeout(() => second.abort(new Error("stopped")), 5);
    await expect(collect(hanging, second.signal)).rejects.toThrow("stopped");
    await expect(collect(hanging, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });

  test("samples are stacked to batches with their weights", async () => {
    const samples = function* (): Iterable<Sample> {
      for (let i = 0; i < 3; i++)
        yield { inputs: [float32([i, i])], targets: [int32([i], [])], ...(i === 1 && { weight: 5 }) };
    };
    const dataset = fromIterable(samples, { batchSize: 2, samples: 3 });
    const batches: Batch[] = [];
    for await (const one of dataset.batches(0)) batches.push(one);
    expect(dataset.size).toBe(2);
    expect(batches).toEqual([
      {
        inputs: [float32([0, 0, 1, 1], [2, 2])],
        targets: [int32([0, 1])],
        weights: new Float32Array([1, 5]),
      },
      { inputs: [float32([2, 2], [1, 2])], targets: [int32([2])] },
    ]);
  });

  test("samples of different shapes are refused with both shapes", async () => {
    const samples = () => [{ inputs: [float32([1, 2])] }, { inputs: [float32([1, 2, 3])] }];
    await expect(collect(fromIterable(samples, { batchSize: 2 }))).rejects.toThrow(
      "The samples of one batch differ; the first has float32 [2]. Received: float32 [3].",
    );
  });
});

test("prefetching arrays gives the same batches", async () => {
  const dataset = arrays({ inputs: [float32([1, 2, 3, 4, 5])], batchSize: 2, shuffle: true, seed: 3 });
  expect(await collect(prefetch(dataset, 4))).toEqual(await collect(dataset));
  expect(prefetch(dataset)).toMatchObject({ size: 3, samples: 5 });
  expect(() => prefetch(dataset, 0)).toThrow(/at least 1/);
});
