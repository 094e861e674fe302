import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Where a running Lepton answers while the pages are developed with `npm run dev -w packages/web`. */
const server = process.env.LEPTON_SERVER ?? "http://127.0.0.1:8600";
const served = [
  "/api",
  "/e/",
  "/i/",
  "/batch",
  "/v1",
  "/openapi.json",
  "/docs",
  "/healthz",
  "/lepton.js",
  "/lepton-survey.js",
];

/** Quality 9 takes a tenth of the time of 11 and gives 3 % more bytes. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
const smallBytes = 1_400;

/** Writes `.br` and `.gz` beside each text file: the server hands them out without compressing again. */
const compressed = (): Plugin => ({
  name: "lepton-compressed",
  apply: "build",
  async writeBundle({ dir = "dist" }, files) {
    for (const [name, file] of Object.entries(files)) {
      const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
      if (!/\.(js|css|html|svg|json)$/.test(name) || content.length < smallBytes) continue;
      await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
      await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(content, brotli));
    }
  },
});

export default defineConfig({
  plugins: [react(), compressed()],
  resolve: { conditions: ["lepton-source", "module", "browser", "development|production"] },
  server: { host: "127.0.0.1", proxy: Object.fromEntries(served.map((path) => [path, { target: server }])) },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    // ECharts is one large part, loaded by the first page that draws with it.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // A few files that stay the same between releases, instead of one per shared component.
        codeSplitting: {
          groups: [
            {
              name: "framework",
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
            },
            { name: "icons", test: /node_modules[\\/]@tabler[\\/]/ },
          ],
        },
      },
    },
  },
});
