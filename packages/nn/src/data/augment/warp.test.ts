import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Drawn } from "./draw.ts";
import { type Affine, sourceOf, warp } from "./warp.ts";

interface Golden {
  image: number[];
  cases: { affine: Affine; fillMode: "nearest" | "constant" | "reflect"; out: number[] }[];
}
/** scipy.ndimage.affine_transform, order 1; "constant" is its grid-constant: test/data/golden/warp.py. */
const golden = JSON.parse(
  readFileSync(new URL("../../../test/data/golden/warp.json", import.meta.url), "utf8"),
) as Golden;
const size = { height: 5, width: 7, channels: 2 };

test.each(golden.cases)("$fillMode, affine $affine, as SciPy", ({ affine, fillMode, out: expected }) => {
  const out = new Float32Array(70);
  warp(Uint8Array.from(golden.image), 0, out, 0, size, affine, { scale: 1, fillMode, fill: 40 });
  // Printed to 5 digits; single precision of values up to 255 adds 2e-5.
  for (const [i, value] of expected.entries())
    expect(Math.abs((out[i] as number) - value)).toBeLessThan(4e-5);
});

const still: Drawn = {
  flipX: false,
  flipY: false,
  angle: 0,
  shear: 0,
  shiftY: 0,
  shiftX: 0,
  zoom: 1,
  crop: 1,
  cropY: 0.5,
  cropX: 0.5,
  brightness: 0,
  contrast: 1,
  cutoutY: 0,
  cutoutX: 0,
};
const square = { height: 3, width: 3, channels: 1 };
const digits = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
const moved = (drawn: Partial<Drawn>, fillMode: "nearest" | "constant" | "reflect" = "constant") => {
  const out = new Float32Array(9);
  warp(digits, 0, out, 0, square, sourceOf({ ...still, ...drawn }, square), { scale: 1, fillMode, fill: 0 });
  return Array.from(out, (value) => Math.round(value * 1e4) / 1e4);
};

test("each motion by hand on 1 2 3 / 4 5 6 / 7 8 9", () => {
  expect(moved({})).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(moved({ flipX: true })).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
  expect(moved({ flipY: true })).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
  expect(moved({ angle: Math.PI / 2 })).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]); // counter-clockwise
  expect(moved({ shiftX: 1 / 3 })).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]); // to the right
  expect(moved({ shiftY: 1 / 3 })).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6]); // down
  expect(moved({ shiftX: 1 / 3 }, "nearest")).toEqual([1, 1, 2, 4, 4, 5, 7, 7, 8]);
  expect(moved({ shiftX: 2 / 3 }, "reflect")).toEqual([2, 1, 1, 5, 4, 4, 8, 7, 7]);
  expect(moved({ zoom: 2 })).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]); // the middle, enlarged
  expect(moved({ shear: Math.PI / 4 })).toEqual([2, 3, 0, 4, 5, 6, 0, 7, 8]); // x + y: the lower row to the right
  expect(moved({ crop: 1 / 3, cropY: 0, cropX: 0 }, "nearest")[4]).toBe(1); // upper left third
  expect(moved({ crop: 1 / 3, cropY: 1, cropX: 0.5 }, "nearest")[4]).toBe(8); // lower middle third
});
