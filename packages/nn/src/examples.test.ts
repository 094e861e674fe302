import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  checkedCode,
  claims,
  documentPaths,
  type Example,
  examplesOf,
  shownSource,
} from "./testing/examples.ts";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
// What packages/core declares for itself; seen from here its sources need it.
const types = fileURLToPath(new URL("../../core/src/*.d.ts", import.meta.url));
let folder: string;

/** Every example as a file of its own, in a folder per document, where packages are found as a user finds them. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lepton-examples-"));
  await symlink(modules, join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "shown.ts"), shownSource);
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["**/*.ts", types] }),
  );
  for (const path of documentPaths) {
    await mkdir(join(folder, basename(path, ".md")));
    for (const example of examplesOf(path)) await writeFile(fileOf(example), moduleOf(example));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const compilerOptions = {
  target: "ES2023",
  lib: ["ES2023"],
  module: "NodeNext",
  customConditions: ["lepton-source"],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
};
const fileOf = ({ document, line }: Example) => join(folder, basename(document, ".md"), `line${line}.ts`);
const moduleOf = (example: Example) => `import { shown } from "../shown.ts";\n${checkedCode(example)}`;

test("examples are valid TypeScript under strict", async () => {
  const tsc = join(modules, "typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", folder]).catch((error) => error);
  expect(stdout).toBe("");
});

const examples = documentPaths.flatMap(examplesOf).filter(({ kind }) => kind === "");

test("every example of the README and the guides runs, each in an empty folder, and shows what it says", async () => {
  const files = examples.map(fileOf);
  const runner = join(folder, "run.ts");
  await writeFile(
    runner,
    `import { dirname } from "node:path";
import { shownCount } from "./shown.ts";
for (const file of ${JSON.stringify(files)}) {
  process.chdir(dirname(file));
  await import(file).catch((error) => { console.error(file); throw error; });
}
console.log(shownCount(), "shown");
`,
  );
  const flags = ["--conditions=lepton-source", "--import", join(modules, "tsx/dist/esm/index.mjs")];
  const { stdout } = await run(process.execPath, [...flags, runner]);
  const said = examples.reduce((sum, example) => sum + claims(example), 0);
  expect(said).toBeGreaterThan(20);
  expect(stdout).toContain(`${said} shown`);
}, 180_000);
