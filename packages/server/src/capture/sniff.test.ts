import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import lzString from "lz-string";
import { expect, test } from "vitest";
import { lz64 } from "./lz64.ts";
import { decode } from "./sniff.ts";

const event = { event: "a", properties: { text: "ünï 😀", n: 1 } };
const json = JSON.stringify(event);
const cap = 1024 * 1024;
const read = async (body: string | Buffer, hints = {}) => (await decode(Buffer.from(body), hints, cap)).value;

test.each<[string, string | Buffer, object]>([
  ["plain JSON", json, {}],
  ["plain JSON after a byte order mark", `\ufeff${json}`, {}],
  ["gzip that says nothing of it (posthog-js, text/plain)", gzipSync(json), {}],
  ["gzip with Content-Encoding (posthog-node)", gzipSync(json), { encoding: "gzip" }],
  ["Content-Encoding gzip that a proxy took off", json, { encoding: "gzip" }],
  ["gzip within gzip", gzipSync(gzipSync(json)), { encoding: "gzip" }],
  ["deflate", deflateSync(json), { encoding: "deflate" }],
  ["deflate without its zlib frame", deflateRawSync(json), { encoding: "deflate" }],
  ["brotli", brotliCompressSync(json), { encoding: "br" }],
  ["base64", Buffer.from(json).toString("base64"), { compression: "base64" }],
  ["base64 that says nothing of it", Buffer.from(json).toString("base64"), {}],
  ["base64 of gzip", gzipSync(json).toString("base64"), {}],
  [
    "a form with base64, as sendBeacon sends it",
    `data=${encodeURIComponent(Buffer.from(json).toString("base64"))}&compression=base64`,
    {},
  ],
  ["a form whose + turned into spaces", `data=${Buffer.from(json).toString("base64")}`, {}],
  ["a form with JSON", `data=${encodeURIComponent(json)}`, {}],
  ["lz64", lzString.compressToBase64(json), { compression: "lz64" }],
  ["lz64 in a form", `data=${encodeURIComponent(lzString.compressToBase64(json))}&compression=lz64`, {}],
])("decodes %s", async (_name, body, hints) => {
  expect(await read(body, hints)).toEqual(event);
});

test("decodes the data of a pixel's query string", async () => {
  const data = Buffer.from(json).toString("base64");
  expect((await decode(Buffer.alloc(0), { data }, cap)).value).toEqual(event);
});

test("decodes newline-separated JSON", async () => {
  expect(await read('{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
});

test("half an emoji, which ClickHouse would refuse, is replaced", async () => {
  expect(await read('{"\\ud83da":["x\\ud800"]}')).toEqual({ "\ufffda": ["x\ufffd"] });
});

const bomb = Buffer.alloc(50 * cap);
test.each<[string, Buffer | string, object, string]>([
  ["a gzip bomb", gzipSync(bomb), {}, "CAPTURE_BODY_TOO_LARGE"],
  ["a brotli bomb", brotliCompressSync(bomb), { encoding: "br" }, "CAPTURE_BODY_TOO_LARGE"],
  [
    "an lz64 bomb",
    lzString.compressToBase64("a".repeat(5 * cap)),
    { compression: "lz64" },
    "CAPTURE_BODY_TOO_LARGE",
  ],
  ["truncated gzip", gzipSync(json).subarray(0, 20), {}, "CAPTURE_BODY_UNREADABLE"],
  ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), {}, "CAPTURE_BODY_NOT_UTF8"],
  ["an empty body", "", {}, "CAPTURE_BODY_UNREADABLE"],
  ["half a JSON", json.slice(0, 10), {}, "CAPTURE_BODY_UNREADABLE"],
  ["an unknown encoding", gzipSync(json), { encoding: "zstd" }, "CAPTURE_ENCODING_UNKNOWN"],
  ["a form without data", "verbose=1", {}, "CAPTURE_BODY_UNREADABLE"],
  ["broken lz64", "AAAA####", { compression: "lz64" }, "CAPTURE_BODY_UNREADABLE"],
])("refuses %s", async (_name, body, hints, code) => {
  await expect(read(body, hints)).rejects.toMatchObject({ code });
});

test("any bytes are decoded or refused with a message, never anything else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom("lz64", "base64", undefined),
      async (bytes, compression) => {
        const result = await decode(Buffer.from(bytes), { compression }, cap).catch(
          (error: unknown) => error,
        );
        if (result instanceof Error) expect(result.name).toBe("LeptonError");
      },
    ),
    { numRuns: 300 },
  );
});

test("lz64 undoes what lz-string packs", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(lz64(lzString.compressToBase64(text), cap)).toBe(text);
    }),
  );
});
