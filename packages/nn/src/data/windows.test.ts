import fc from "fast-check";
import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { splitTime, windows } from "./windows.ts";

/** Series whose values tell their place: value = 1000 · series + 10 · time + feature. */
const series = (which: number, steps: number, features: number): NdArray<"float32"> =>
  float32(
    Float32Array.from(
      { length: steps * features },
      (_, i) => 1000 * which + 10 * Math.floor(i / features) + (i % features),
    ),
    [steps, features],
  );
const rows = ({ shape: [n = 0, steps = 0, width = 0], data }: NdArray) =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: steps }, (_, t) =>
      Array.from(data.subarray((i * steps + t) * width, (i * steps + t + 1) * width) as Float32Array),
    ),
  );

test("length 2, gap 1, horizon 1, stride 2 over 7 steps, by hand", () => {
  const cut = windows(series(0, 7, 2), { length: 2, gap: 1, horizon: 1, stride: 2, targets: [1], batch: 8 });
  const [batch] = [...cut.batches(0)];
  expect(cut).toMatchObject({ samples: 2, size: 1 });
  expect(rows(batch?.inputs[0] as NdArray)).toEqual([
    [
      [0, 1],
      [10, 11],
    ],
    [
      [20, 21],
      [30, 31],
    ],
  ]);
  expect(rows(batch?.targets[0] as NdArray)).toEqual([[[31]], [[51]]]);
});

test("every window lies within one series, its steps follow each other, and each comes once", () => {
  const options = fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
    length: fc.integer({ min: 1, max: 5 }),
    horizon: fc.integer({ min: 1, max: 4 }),
    gap: fc.nat(3),
    stride: fc.integer({ min: 1, max: 4 }),
    batch: fc.integer({ min: 1, max: 7 }),
    seed: fc.integer(),
    shuffle: fc.boolean(),
  });
  fc.assert(
    fc.property(options, ({ lengths, ...how }) => {
      const span = how.length + how.gap + how.horizon;
      fc.pre(lengths.some((steps) => steps >= span));
      const cut = windows(
        lengths.map((steps, which) => series(which, steps, 2)),
        how,
      );
      const batches = [...cut.batches(3)];
      expect(batches).toHaveLength(cut.size);
      const starts: number[] = [];
      for (const { inputs, targets } of batches) {
        const [x, y] = [rows(inputs[0] as NdArray), rows(targets[0] as NdArray)];
        for (const [i, window] of x.entries()) {
          const start = window[0]?.[0] as number;
          starts.push(start);
          expect(window).toEqual(window.map((_, t) => [start + 10 * t, start + 10 * t + 1]));
          const target = start + 10 * (how.length + how.gap);
          expect(y[i]).toEqual(
            Array.from({ length: how.horizon }, (_, t) => [target + 10 * t, target + 10 * t + 1]),
          );
        }
      }
      const expected = lengths.flatMap((steps, which) =>
        Array.from({ length: steps }, (_, t) => t)
          .filter((t) => t % how.stride === 0 && t + span <= steps)
          .map((t) => 1000 * which + 10 * t),
      );
      expect(starts.toSorted((a, b) => a - b)).toEqual(expected);
      if (!how.shuffle) expect(starts).toEqual(expected);
    }),
  );
});

test("the order of an epoch depends on seed and epoch only", () => {
  const firsts = (seed: number, epoch: number) =>
    [
      ...windows(series(0, 40, 1), { length: 2, horizon: 1, batch: 50, shuffle: true, seed }).batches(epoch),
    ].map(({ inputs }) => Array.from((inputs[0] as NdArray<"float32">).data));
  expect(firsts(1, 0)).toEqual(firsts(1, 0));
  expect(firsts(1, 0)).not.toEqual(firsts(1, 1));
  expect(firsts(1, 0)).not.toEqual(firsts(2, 0));
});

test("splitTime shares no step between the parts, and leaves the gap out", () => {
  const {
    train,
    validation,
    test: last,
  } = splitTime(series(0, 100, 1), { validation: 0.2, test: 0.1, gap: 3 });
  const times = (part: NdArray) => [part.data[0], part.data[part.data.length - 1]].map((v) => Number(v) / 10);
  expect([times(train), times(validation), times(last)]).toEqual([
    [0, 69],
    [73, 89],
    [93, 99],
  ]);
  expect(train.data.buffer).toBe(last.data.buffer);
  expect(() => splitTime(series(0, 10, 1), { validation: 0.2, gap: 2 })).toThrow(/no steps for validation/);
  expect(() => splitTime(series(0, 10, 1), { validation: 0.9, test: 0.9 })).toThrow(/no steps/);
});

test("what does not fit is refused", () => {
  const short = series(0, 3, 2);
  expect(() => windows(short, { length: 3, horizon: 1 })).toThrow(/length \+ gap \+ horizon = 4 steps/);
  expect(() => windows(short, { length: 1, horizon: 1, targets: [2] })).toThrow(/target column 2/);
  expect(() => windows(float32([1, 2, 3]), { length: 1, horizon: 1 })).toThrow(/\[time, features\]/);
  expect(() => windows([short, series(0, 9, 3)], { length: 1, horizon: 1 })).toThrow(/shape \[9, 3\]/);
  expect(() => windows(short, { length: 0, horizon: 1 })).toThrow(/windows: length/);
  const misspelt = { length: 1, horizon: 1, strid: 2 };
  expect(() => windows(short, misspelt)).toThrow(/strid.*there are length, horizon, stride/s);
});
