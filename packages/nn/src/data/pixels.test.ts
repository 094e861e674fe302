import { expect, test } from "vitest";
import { ndArray } from "../array/ndArray.ts";
import { bytesToFloats, channelsFirst } from "./pixels.ts";

const bytes = (shape: number[]) =>
  ndArray(
    Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
    "uint8",
  );

test("bytes of any shape become floats, 1/255 each unless told", async () => {
  const { data, shape, dtype } = await bytesToFloats(bytes([2, 3]));
  expect({ shape, dtype, last: data[5] }).toEqual({
    shape: [2, 3],
    dtype: "float32",
    last: Math.fround(5 / 255),
  });
  expect(Array.from((await bytesToFloats(bytes([4]), { rescale: 2 })).data)).toEqual([0, 2, 4, 6]);
  expect((await bytesToFloats(bytes([0, 28, 28]))).shape).toEqual([0, 28, 28]);
});

test("channels first: 2 images of 1 × 2 pixels with 3 channels, by hand", async () => {
  const first = await bytesToFloats(bytes([2, 1, 2, 3]), { rescale: 1, layout: "NCHW" });
  expect(first.shape).toEqual([2, 3, 1, 2]);
  expect(Array.from(first.data)).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
  expect(channelsFirst(await bytesToFloats(bytes([2, 1, 2, 3]), { rescale: 1 }))).toEqual(first);
  await expect(bytesToFloats(bytes([2, 3]), { layout: "NCHW" })).rejects.toThrow(/shape \[2, 3\]/);
});

test("long work lets timers run and ends when aborted", async () => {
  const control = new AbortController();
  setTimeout(() => control.abort(new Error("enough")), 0);
  const large = bytes([3000, 10_000]);
  await expect(bytesToFloats(large, { signal: control.signal })).rejects.toThrow("enough");
});
