import fc from "fast-check";
import { expect, test } from "vitest";
import { gradCam } from "./gradCam.ts";
import { heatMapRgba, upsample } from "./heatMap.ts";
import { occlusion } from "./occlusion.ts";
import type { Picture } from "./picture.ts";
import { superpixels } from "./superpixels.ts";

test("gradCam: two channels by hand, negative places cut off", () => {
  // α = (mean of 1, 3) = 2 and (mean of −1, −1) = −1; L = max(0, 2a − b).
  const got = gradCam({
    activations: [1, 1, 0, 5],
    gradients: [1, -1, 3, -1],
    height: 1,
    width: 2,
    channels: 2,
  });
  expect([...got.data]).toEqual([1, 0]);
  expect(() => gradCam({ activations: [1], gradients: [1, 2], height: 1, width: 1, channels: 1 })).toThrow(
    /both \[h, w, c\]/,
  );
});

test("upsample: twice as wide as PyTorch's interpolate(mode='bilinear', align_corners=False) gives", () => {
  // torch.nn.functional.interpolate(tensor([[[[0., 1.]]]]), (1, 4), mode='bilinear') → 0, 0.25, 0.75, 1
  const got = upsample({ data: Float64Array.of(0, 1), height: 1, width: 2 }, 1, 4);
  expect([...got.data]).toEqual([0, 0.25, 0.75, 1]);
});

test("upsample stays within the range of the map", () => {
  const cell = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (cells, side) => {
        const { data } = upsample({ data: Float64Array.from(cells), height: 2, width: 3 }, side, side);
        expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...cells) - 1e-12);
        expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...cells) + 1e-12);
      },
    ),
  );
});

test("heatMapRgba: clear at 0, hot at the most, blue and red by sign", () => {
  const map = (...values: number[]) => ({ data: Float64Array.from(values), height: 1, width: values.length });
  const hot = heatMapRgba(map(0, 2), { opacity: 1 });
  expect(hot[3]).toBe(0);
  // Turbo's table ends in (122, 4, 3); the published polynomial, 255 · Σ of its red coefficients, in 144.
  expect([...hot.slice(4)]).toEqual([144, 13, 0, 255]);
  expect([...heatMapRgba(map(-1, 1), { opacity: 0.5 })]).toEqual([33, 102, 172, 128, 178, 24, 43, 128]);
  expect([...heatMapRgba(map(0, 0))].filter((_, i) => i % 4 === 3)).toEqual([0, 0]);
});

const flat = (height: number, width: number, at: (y: number, x: number) => number): Picture => ({
  data: Float64Array.from({ length: height * width }, (_, p) => at(Math.floor(p / width), p % width)),
  height,
  width,
  channels: 1,
});

test("superpixels: every pixel has an area, areas are connected and keep to the edge of two colours", () => {
  const { labels, count } = superpixels(
    flat(20, 30, (_, x) => (x < 13 ? 0 : 1)),
    { count: 12 },
  );
  expect(new Set(labels).size).toBe(count);
  expect(count).toBeGreaterThan(5);
  const sides = new Map<number, Set<boolean>>();
  labels.forEach((label, p) => {
    sides.set(label, (sides.get(label) ?? new Set()).add(p % 30 < 13));
  });
  expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
  expect(superpixels(flat(1, 1, () => 3)).count).toBe(1);
  expect(() => superpixels({ data: [1, 2], height: 1, width: 1, channels: 1 })).toThrow(/2 numbers/);
  expect(() => superpixels({ data: [Number.NaN], height: 1, width: 1, channels: 1 })).toThrow(/finite/);
});

test("occlusion: the map of a sum of pixels is each pixel's share of its patches, by hand", async () => {
  const picture = flat(2, 4, (y, x) => (y === 0 && x === 0 ? 4 : 0));
  const sum = (pictures: readonly Picture[]) =>
    pictures.map((p) => Array.from(p.data).reduce((a, b) => a + b, 0));
  const got = await occlusion(sum, picture, { size: 2, stride: 1, fill: 0 });
  // Patches at x = 0, 1, 2; only the first covers the bright pixel: drop 4, 0, 0. Column 1 averages (4 + 0) / 2.
  expect([...got.data]).toEqual([4, 2, 0, 0, 4, 2, 0, 0]);
  expect(got.prediction).toBe(4);
});
