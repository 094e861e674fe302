import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Each package and the packages it may import. `types` arrows allow `import type` only. */
const house: Record<string, { imports: string[]; types?: string[] }> = {
  core: { imports: [] },
  nn: { imports: ["core"] },
  learn: { imports: ["core", "nn"] },
  trust: { imports: ["core"] },
  warehouse: { imports: ["core"] },
  growth: { imports: ["core", "warehouse"] },
  sdk: { imports: [] },
  server: { imports: ["core", "warehouse", "growth", "learn", "trust"] },
  // The survey preview draws with the tracker's own widget, so what is previewed is what is shown.
  web: { imports: ["sdk"], types: ["growth", "server"] },
  lepton: { imports: ["core", "warehouse", "growth", "server"] },
};

const root = new URL("../packages/", import.meta.url).pathname;
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "dist" || entry.name === "node_modules" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });

test.each(Object.keys(house))("%s imports only what stands below it", (name) => {
  const { imports, types = [] } = house[name] ?? { imports: [] };
  const wrong: string[] = [];
  for (const file of sources(join(root, name, "src"))) {
    const statements = readFileSync(file, "utf8").matchAll(
      /(?:import|export)\s+(type\s)?[^"';]*?from\s+"@lepton\/([a-z]+)[^"]*"|import\(\s*"@lepton\/([a-z]+)[^"]*"\s*\)/g,
    );
    for (const [, typeOnly, fixed, dynamic] of statements) {
      const target = fixed ?? dynamic ?? "";
      const allowed =
        target === name || imports.includes(target) || (typeOnly !== undefined && types.includes(target));
      if (!allowed) wrong.push(`${file.slice(root.length)} → ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("every package of the house is listed", () => {
  expect(Object.keys(house).sort()).toEqual(readdirSync(root).sort());
});
