import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  blendOfWindows,
  constant,
  failureWithin,
  linearOnLast,
  type Readings,
  readingsFrom,
  remainingLife,
  tableOf,
  type WindowMethod,
  windowNetwork,
} from "@lepton/learn";
import type { Figure } from "../figure.ts";
import { folder } from "./tables.ts";

type Measured = Omit<Figure, "suite" | "ok">;
const alone = { peer: null, ratio: null } as const;
const cap = 125;

/** NASA C-MAPSS FD001: every test engine is judged at its last reading; true lives are capped at 125 as in training. */
export async function* sensorFigures({ quick }: { quick: boolean }): AsyncIterable<Measured> {
  if (!existsSync(join(folder, "cmapss-fd001"))) {
    console.error(
      `cmapss-fd001 is skipped: it is not in ${folder}. Set LEPTON_DATA to the data sets' folder.`,
    );
    return;
  }
  const { train, test, truth } = fd001();
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  const capped = truth.map((life) => Math.min(life, cap));
  const found = {
    capped: [] as number[],
    whole: [] as number[],
    covered: [] as number[],
    wide: [] as number[],
  };
  for (const seed of seeds) {
    const fitted = await remainingLife({ cap }).fit(train, { seed });
    const rows = await fitted.predict(test);
    found.capped.push(rmse(rows, capped));
    found.whole.push(rmse(rows, truth));
    found.covered.push(mean(rows.map(({ low, high }, i) => Number(covers(low, high, capped[i] as number)))));
    found.wide.push(mean(rows.map(({ low, high }) => Number(high) - Number(low))));
    await fitted.close();
  }
  // Without a model: the same test engines by each part and each baseline, first seed.
  const others: readonly WindowMethod[] = [
    constant(),
    linearOnLast(),
    windowNetwork({ architecture: "conv" }),
    windowNetwork({ architecture: "lstm" }),
    blendOfWindows(),
  ];
  const scored: [string, number][] = [];
  for (const method of others) {
    const fitted = await remainingLife({ cap, method }).fit(train, { seed: 1 });
    scored.push([method.name, rmse(await fitted.predict(test), capped)]);
    await fitted.close();
  }
  const linear = scored[1]?.[1] as number;
  const besides = scored.map(([name, value]) => `${name} ${value.toFixed(2)}`).join(", ");
  yield {
    name: `C-MAPSS FD001, boosted trees on window statistics, lives capped at ${cap} (${shown(found.capped)}), beside linear on last values; ${besides}`,
    ours: mean(found.capped),
    unit: "cycles RMSE",
    peer: linear,
    ratio: mean(found.capped) / linear,
    bar: "<= 13.5",
  };
  yield {
    name: `C-MAPSS FD001, true lives not capped (${shown(found.whole)})`,
    ours: mean(found.whole),
    unit: "cycles RMSE",
    ...alone,
    bar: "<= 15.5",
  };
  yield {
    name: `C-MAPSS FD001: 90 % intervals, ${mean(found.wide).toFixed(0)} cycles wide, cover ${(100 * mean(found.covered)).toFixed(1)} %, off by`,
    ours: Math.abs(100 * mean(found.covered) - 90),
    unit: "points",
    ...alone,
    bar: "<= 5",
  };
  yield* failures(train, test, truth);
}

/** Whether an engine fails within 30 cycles of its last reading. */
async function* failures(train: Readings, test: Readings, truth: readonly number[]): AsyncIterable<Measured> {
  const aucOf = async (method?: WindowMethod) => {
    const fitted = await failureWithin({ horizon: 30, ...(method && { method }) }).fit(train, { seed: 1 });
    const rows = await fitted.predict(test);
    await fitted.close();
    const [hits, misses] = [true, false].map((asked) =>
      rows.filter((_, i) => (truth[i] as number) <= 30 === asked).map(({ probability }) => probability),
    );
    const wins = (hits ?? []).flatMap((p) => (misses ?? []).map((q) => (p > q ? 1 : p === q ? 0.5 : 0)));
    return mean(wins);
  };
  const [ours, peer] = [await aucOf(), await aucOf(linearOnLast())];
  yield {
    name: "C-MAPSS FD001, failure within 30 cycles, beside linear on last values",
    ours,
    unit: "AUC",
    peer,
    ratio: ours / peer,
    bar: ">= 0.97",
  };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const rmse = (rows: readonly { value: number }[], truth: readonly number[]) =>
  Math.sqrt(mean(rows.map(({ value }, i) => (value - (truth[i] as number)) ** 2)));
const covers = (low: number | null, high: number | null, value: number) =>
  low !== null && high !== null && low - 1e-9 <= value && value <= high + 1e-9;
const shown = (values: readonly number[]) => {
  const centre = mean(values);
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1),
  );
  return `${values.length} seed${values.length > 1 ? "s" : ""}, ± ${spread.toFixed(2)}`;
};

/** 100 engines run to failure, 100 cut off before, and how long those still ran. */
export function fd001() {
  const read = (name: string) => {
    const bytes = readFileSync(join(folder, "cmapss-fd001", name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    return text
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
  };
  const names = [
    "unit",
    "cycle",
    ...[1, 2, 3].map((n) => `setting ${n}`),
    ...Array.from({ length: 21 }, (_, i) => `sensor ${i + 1}`),
  ];
  const readings = (name: string) => {
    const rows = read(name);
    const columns = names.map((column, c) => ({
      name: column,
      kind: "number" as const,
      values: Float64Array.from(rows, (row) => row[c] as number),
    }));
    return readingsFrom(tableOf(columns), { unit: "unit", cycle: "cycle", channels: names.slice(2) });
  };
  return {
    train: readings("train_FD001.txt.gz"),
    test: readings("test_FD001.txt.gz"),
    truth: read("RUL_FD001.txt").map(([life]) => life as number),
  };
}
