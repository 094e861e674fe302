import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** Nested numbers of a golden file, reached by path: `number("binary/plain/auc")`. */
export type Golden = number | string | null | readonly Golden[] | { readonly [key: string]: Golden };

/** Reads `test/golden/NAME.json`; the script of the same name made it. */
export function golden(name: string) {
  const whole = JSON.parse(
    readFileSync(new URL(`../../test/golden/${name}.json`, import.meta.url), "utf8"),
  ) as Golden;
  const at = (path: string): Golden => {
    let found: Golden | undefined = whole;
    for (const key of path.split("/"))
      found =
        found === null || typeof found !== "object" ? undefined : (found as Record<string, Golden>)[key];
    if (found === undefined) throw new Error(`${name}.json has no ${path}`);
    return found;
  };
  return {
    number: (path: string) => at(path) as number,
    list: (path: string) => (at(path) as unknown[]).flat(Number.POSITIVE_INFINITY) as number[],
  };
}

/** Every value within `digits` digits of the expected: relative, and absolute below 1. */
export function agree(received: ArrayLike<number | null>, expected: ArrayLike<number>, digits = 10): void {
  expect(received.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i] as number;
    const got = received[i] ?? Number.NaN;
    const near = Math.abs(got - want) <= 10 ** -digits * Math.max(1, Math.abs(want));
    expect(near || got === want, `value ${i}: ${got} is not ${want}`).toBe(true);
  }
}
