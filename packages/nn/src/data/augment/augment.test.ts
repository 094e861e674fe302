import { random } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32, int32, type NdArray, ndArray, sliceRows } from "../../array/ndArray.ts";
import { oneHot } from "../oneHot.ts";
import { mixSeed } from "../seed.ts";
import { augment } from "./augment.ts";
import { draw, drawBeta } from "./draw.ts";
import { type AugmentOptions, augmentOptions } from "./options.ts";

const { next } = random(5);
const images = ndArray(
  Uint8Array.from({ length: 6 * 8 * 9 * 3 }, () => Math.floor(next() * 256)),
  [6, 8, 9, 3],
  "uint8",
);
const batch = { inputs: [images], targets: [oneHot([0, 1, 2, 0, 1, 2])] };
const all: AugmentOptions = {
  flip: "both",
  rotate: 30,
  shift: [0.1, 0.2],
  zoom: [0.8, 1.3],
  shear: 10,
  crop: 0.7,
  brightness: 0.2,
  contrast: 0.3,
  cutout: 0.4,
  fillMode: "reflect",
  seed: 3,
};
const data = (of: { inputs: readonly NdArray[] }) => (of.inputs[0] as NdArray<"float32">).data;

const labels = (of: { targets: readonly NdArray[] }) => (of.targets[0] as NdArray<"float32">).data;

test("without options bytes become floats from 0 to 1, nothing else", () => {
  const out = augment({})(batch, { epoch: 0, first: 0 });
  expect(out.inputs[0]).toEqual(
    float32(
      Float32Array.from(images.data, (v) => Math.fround(v * (1 / 255))),
      images.shape,
    ),
  );
  expect(out.targets).toBe(batch.targets);
});

test("what happens to a sample depends on seed, epoch and its number, not on the batch it is in", () => {
  const whole = augment(all)(batch, { epoch: 2, first: 10 });
  const parts = [0, 1, 5].map((from, i) => {
    const to = [1, 5, 6][i] as number;
    const part = { inputs: [sliceRows(images, from, to)], targets: [] };
    return Array.from(data(augment(all)(part, { epoch: 2, first: 10 + from })));
  });
  expect(parts.flat()).toEqual(Array.from(data(whole)));
  expect(data(augment(all)(batch, { epoch: 3, first: 10 }))).not.toEqual(data(whole));
  expect(data(augment({ ...all, seed: 4 })(batch, { epoch: 2, first: 10 }))).not.toEqual(data(whole));
});

test("the input stays as it was, and float images keep their unit", () => {
  const before = images.data.slice();
  const floats = float32(
    Float32Array.from(images.data, (v) => v / 255),
    images.shape,
  );
  const [a, b] = [images, floats].map((input) =>
    data(augment(all)({ inputs: [input], targets: [] }, { epoch: 0, first: 0 })),
  );
  expect(images.data).toEqual(before);
  for (let i = 0; i < before.length; i++)
    expect(Math.abs(Number(a?.[i]) - Number(b?.[i]))).toBeLessThan(1e-5);
});

