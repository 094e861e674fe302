import { expect, test } from "vitest";
import { isPlaceholder, mergeOf } from "./identity.ts";
import { distinctIdOf, eventName, properties } from "./limits.ts";

test("distinct ids: text as it is, numbers and containers as text, nothing as nothing, 200 characters", () => {
  expect(distinctIdOf("a")).toBe("a");
  expect(distinctIdOf(7)).toBe("7");
  expect(distinctIdOf({ a: 1 })).toBe('{"a":1}');
  expect(distinctIdOf("x".repeat(300))).toHaveLength(200);
  for (const nothing of [null, undefined, "", "  "]) expect(distinctIdOf(nothing)).toBeUndefined();
});

test("event names of 200 characters pass, longer and empty ones do not", () => {
  expect(eventName("x".repeat(200))).toHaveLength(200);
  expect(() => eventName("x".repeat(201))).toThrow(/200 are allowed/);
  expect(() => eventName("")).toThrow(/non-empty/);
  expect(() => eventName(7)).toThrow(/non-empty/);
});

test("255 properties pass, 256 do not; 20 levels pass, 30 do not", () => {
  const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));
  expect(Object.keys(properties(many(255), "properties"))).toHaveLength(255);
  expect(() => properties(many(256), "properties")).toThrow(/More than 255/);
  const deep = (n: number): unknown => (n === 0 ? 1 : { a: deep(n - 1) });
  expect(properties({ a: deep(19) }, "properties")).toEqual({ a: deep(19) });
  expect(() => properties({ a: deep(30) }, "properties")).toThrow(/deeper/);
});

test("what ClickHouse's JSON type would refuse is made storable", () => {
  expect(properties({ n: 2 ** 64, m: -(2 ** 63), small: 2 ** 53 }, "p")).toEqual({
    n: "18446744073709552000",
    m: "-9223372036854776000",
    small: 2 ** 53,
  });
  expect(properties({ "a.b": 2, a: { b: 1 } }, "p")).toEqual({ a: { b: 1 } });
  expect(properties({ l: [{ "b.c": 1, b: { c: 2 } }] }, "p")).toEqual({ l: [{ b: { c: 2 } }] });
  expect(properties({ "a.b": 2, a: 1 }, "p")).toEqual({ a: 1, "a.b": 2 });
  expect(Object.keys(properties(JSON.parse('{"__proto__":{"x":1},"y":2}'), "p"))).toEqual(["y"]);
});

test("ids that name nobody are never merged", () => {
  for (const id of ["null", "undefined", "0", "anonymous", "NaN", "[object Object]"])
    expect(isPlaceholder(id)).toBe(true);
  expect(isPlaceholder("anna")).toBe(false);
  expect(mergeOf("anna", "a1", "identify", "f")).toEqual({ otherId: "a1", kind: "identify" });
  expect(mergeOf("anna", "anna", "identify", "f")).toBeUndefined();
  expect(() => mergeOf("anna", "null", "alias", "f")).toThrow(/names nobody/);
});
