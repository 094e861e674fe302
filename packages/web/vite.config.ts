import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

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

export default defineConfig({
  plugins: [react()],
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
