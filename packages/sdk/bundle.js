// Bundles the two scripts that a page loads: the core and the survey widget. `node bundle.js [OUT_DIR]`
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = process.argv[2] ?? `${root}dist`;

for (const [entry, file] of [
  ["src/browser/script.ts", "lepton.js"],
  ["src/survey/script.ts", "lepton-survey.js"],
]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2021",
      lib: { entry, formats: ["iife"], name: "leptonBundle", fileName: () => file },
    },
  });
}
