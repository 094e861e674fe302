// Bundles the scripts that a page loads: the core, the survey widget and experiments. `node bundle.js [OUT_DIR]`
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = process.argv[2] ?? `${root}dist`;

/** Pages in other encodings load these files too: every character beyond ASCII is written as an escape. */
const asciiOnly = {
  name: "ascii-only",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      chunk.code = chunk.code.replace(
        /[\u0080-\uffff]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    }
  },
};

for (const [entry, file] of [
  ["src/browser/script.ts", "lepton.js"],
  ["src/survey/script.ts", "lepton-survey.js"],
  ["src/experiments/script.ts", "lepton-experiments.js"],
]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [asciiOnly],
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2021",
      lib: { entry, formats: ["iife"], name: "leptonBundle", fileName: () => file },
    },
  });
}
