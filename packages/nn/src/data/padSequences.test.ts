import fc from "fast-check";
import { expect, test } from "vitest";
import { padSequences } from "./padSequences.ts";

const rows = ({ shape: [n = 0, width = 0], data }: { shape: readonly number[]; data: ArrayLike<number> }) =>
  Array.from({ length: n }, (_, i) => Array.from(data).slice(i * width, (i + 1) * width));
const sequence = [[1], [2, 3], [4, 5, 6]];

test("the examples of Keras' documentation of pad_sequences", () => {
  expect(rows(padSequences(sequence))).toEqual([
    [0, 0, 1],
    [0, 2, 3],
    [4, 5, 6],
  ]);
  expect(rows(padSequences(sequence, { value: -1 }))).toEqual([
    [-1, -1, 1],
    [-1, 2, 3],
    [4, 5, 6],
  ]);
  expect(rows(padSequences(sequence, { padding: "post" }))).toEqual([
    [1, 0, 0],
    [2, 3, 0],
    [4, 5, 6],
  ]);
  expect(rows(padSequences(sequence, { maxlen: 2 }))).toEqual([
    [0, 1],
    [2, 3],
    [5, 6],
  ]);
});

test("truncating post keeps the beginning; float32 keeps fractions", () => {
  expect(rows(padSequences(sequence, { maxlen: 2, truncating: "post" }))[2]).toEqual([4, 5]);
  expect(padSequences([[0.5]], { dtype: "float32", maxlen: 2 })).toMatchObject({ dtype: "float32" });
  expect(() => padSequences(sequence, { maxlen: 1.5 })).toThrow(/maxlen/);
});

test("the kept values stand in order at one end, all else is the value", () => {
  const side = fc.constantFrom("pre" as const, "post" as const);
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }), { minLength: 1 }),
      fc.nat(10),
      side,
      side,
      (sequences, maxlen, padding, truncating) => {
        for (const [i, row] of rows(padSequences(sequences, { maxlen, padding, truncating })).entries()) {
          const whole = sequences[i] as number[];
          const kept = truncating === "pre" ? whole.slice(-maxlen || whole.length) : whole.slice(0, maxlen);
          const fill = new Array<number>(maxlen - kept.length).fill(0);
          expect(row).toEqual(padding === "pre" ? [...fill, ...kept] : [...kept, ...fill]);
        }
      },
    ),
  );
});
