import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildScripts } from "./testing/chromium.ts";

test("gzipped, the built core stays under 3 kB, the survey widget under 6 kB, experiments under 1.5 kB", async () => {
  const folder = await buildScripts();
  const gzipped = async (file: string) => gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
  const core = await gzipped("lepton.js");
  const survey = await gzipped("lepton-survey.js");
  const experiments = await gzipped("lepton-experiments.js");
  await rm(folder, { recursive: true });
  console.log(
    `lepton.js ${core} bytes gzipped, lepton-survey.js ${survey}, lepton-experiments.js ${experiments}`,
  );
  expect(core).toBeLessThan(3000);
  expect(survey).toBeLessThan(6000);
  expect(experiments).toBeLessThan(1500);
});
