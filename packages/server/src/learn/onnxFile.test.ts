import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@lepton/core";
import { boostedTrees, type Estimator, linearModel, modelFromJSON, tabularNetwork } from "@lepton/learn";
import { expect, test } from "vitest";
import type { Model } from "../contract/model.ts";
import { tableOfCells } from "./cells.ts";
import type { Cells, LoadedModel } from "./modelFile.ts";
import { onnxFileOf, onnxUsageOf } from "./onnxFile.ts";
import { targetOfRows } from "./train/rows.ts";

const features: LoadedModel["features"] = [
  { name: "recency_days", type: "number", description: "", unit: "days" },
  { name: 'count_30d:add to "cart"', type: "number", description: "", unit: "events" },
  { name: "first:来源", type: "category", description: "", unit: null },
];

async function modelOf(estimator: Estimator): Promise<{ model: Model; loaded: LoadedModel }> {
  const { next } = random(5);
  const cells: Cells[] = Array.from({ length: 300 }, () => [
    90 * next(),
    next() < 0.2 ? null : Math.floor(20 * next()),
    ["广告", "朋友", null][Math.floor(3 * next())] as string | null,
  ]);
  const rows = cells.map((row, i) => ({
    person: String(i),
    personId: String(i),
    numbers: [],
    texts: [],
    outcome: Number(row[0]) + 20 * next() > 55 && row[2] !== "朋友" ? 1 : 0,
  }));
  const fitted = await estimator.fit(tableOfCells(features, cells), targetOfRows("classification", rows), {
    seed: 1,
  });
  const loaded = {
    task: "classification",
    plan: {},
    features,
    fitted: modelFromJSON(fitted.toJSON()),
    background: [],
  } as unknown as LoadedModel;
  await fitted.close();
  const model = {
    name: "churn",
    version: 3,
    id: "mdl_1",
    task: "classification",
    target: "noEvent",
    horizonDays: 30,
    leptonVersion: "0.1.0",
    data: { hash: "abc" },
    inputs: [
      { ...features[0], median: 41.5, categories: null },
      { ...features[1], median: 7, categories: null },
      { ...features[2], median: null, categories: ["广告", "朋友"] },
    ],
  } as unknown as Model;
  return { model, loaded };
}

test.each([linearModel(), boostedTrees({ rounds: 30 }), tabularNetwork({ epochs: 2, worker: false })])(
  "the printed program, run as it stands beside the file, prints the server's score: $name",
  async (estimator) => {
    const { model, loaded } = await modelOf(estimator);
    const usage = await onnxUsageOf(model, loaded);
    const folder = mkdtempSync(join(tmpdir(), "lepton-onnx-"));
    symlinkSync(join(import.meta.dirname, "../../../../node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, usage.file), await onnxFileOf(model, loaded));
    writeFileSync(join(folder, "run.mjs"), usage.node);
    const printed = Number(execFileSync(process.execPath, ["run.mjs"], { cwd: folder, encoding: "utf8" }));
    rmSync(folder, { recursive: true });
    await loaded.fitted.close();
    expect(usage.file).toBe("churn-v3.onnx");
    expect(usage.row).toEqual({ recency_days: 41.5, 'count_30d:add to "cart"': 7, "first:来源": "广告" });
    expect(Math.abs(printed - usage.score)).toBeLessThan(1e-4);
    expect(printed).toBeGreaterThan(0);
    // The other program says the same with the same words.
    expect(usage.python).toContain(`print(score[0, 0])  # ${usage.score}`);
    for (const name of usage.numbers) expect(usage.python).toContain(JSON.stringify(name));
  },
  60_000,
);
