import fc from "fast-check";
import { expect, test } from "vitest";
import { keyOf, keyOfWords, RecentKeys, uuidOf } from "./dedupe.ts";

test("a UUID is kept, any other key always gives the same version-8 UUID", () => {
  expect(uuidOf("0190163D-8694-739B-AEA5-966C26F8AD91")).toBe("0190163d-8694-739b-aea5-966c26f8ad91");
  const made = uuidOf("node-next-1690175263367-abc");
  expect(made).toBe(uuidOf("node-next-1690175263367-abc"));
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf(undefined)).not.toBe(uuidOf(undefined));
});

test("a key from text equals the key from the stored words", () => {
  expect(keyOf("p", "00112233-4455-6677-8899-aabbccddeeff")).toEqual(
    keyOfWords("p", 0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff),
  );
  expect(keyOf("p", "00112233-4455-6677-8899-aabbccddeeff")).not.toEqual(
    keyOf("q", "00112233-4455-6677-8899-aabbccddeeff"),
  );
});

test("the latest half of the capacity is always known", () => {
  const keys = new RecentKeys(1000);
  const made = Array.from({ length: 5000 }, (_, i) => keyOf("p", uuidOf(`k${i}`)));
  for (const [i, key] of made.entries()) {
    expect(keys.has(key)).toBe(false);
    keys.add(key);
    expect(keys.has(made[Math.max(0, i - 499)] as never)).toBe(true);
  }
});

test("a set of keys holds exactly what was added", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 200 }), fc.uuid(), (uuids, other) => {
      const keys = new RecentKeys(10_000);
      for (const uuid of uuids) keys.add(keyOf("p", uuid));
      expect(uuids.every((uuid) => keys.has(keyOf("p", uuid)))).toBe(true);
      expect(keys.has(keyOf("p", other))).toBe(uuids.includes(other));
    }),
  );
});
