import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Files of this folder that a browser may load: all but those in node/ and the tests. */
const here = new URL(".", import.meta.url).pathname;
const portable = readdirSync(here, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.includes(".test.") && !name.startsWith("node"),
);

test("what needs Node stays in the folder node", () => {
  expect(portable.length).toBeGreaterThan(10);
  const imports = portable.flatMap((name) =>
    [...readFileSync(join(here, name), "utf8").matchAll(/from "([^"]+)"/g)].map(
      ([, from]) => `${name}: ${from}`,
    ),
  );
  expect(imports.filter((line) => /: (node:|sharp|\.\.?\/(\.\.\/)*(node|worker)\/)/.test(line))).toEqual([]);
  expect(imports).toContain("npz.ts: fflate");
});
