import fc from "fast-check";
import { expect, test } from "vitest";
import { isTransient, retryDelay } from "./retry.ts";

test("without Retry-After the wait doubles from the first one and lies between half and whole", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, u) => {
        const whole = Math.min(30_000, 500 * 2 ** (attempt - 1));
        const ms = retryDelay(attempt, null, 500, () => u);
        expect(ms).toBeGreaterThanOrEqual(whole / 2);
        expect(ms).toBeLessThanOrEqual(whole);
      },
    ),
  );
});

test("Retry-After is understood in seconds and as a date, capped at five minutes, and ignored when it is neither", () => {
  expect(retryDelay(1, "7", 500)).toBe(7000);
  expect(retryDelay(1, "86400", 500)).toBe(300_000);
  expect(retryDelay(1, new Date(Date.now() - 5000).toUTCString(), 500)).toBe(0);
  expect(retryDelay(1, "soon", 500, () => 0)).toBe(500);
});

test("only trouble that may pass is repeated", () => {
  expect([0, 408, 429, 500, 503].every(isTransient)).toBe(true);
  expect([200, 400, 401, 404, 413].some(isTransient)).toBe(false);
});
