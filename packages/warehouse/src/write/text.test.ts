import fc from "fast-check";
import { expect, test } from "vitest";
import { clock, field, jsonText } from "./text.ts";

test("a time is written in UTC to the millisecond, before 1970 too", () => {
  expect(clock(1_700_000_000_123)).toBe("2023-11-14 22:13:20.123");
  expect(clock(-1)).toBe("1969-12-31 23:59:59.999");
  expect(clock(852_076_800_000)).toBe("1997-01-01 00:00:00.000");
});

test("any time equals what the platform prints", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_208_988_800_000, max: 9_214_646_400_000 }), (ms) => {
      expect(clock(ms)).toBe(new Date(ms).toISOString().replace("T", " ").replace("Z", ""));
    }),
  );
});

test("half a surrogate pair becomes the replacement character, a whole one stays", () => {
  expect(JSON.parse(jsonText({ "k\ud800": "a\udfff", ok: "😀" }))).toEqual({
    "k\ufffd": "a\ufffd",
    ok: "😀",
  });
});

test("integers past 2^63 get an exponent, others stay as they are", () => {
  expect(jsonText({ a: 123456789012345680000, b: 2 ** 53, c: "12345678901234567890" })).toBe(
    '{"a":1.2345678901234568e+20,"b":9007199254740992,"c":"12345678901234567890"}',
  );
});

test("JSON text says what was meant", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value as never))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("a field keeps tabs, newlines and backslashes apart from the format's own", () => {
  expect(field("a\tb\nc\\d\0")).toBe("a\\tb\\nc\\\\d\\0");
});