test("values stay between black and white whatever is drawn", () => {
  const some = fc.record({
    brightness: fc.double({ min: 0, max: 1, noNaN: true }),
    contrast: fc.double({ min: 0, max: 1, noNaN: true }),
    rotate: fc.double({ min: 0, max: 180, noNaN: true }),
    fillMode: fc.constantFrom("nearest" as const, "reflect" as const, "constant" as const),
    mixup: fc.double({ min: 0.01, max: 5, noNaN: true }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(some, (options) => {
      const out = data(augment(options)(batch, { epoch: 0, first: 0 }));
      expect(out.every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("options are drawn from their ranges, and switching one on leaves the others as they were", () => {
  const one = (options: AugmentOptions, seed: number) =>
    draw(augmentOptions.parse(options), random(mixSeed(seed)));
  const drawn = Array.from({ length: 2000 }, (_, seed) => one(all, seed));
  const range = (of: (typeof drawn)[number][keyof (typeof drawn)[number]][]) => [
    Math.min(...of.map(Number)),
    Math.max(...of.map(Number)),
  ];
  const near = (values: number[], [low, high]: [number, number]) => {
    const slack = (high - low) * 0.01;
    expect(values[0]).toBeGreaterThanOrEqual(low);
    expect(values[0]).toBeLessThan(low + slack);
    expect(values[1]).toBeLessThanOrEqual(high);
    expect(values[1]).toBeGreaterThan(high - slack);
  };
  near(range(drawn.map(({ angle }) => angle)), [-Math.PI / 6, Math.PI / 6]);
  near(range(drawn.map(({ shiftY }) => shiftY)), [-0.1, 0.1]);
  near(range(drawn.map(({ shiftX }) => shiftX)), [-0.2, 0.2]);
  near(range(drawn.map(({ zoom }) => zoom)), [0.8, 1.3]);
  near(range(drawn.map(({ crop }) => crop)), [0.7, 1]);
  near(range(drawn.map(({ contrast }) => contrast)), [0.7, 1.3]);
  near(range(drawn.map(({ brightness }) => brightness)), [-0.2, 0.2]);
  const flips = drawn.filter(({ flipX }) => flipX).length;
  expect(Math.abs(flips - 1000)).toBeLessThan(4 * Math.sqrt(500)); // 4 standard deviations of 2000 coins
  expect(one({ rotate: 30 }, 7).angle).toBe(one({ ...all, rotate: 30 }, 7).angle);
});

test("cutout blanks a rectangle of its size, cut off at the border", () => {
  const white = ndArray(new Uint8Array(20 * 10 * 10).fill(255), [20, 10, 10, 1], "uint8");
  const out = data(
    augment({ cutout: 0.4, seed: 1 })({ inputs: [white], targets: [] }, { epoch: 0, first: 0 }),
  );
  const blank = Array.from(
    { length: 20 },
    (_, i) => out.subarray(i * 100, (i + 1) * 100).filter((v) => v === 0).length,
  );
  expect(Math.max(...blank)).toBe(16);
  expect(Math.min(...blank)).toBeGreaterThanOrEqual(4);
  expect(out.every((value) => value === 0 || value === 1)).toBe(true);
});

test("brightness and contrast by hand: 0.5 and 1 with contrast 2 become 0.25 and 1, mean 0.75 kept until cut off", () => {
  const two = float32([0.5, 1], [1, 1, 2, 1]);
  const out = augment({ contrast: [2, 2] })({ inputs: [two], targets: [] }, { epoch: 0, first: 0 });
  expect(Array.from(data(out))).toEqual([0.25, 1]);
});

test("NCHW gives the same pixels with channels first", () => {
  const last = augment(all)(batch, { epoch: 0, first: 0 });
  const first = augment({ ...all, layout: "NCHW" })(batch, { epoch: 0, first: 0 });
  expect(first.inputs[0]?.shape).toEqual([6, 3, 8, 9]);
  for (const [n, k, y, x] of [
    [0, 0, 0, 0],
    [5, 2, 7, 8],
    [3, 1, 4, 2],
  ] as const)
    expect(data(first)[((n * 3 + k) * 8 + y) * 9 + x]).toBe(data(last)[((n * 8 + y) * 9 + x) * 3 + k]);
});

describe("mixing", () => {
  /** Image i is the constant i, so a pixel tells its share of each image. */
  const constant = {
    inputs: [
      float32(
        Float32Array.from({ length: 2 * 400 }, (_, i) => (i < 400 ? 0 : 1)),
        [2, 20, 20, 1],
      ),
    ],
    targets: [float32([0, 1], [2, 1])],
    weights: new Float32Array([0, 1]),
  };

  test("mixup: image, label and weight are mixed by the same share", () => {
    for (let first = 0; first < 40; first += 2) {
      const out = augment({ mixup: 0.4 })(constant, { epoch: 0, first });
      for (const i of [0, 1]) {
        expect(data(out)[i * 400]).toBeCloseTo(labels(out)[i] as number, 6);
        expect(out.weights?.[i]).toBeCloseTo(labels(out)[i] as number, 6);
      }
    }
  });

  test("cutmix: the label is the share of the pixels", () => {
    let mixed = 0;
    for (let first = 0; first < 40; first += 2) {
      const out = augment({ cutmix: 1 })(constant, { epoch: 0, first });
      for (const i of [0, 1]) {
        const share =
          data(out)
            .subarray(i * 400, (i + 1) * 400)
            .reduce((sum, v) => sum + v, 0) / 400;
        expect(labels(out)[i]).toBeCloseTo(share, 6);
        if (share > 0 && share < 1) mixed++;
      }
    }
    expect(mixed).toBeGreaterThan(10);
  });

  test("labels that are no shares are refused, with what to do", () => {
    const run = (targets: NdArray[]) => () =>
      augment({ mixup: 0.2 })({ inputs: [images], targets }, { epoch: 0, first: 0 });
    expect(run([int32([0, 1, 2, 0, 1, 2])])).toThrow(
      expect.objectContaining({ code: "NN_LABELS_NOT_MIXABLE" }),
    );
    expect(run([])).toThrow(/no labels/);
  });

  test("Beta(α, α) has mean ½ and variance 1 / (4 (2α + 1))", () => {
    for (const alpha of [0.2, 1, 4]) {
      const stream = random(11);
      const values = Array.from({ length: 20_000 }, () => drawBeta(alpha, stream));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const exact = 1 / (4 * (2 * alpha + 1));
      expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(exact / 20_000)); // 4 standard errors
      expect(Math.abs(variance / exact - 1)).toBeLessThan(0.04);
    }
  });
});

test("what does not fit is refused", () => {
  expect(() => augment({ rotate: 200 })).toThrow(/augment: rotate/);
  expect(() => augment({ zoom: [1.2, 0.8] })).toThrow(/zoom/);
  const misspelt = { flipp: "both" };
  expect(() => augment(misspelt as AugmentOptions)).toThrow(/flipp.*there are flip, rotate/s);
  expect(() => augment({})({ inputs: [float32([1, 2])], targets: [] }, { epoch: 0, first: 0 })).toThrow(
    /\[n, height, width, channels\].*float32 \[2\]/s,
  );
});
