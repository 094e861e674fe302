import { expect, test } from "vitest";
import { LoginThrottle } from "./loginThrottle.ts";

const tries = (throttle: LoginThrottle, times: number, email: string, ip: string) => {
  for (let i = 0; i < times; i++) throttle.attempt(email, ip);
};

test("five tries are free, then each wait is twice the one before, up to a quarter of an hour", () => {
  let now = 0;
  const throttle = new LoginThrottle(() => now);
  tries(throttle, 5, "ann", "1");
  const waits: number[] = [];
  for (let i = 0; i < 12; i++) {
    let seconds = 0;
    for (; seconds < 2000; seconds++) {
      try {
        throttle.attempt("ann", `address ${i}`);
        break;
      } catch {
        now += 1000;
      }
    }
    waits.push(seconds);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
});

test("one address cannot try one password on many accounts", () => {
  const throttle = new LoginThrottle(() => 0);
  for (let i = 0; i < 20; i++) throttle.attempt(`account ${i}`, "1");
  expect(() => throttle.attempt("account 20", "1")).toThrow("Too many failed logins");
  expect(() => throttle.attempt("account 20", "2")).not.toThrow();
});

test("a login that works is forgiven at once", () => {
  const throttle = new LoginThrottle(() => 0);
  for (let i = 0; i < 100; i++) {
    throttle.attempt("ann", "1");
    throttle.succeeded("ann", "1");
  }
});
