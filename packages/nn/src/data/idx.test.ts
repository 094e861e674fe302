import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readIdx } from "./idx.ts";

/** Bytes written out by hand after the format's description. */
const images = Buffer.from([0, 0, 0x08, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 255]);
const shorts = Buffer.from([0, 0, 0x0b, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xff]);
const doubles = Buffer.concat([
  Buffer.from([0, 0, 0x0e, 1, 0, 0, 0, 1]),
  Buffer.from("3ff8000000000000", "hex"),
]);

test.each([
  ["plain", images],
  ["gzipped", gzipSync(images)],
])("images, %s: uint8 [2, 1, 2]", (_, file) => {
  const { dtype, shape, data } = readIdx(file);
  expect({ dtype, shape, data: [...(data as Uint8Array)] }).toEqual({
    dtype: "uint8",
    shape: [2, 1, 2],
    data: [9, 8, 7, 255],
  });
});

test("signed bytes are signed", () => {
  expect([...(readIdx(Buffer.from([0, 0, 9, 1, 0, 0, 0, 2, 255, 1])).data as Int8Array)]).toEqual([-1, 1]);
});

test("wider elements are big-endian: 0x0102 is 258, 0xffff is −1, 3ff8… is 1.5", () => {
  expect([...(readIdx(shorts).data as Int32Array)]).toEqual([258, -1]);
  expect([...(readIdx(doubles).data as Float32Array)]).toEqual([1.5]);
});

test.each([
  ["cut off", images.subarray(0, -1)],
  ["too long", Buffer.concat([images, Buffer.from([1])])],
  ["of an unknown type", Buffer.from([0, 0, 0x07, 1, 0, 0, 0, 0])],
  ["empty", Buffer.alloc(0)],
  ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47])],
])("a file that is %s is refused", (_, file) => {
  expect(() => readIdx(file)).toThrow(expect.objectContaining({ code: "NN_IDX_INVALID" }));
});

test("a cut gzip is refused: its last bytes no longer tell its size", () => {
  expect(() => readIdx(gzipSync(images).subarray(0, -9))).toThrow(/whole IDX file|bytes allowed/);
});

test("more than maxBytes is not unpacked", () => {
  expect(() => readIdx(gzipSync(Buffer.alloc(5000)), { maxBytes: 1000 })).toThrow(/1000 bytes allowed/);
});
