import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const { imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  imports: Record<string, { browser: { "lepton-source": string } }>;
};

/** What a file imports when it runs: static, re-exported, dynamic and worker scripts; types do not count. */
function runtimeImports(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = [
    ...code.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"']*?\sfrom\s+)?"([^"]+)"/gm),
    ...code.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g),
    ...code.matchAll(/new URL\(\s*"([^"]+\.ts)"/g),
  ];
  return found.map(([, specifier]) => specifier as string);
}

/** Files that are loaded from here with the export condition "browser", and the packages they import. */
function graphOf(entry: string) {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const specifier of runtimeImports(readFileSync(file, "utf8"))) {
      const own = imports[specifier]?.browser["lepton-source"];
      if (own) visit(join(root, own));
      else if (specifier.startsWith(".")) visit(join(dirname(file), specifier));
      else packages.set(specifier, relative(root, file));
    }
  };
  visit(join(root, entry));
  return { files, packages };
}

test.each(["src/browser.ts", "src/browserWorker.ts"])("nothing that %s loads needs Node", (entry) => {
  const { files, packages } = graphOf(entry);
  expect(files.size).toBeGreaterThan(20);
  const portable = ["@lepton/core", "fflate", "onnxruntime-web/wasm", "onnxruntime-web/webgpu", "zod"];
  expect([...packages].filter(([name]) => !portable.includes(name))).toEqual([]);
});

test("the reader of imports sees what Node's entry needs", () => {
  expect([...graphOf("src/index.ts").packages.keys()]).toEqual(
    expect.arrayContaining(["node:fs/promises", "sharp"]),
  );
});
