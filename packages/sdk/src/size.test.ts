import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildScripts } from "./testing/chromium.ts";

test("the built core stays under 3 kB gzipped and the survey widget under 6 kB", async () => {
  const folder = await buildScripts();
  const gzipped = async (file: string) => gzipSync(await readFile(join(folder, file)), { level: 9 }).length;
  const core = await gzipped("lepton.js");
  const survey = await gzipped("lepton-survey.js");
  await rm(folder, { recursive: true });
  console.log(`lepton.js ${core} bytes gzipped, lepton-survey.js ${survey} bytes gzipped`);
  expect(core).toBeLessThan(3000);
  expect(survey).toBeLessThan(6000);
});
