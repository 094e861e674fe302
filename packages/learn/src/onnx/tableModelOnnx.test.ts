import { random } from "@lepton/core";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { type Column, type Table, tableOf } from "../table/table.ts";
import type { Estimator, FittedModel } from "../tabular/estimator.ts";
import { linearModel } from "../tabular/linear.ts";
import { tabularNetwork } from "../tabular/tabularNetwork.ts";
import { classTarget, regressionTarget, type Target } from "../tabular/target.ts";
import { boostedTrees } from "../trees/boostedTrees.ts";
import { tableModelOnnx } from "./tableModelOnnx.ts";

const numbers = ["age", "money", "visits"];
const categories = ["plan", "source"];

/** Missing numbers and texts, a long tail, a rare level, and (in rows to score) levels never seen. */
function rowsOf(rows: number, seed: number, isNew: boolean): Table {
  const { next } = random(seed);
  const pick = <T>(values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
  const many = <T>(make: () => T) => Array.from({ length: rows }, make);
  const plans = [null, "free", "free", "pro", "pro", "team", ...(isNew ? ["unheard"] : [])];
  const columns: Column[] = [
    {
      name: "age",
      kind: "number",
      values: Float64Array.from(many(() => (next() < 0.1 ? Number.NaN : 80 * next()))),
    },
    { name: "money", kind: "number", values: Float64Array.from(many(() => Math.exp(8 * next()))) },
    { name: "visits", kind: "number", values: Float64Array.from(many(() => Math.floor(10 * next()))) },
    { name: "plan", kind: "category", values: many(() => pick(plans)) },
    {
      name: "source",
      kind: "category",
      values: many(() => (next() < 0.02 ? pick(["a", "b", "c"]) : pick(["ad", "friend", "search"]))),
    },
  ];
  return tableOf(columns);
}

const known = (value: unknown) => (typeof value === "number" && !Number.isNaN(value) ? value : 40);
const signal = ({ columns }: Table, i: number): number => {
  const of = (name: string) => columns.find((column) => column.name === name)?.values[i];
  return (
    known(of("age")) / 20 -
    Math.log(known(of("money"))) / 3 +
    known(of("visits")) / 5 +
    (of("plan") === "pro" ? 1 : 0)
  );
};
const targets: Record<string, (x: Table) => Target> = {
  "two classes": (x) =>
    classTarget(
      Array.from({ length: x.rows }, (_, i) => (signal(x, i) > 1.5 ? "1" : "0")),
      ["0", "1"],
    ),
  "three classes": (x) =>
    classTarget(
      Array.from({ length: x.rows }, (_, i) => (signal(x, i) > 2 ? "c" : signal(x, i) > 1 ? "b" : "a")),
      ["a", "b", "c"],
    ),
  "a value": (x) =>
    regressionTarget(Float64Array.from({ length: x.rows }, (_, i) => 300 + 50 * signal(x, i))),
};
const estimators: Estimator[] = [
  linearModel(),
  boostedTrees({ rounds: 40 }),
  tabularNetwork({ epochs: 3, bags: 2, worker: false }),
];

/** What the file says of rows, by ONNX Runtime itself. */
async function run(bytes: Uint8Array, table: Table): Promise<number[]> {
  const session = await ort.InferenceSession.create(bytes);
  const of = (name: string) => table.columns.find((column) => column.name === name)?.values ?? [];
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  const { score } = await session.run({
    numbers: new ort.Tensor(
      "float64",
      Float64Array.from(rows.flatMap((i) => numbers.map((name) => of(name)[i] as number))),
      [table.rows, numbers.length],
    ),
    categories: new ort.Tensor(
      "string",
      rows.flatMap((i) => categories.map((name) => String(of(name)[i] ?? ""))),
      [table.rows, categories.length],
    ),
  });
  await session.release();
  return Array.from(score?.data as Float64Array);
}

async function served(model: FittedModel, table: Table): Promise<number[]> {
  if (model.task === "regression") return Array.from(await model.predict(table));
  const all = Array.from(await model.predictProbabilities(table));
  return model.classes.length > 2 ? all : all.filter((_, i) => i % 2 === 1);
}

describe.each(estimators)("$name as a file", (estimator) => {
  test.each(Object.keys(targets))(
    "%s: the same scores as served, for missing, rare and unseen values too",
    async (kind) => {
      const x = rowsOf(400, 1, false);
      const model = await estimator.fit<Target>(x, targets[kind]?.(x) as Target, { seed: 3 });
      const fresh = rowsOf(60, 2, true);
      const bytes = await tableModelOnnx(model.toJSON(), { numbers, categories, name: "test" });
      const [file, server] = [await run(bytes, fresh), await served(model, fresh)];
      await model.close();
      expect(file).toHaveLength(server.length);
      // Values stand around 400: a thousandth of their unit is 1e-4 of what a probability's would be.
      const tolerance = kind === "a value" ? 1e-3 : 1e-5;
      const worst = Math.max(...file.map((score, i) => Math.abs(score - (server[i] as number))));
      expect(worst).toBeLessThan(tolerance);
      expect(Math.max(...file) - Math.min(...file)).toBeGreaterThan(0.05);
    },
    60_000,
  );
});

test("a model without an ONNX form, and a column that a graph cannot read, are refused by name", async () => {
  const saved = { kind: "baseline", classes: null, values: [1] };
  await expect(tableModelOnnx(saved, { numbers, categories, name: "x" })).rejects.toMatchObject({
    code: "LEARN_ONNX_KIND",
  });
  const x = rowsOf(100, 1, false);
  const model = await linearModel().fit(
    x,
    regressionTarget(Float64Array.from({ length: 100 }, (_, i) => i)),
    { seed: 1 },
  );
  await expect(
    tableModelOnnx(model.toJSON(), { numbers, categories: ["plan"], name: "x" }),
  ).rejects.toMatchObject({
    code: "LEARN_ONNX_COLUMN",
    field: "source",
  });
});
