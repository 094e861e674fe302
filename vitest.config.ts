import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["lepton-source"] },
  ssr: { resolve: { conditions: ["lepton-source"], externalConditions: ["lepton-source"] } },
  test: {
    include: [
      "packages/*/src/**/*.test.{ts,tsx}",
      "packages/*/test/**/*.test.ts",
      "scripts/**/*.test.ts",
      "e2e/**/*.test.ts",
    ],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: each file may start its own ClickHouse, so only two run side by side.
    maxWorkers: 2,
  },
});
