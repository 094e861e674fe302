import { readFileSync } from "node:fs";

/** Numbers stored by `test/golden/NAME.py`, an independent brute force. */
export const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../test/golden/${name}.json`, import.meta.url), "utf8"));
