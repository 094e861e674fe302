import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSampleCompany, removeSampleCompany } from "./load.ts";
import { sampleFile } from "./purchases.ts";

const now = Date.UTC(2026, 10, 23, 15);
const dayMs = 86_400_000;
const directory = mkdtempSync(join(tmpdir(), "lepton-reload-"));
const file = join(directory, "few.csv");
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ directory: join(directory, "warehouse") });
  // The last two thousand purchases: a removal takes time by the month, and the end is where answers are left out.
  const [header, ...lines] = gunzipSync(readFileSync(sampleFile() ?? ""))
    .toString()
    .trim()
    .split("\n");
  writeFileSync(file, [header, ...lines.slice(-2000)].join("\n"));
});
afterAll(async () => {
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

const load = (project: string, at = now) => loadSampleCompany({ project, warehouse, now: at, file });
const stored = (project: string) =>
  warehouse.query<{ event: string; n: number; last: string }>(
    `SELECT event, toFloat64(count()) AS n, toString(max(ts)) AS last FROM events FINAL
     WHERE project = {project:String} GROUP BY event ORDER BY event`,
    { project },
  );
const beside = (project: string) =>
  warehouse.query<{ people: number; market: number }>(
    `SELECT (SELECT toFloat64(count()) FROM people FINAL WHERE project = {project:String}) AS people,
       (SELECT toFloat64(count()) FROM market_sizes FINAL WHERE project = {project:String}) AS market`,
    { project },
  );

test("loading again, days or months later even, adds nothing", async () => {
  await load("few");
  const before = [await stored("few"), await beside("few")];
  expect(before[0]).toMatchObject([{ event: "purchase", n: 2000 }, { event: "survey sent" }]);
  for (const days of [1, 8, 120]) {
    await load("few", now + days * dayMs);
    expect([await stored("few"), await beside("few")]).toEqual(before);
  }
});

test("removing takes all of one project away and nothing of another; then it loads anew", async () => {
  await load("other");
  const other = [await stored("other"), await beside("other")];
  await removeSampleCompany(warehouse, "few");
  expect([await stored("few"), await beside("few")]).toEqual([[], [{ people: 0, market: 0 }]]);
  expect([await stored("other"), await beside("other")]).toEqual(other);
  await load("few", now + dayMs);
  expect(await stored("few")).toMatchObject([
    { event: "purchase", n: 2000, last: "2026-11-23 12:00:00.000" },
    { event: "survey sent" },
  ]);
});
