import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import {
  classTarget,
  type FittedTextModel,
  holdOut,
  type TextEstimator,
  textCnn,
  textLinear,
  textMajority,
} from "@lepton/learn";
import { parse } from "csv-parse/sync";
import type { Figure } from "../figure.ts";
import { folder } from "./tables.ts";

type Measured = Omit<Figure, "suite" | "ok">;
interface Labelled {
  texts: string[];
  labels: string[];
}
interface TextCase {
  name: string;
  data: string;
  bar: string;
  /** The official split, or a fifth held out by the seed. */
  split(seed: number): { training: Labelled; heldOut: Labelled };
  models: readonly TextEstimator[];
}

function rowsOf(path: string): string[][] {
  const bytes = readFileSync(join(folder, path));
  return (parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, { bom: true }) as string[][]).slice(1);
}
const labelled = (rows: readonly string[][], text: number, label: number): Labelled => ({
  texts: rows.map((row) => row[text] as string),
  labels: rows.map((row) => row[label] as string),
});

function fifthHeldOut(all: Labelled, seed: number) {
  const { training, heldOut } = holdOut(classTarget(all.labels), 0.2, { seed });
  const take = (rows: Int32Array): Labelled => ({
    texts: Array.from(rows, (row) => all.texts[row] as string),
    labels: Array.from(rows, (row) => all.labels[row] as string),
  });
  return { training: take(training), heldOut: take(heldOut) };
}

const cases: readonly TextCase[] = [
  {
    name: "Chinese take-away reviews, good or bad",
    data: "zh-waimai-10k/waimai_10k.csv",
    bar: ">= 0.88",
    split: (seed) => fifthHeldOut(labelled(rowsOf("zh-waimai-10k/waimai_10k.csv"), 1, 0), seed),
    models: [textLinear(), textCnn()],
  },
  {
    name: "Chinese shopping reviews, 9 categories",
    data: "zh-online-shopping-9-cats/online_shopping_9_cats.csv.gz",
    bar: ">= 0.9",
    split: (seed) =>
      fifthHeldOut(labelled(rowsOf("zh-online-shopping-9-cats/online_shopping_9_cats.csv.gz"), 2, 0), seed),
    models: [textLinear(), textCnn()],
  },
  {
    name: "Banking77, official test",
    data: "banking77/test.csv",
    bar: ">= 0.86",
    split: () => ({
      training: labelled(rowsOf("banking77/train.csv"), 0, 1),
      heldOut: labelled(rowsOf("banking77/test.csv"), 0, 1),
    }),
    models: [textLinear(), textCnn()],
  },
];

/** Text models on public data; a data set that is not there is skipped, saying so. */
export async function* textFigures(seeds: readonly number[]): AsyncIterable<Measured> {
  for (const one of cases) {
    if (existsSync(join(folder, one.data))) yield* measured(one, seeds);
    else
      console.error(
        `${one.name}: skipped, there is no ${join(folder, one.data)}. Set LEPTON_DATA to the data sets' folder.`,
      );
  }
}

async function* measured(
  { name, bar, split, models }: TextCase,
  seeds: readonly number[],
): AsyncIterable<Measured> {
  const peers: { accuracy: number; ms: number }[] = [];
  const majority: number[] = [];
  const found = models.map(() => ({ accuracy: [] as number[], ms: [] as number[] }));
  for (const seed of seeds) {
    const { training, heldOut } = split(seed);
    const peer = await sklearn(training, heldOut);
    if (peer) peers.push(peer);
    majority.push((await judged(textMajority(), training, heldOut, seed)).accuracy);
    for (const [m, model] of models.entries()) {
      const { accuracy, ms } = await judged(model, training, heldOut, seed);
      found[m]?.accuracy.push(accuracy);
      found[m]?.ms.push(ms);
    }
  }
  const peer = peers.length > 0 ? mean(peers.map(({ accuracy }) => accuracy)) : null;
  for (const [m, model] of models.entries()) {
    const { accuracy, ms } = found[m] as (typeof found)[number];
    const ours = mean(accuracy);
    yield {
      name: `${name}: ${model.name} (${seeds.length} seeds, ± ${spread(accuracy).toFixed(4)}; majority ${mean(majority).toFixed(3)}; fit ${Math.round(mean(ms) / 1000)} s)`,
      ours,
      unit: "accuracy",
      peer,
      ratio: peer === null ? null : ours / peer,
      bar,
    };
  }
}

async function judged(model: TextEstimator, training: Labelled, heldOut: Labelled, seed: number) {
  const start = performance.now();
  const fitted: FittedTextModel = await model.fit(training.texts, training.labels, { seed });
  const ms = performance.now() - start;
  const predicted = await fitted.predict(heldOut.texts);
  await fitted.close();
  const right = predicted.filter((label, i) => label === heldOut.labels[i]).length;
  return { accuracy: right / predicted.length, ms };
}

/** scikit-learn's TF-IDF + logistic regression with its defaults on the same rows; null where it is not installed. */
async function sklearn(
  training: Labelled,
  heldOut: Labelled,
): Promise<{ accuracy: number; ms: number } | null> {
  const env = { ...process.env, OMP_WAIT_POLICY: "passive" };
  const child = spawn(
    "/usr/bin/python3",
    [fileURLToPath(new URL("../../peers/sklearn_text.py", import.meta.url))],
    { env },
  );
  child.stdin.on("error", () => {});
  child.stdin.end(`${JSON.stringify({ training, heldOut })}\n`);
  let out = "";
  child.stdout.on("data", (part: Buffer) => {
    out += part;
  });
  const isDone = await new Promise<boolean>((resolve) => {
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
  return isDone ? (JSON.parse(out) as { accuracy: number; ms: number }) : null;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(1, values.length - 1),
  );
