import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Entry {
  optionalDependencies?: Record<string, string>;
}

// `npm ci` refuses a lockfile that lacks a package for another platform, and `npm install` drops such an entry
// when the registry in use does not carry it. Put it back by hand: version, os, cpu, libc, "optional": true.
test("the lockfile lists the packages of every platform", () => {
  const file = join(import.meta.dirname, "..", "package-lock.json");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Entry> };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
