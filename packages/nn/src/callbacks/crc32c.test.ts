import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

test('crc32c("123456789") = 0xE3069283, the check value of the CRC catalogue (CRC-32/ISCSI)', () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
});

test("crc32c of RFC 3720 B.4's examples, whose CRCs stand there least significant byte first", () => {
  const ascending = Uint8Array.from({ length: 32 }, (_zero, i) => i);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(ascending)).toBe(0x46dd794e);
  expect(crc32c(ascending.toReversed())).toBe(0x113fdb5c);
});

test("crc32c of nothing is 0", () => {
  expect(crc32c(new Uint8Array(0))).toBe(0);
});
