import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { type ArrayDataset, type ArraysOptions, arrays } from "./dataset.ts";
import { splitArrays, splitRows } from "./split.ts";

const table = (n: number): ArraysOptions => ({
  inputs: [
    float32(
      Float32Array.from({ length: n * 2 }, (_, i) => i),
      [n, 2],
    ),
  ],
  targets: [int32(Array.from({ length: n }, (_, i) => i))],
  weights: Float32Array.from({ length: n }, (_, i) => i / 2),
});
const labels = (dataset: ArrayDataset, epoch = 0) =>
  [...dataset.batches(epoch)].map(({ targets }) => Array.from((targets[0] as NdArray<"int32">).data));

describe("arrays", () => {
  test("batches in order; inputs, targets and weights keep together; the last one is what is left", () => {
    const [first, last] = [...arrays({ ...table(3), batchSize: 2 }).batches(0)];
    expect(first).toEqual({
      inputs: [float32([0, 1, 2, 3], [2, 2])],
      targets: [int32([0, 1])],
      weights: new Float32Array([0, 0.5]),
    });
    expect(last?.inputs[0]).toEqual(float32([4, 5], [1, 2]));
  });

  test("shuffled: every row once per epoch, another order every epoch, the same by seed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (n, batchSize, seed) => {
          const make = () => arrays({ ...table(n), batchSize, shuffle: true, seed });
          expect(labels(make(), 4)).toEqual(labels(make(), 4));
          expect(
            labels(make(), 4)
              .flat()
              .toSorted((a, b) => a - b),
          ).toEqual(Array.from({ length: n }, (_, i) => i));
          expect(labels(make())).toHaveLength(make().size);
        },
      ),
    );
    const made = arrays({ ...table(40), shuffle: true });
    expect(labels(made, 0)).not.toEqual(labels(made, 1));
  });

  test("its fields survive a structured clone and make the same dataset elsewhere", () => {
    const {
      gather: _,
      batches: __,
      ...fields
    } = arrays({ ...table(9), batchSize: 4, shuffle: true, seed: 5 });
    expect(labels(arrays(structuredClone(fields)), 2)).toEqual(labels(arrays(fields), 2));
  });

  test("an aborted epoch ends with the reason", () => {
    const control = new AbortController();
    const run = () => {
      for (const _ of arrays({ ...table(9), batchSize: 2 }).batches(0, control.signal))
        control.abort(new Error("enough"));
    };
    expect(run).toThrow("enough");
  });

  test("what does not fit is refused", () => {
    expect(() => arrays({ inputs: [] })).toThrow(/no input/);
    expect(() => arrays({ inputs: [float32([], [0, 2])] })).toThrow(/shape \[0, 2\]/);
    expect(() => arrays({ ...table(3), targets: [int32([1])] })).toThrow(/target 0 with 1 rows/);
    expect(() => arrays({ ...table(3), weights: new Float32Array(2) })).toThrow(/weights with 2 rows/);
    expect(() => arrays({ ...table(3), batchSize: 0 })).toThrow(
      expect.objectContaining({ code: "NN_BATCH_SIZE" }),
    );
    expect(() => arrays({ ...table(3), rows: new Uint32Array() })).toThrow(/no rows/);
    expect(() => [...arrays({ ...table(3), rows: new Uint32Array([3]) }).batches(0)]).toThrow(/no such row/);
  });
});

describe("split", () => {
  const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });

  test("every row is on one side, the share is met, the same seed gives the same split", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), share, fc.integer(), (n, validation, seed) => {
        const split = splitRows(n, { validation, seed });
        expect([...split.train, ...split.validation].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: n }, (_, i) => i),
        );
        expect(split.validation).toHaveLength(Math.round(n * validation));
        expect(splitRows(n, { validation, seed })).toEqual(split);
      }),
    );
  });

  test("stratified: every class gives its share", () => {
    const classes = Array.from({ length: 100 }, (_, i) => (i < 80 ? "common" : "rare"));
    const { validation } = splitRows(100, { validation: 0.25, stratify: classes });
    expect([...validation].filter((row) => row >= 80)).toHaveLength(5);
    expect(validation).toHaveLength(25);
  });

  test("a group is never on both sides", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 40, maxLength: 90 }), fc.integer(), (groups, seed) => {
        fc.pre(new Set(groups).size >= 5);
        const { train, validation } = splitRows(groups.length, { validation: 0.4, groups, seed });
        const held = new Set([...validation].map((row) => groups[row]));
        expect([...train].filter((row) => held.has(groups[row]))).toEqual([]);
      }),
    );
  });

  test("unshuffled, the last rows are held out", () => {
    expect([...splitRows(5, { validation: 0.4, shuffle: false }).validation]).toEqual([3, 4]);
  });

  test("arrays: two datasets over the same memory", () => {
    const options = { ...table(10), batchSize: 4, shuffle: true };
    const { train, validation } = splitArrays(options, { validation: 0.3, seed: 1 });
    expect([train.samples, validation.samples]).toEqual([7, 3]);
    expect(train.inputs[0]).toBe(validation.inputs[0]);
    expect([...labels(train), ...labels(validation)].flat().toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test("what cannot be split is refused", () => {
    expect(() => splitRows(1, { validation: 0.5 })).toThrow(
      expect.objectContaining({ code: "NN_SPLIT_EMPTY" }),
    );
    expect(() => splitRows(9, { validation: 1 })).toThrow(/between 0 and 1/);
    expect(() => splitRows(9, { validation: 0.5, groups: [1] })).toThrow(/1 keys/);
    expect(() => splitRows(2, { validation: 0.5, groups: [1, 2], stratify: [1, 2] })).toThrow(/one of them/);
  });
});
