/**
 * Packs @lepton/core and @lepton/nn as they would be published, installs them into an empty folder without install
 * scripts, runs the README's examples there with plain node and checks their types under strict.
 * `npx tsx scripts/packNn.ts`: some minutes, and it needs the registry for what the packages depend on.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkedCode, examplesOf, shownSource } from "../packages/nn/src/testing/examples.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lepton-pack-"));
const run = (cwd: string, command: string, ...args: string[]): string => {
  console.log(`$ ${command} ${args.join(" ")}`);
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
};
const tsc = join(root, "node_modules/typescript/bin/tsc");

try {
  run(root, process.execPath, tsc, "-b", "packages/nn");
  const packed = ["core", "nn"].map((name) => {
    const [report] = JSON.parse(
      run(root, "npm", "pack", "--json", "--pack-destination", folder, `--workspace=packages/${name}`),
    ) as { filename: string; size: number; unpackedSize: number; files: { path: string }[] }[];
    if (!report) throw new Error(`${name} was not packed`);
    const { filename, size, files } = report;
    const stray = files.filter(({ path }) => /\.test\.|\.fixture\.|^dist\/testing|^src\//.test(path));
    if (stray.length > 0) throw new Error(`${name} carries ${stray.map(({ path }) => path).join(", ")}`);
    console.log(`${filename}: ${files.length} files, ${Math.round(size / 1000)} kB packed`);
    return join(folder, filename);
  });

  const project = join(folder, "project");
  const write = (name: string, text: string) => writeFileSync(join(project, name), text);
  mkdirSync(project);
  write("package.json", '{ "name": "empty", "private": true, "type": "module" }');
  run(
    project,
    "npm",
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    ...packed,
  );

  const examples = examplesOf(join(root, "packages/nn/README.md"));
  write("shown.ts", shownSource);
  examples.forEach((example, i) => {
    write(`example${i}.ts`, `import { shown } from "./shown.js";\n${checkedCode(example)}`);
  });
  const compilerOptions = { target: "ES2023", module: "NodeNext", strict: true, types: [], outDir: "out" };
  write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  run(project, process.execPath, tsc, "-p", ".");
  examples.forEach((_, i) => {
    run(project, process.execPath, `out/example${i}.js`);
  });
  console.log(`${examples.length} examples of the README hold, types and values`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
