import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  bgNbd,
  bgNbdModel,
  type Difference,
  gammaGamma,
  type Histories,
  historiesFrom,
  outcomesOf,
  type PurchaseSummary,
  type Purchases,
  pairedDifference,
  personTimeSplit,
  purchaseSummary,
  type ScoreName,
  type SequenceEstimator,
  scores,
  sequenceNetwork,
} from "@lepton/learn";
import type { Figure } from "../figure.ts";
import { folder } from "./tables.ts";

type Measured = Omit<Figure, "suite" | "ok">;
const alone = { peer: null, ratio: null } as const;

const weekMs = 7 * 86_400_000;
const start = Date.UTC(1997, 0, 1);
/** 39 weeks are known, 39 weeks are asked about. */
const cutoff = Date.UTC(1997, 9, 1);
const end = Date.UTC(1998, 6, 1);
const horizonDays = 273;

/** Purchases of CDNOW's customers beside BG/NBD; skipped, saying so, without the data. */
export async function* sequenceFigures({ quick }: { quick: boolean }): AsyncIterable<Measured> {
  if (!existsSync(join(folder, "cdnow"))) {
    console.error(
      `cdnow is skipped: there is no ${join(folder, "cdnow")}. Set LEPTON_DATA to the data sets' folder.`,
    );
    return;
  }
  yield await published();
  yield await publishedValues();
  const histories = historiesOf(purchases("CDNOW_master.txt", { person: 0, date: 1, value: 3 }));
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  yield* nextPurchases(histories, seeds);
}

const equalTo3 = (pairs: readonly (readonly [number, string])[], digits: number) =>
  pairs.filter(([value, want]) => value.toFixed(digits) === want).length;

async function published(): Promise<Measured> {
  const rows = lines("cdnow_customers_summary.csv", ",");
  const column = (at: number) => Float64Array.from(rows, (row) => Number(row[at]));
  const summary: PurchaseSummary = {
    unit: "week",
    persons: rows.map((row) => row[0] as string),
    frequency: column(1),
    recency: column(2),
    age: column(3),
    value: new Float64Array(rows.length).fill(Number.NaN),
  };
  const { r, alpha, a, b } = (await bgNbd().fit(summary)).parameters;
  const shown = [r, alpha, a, b].map((value) => value.toFixed(3)).join(", ");
  return {
    name: `CDNOW, BG/NBD parameters equal the published r 0.243, α 4.414, a 0.793, b 2.426 (here ${shown})`,
    ours: equalTo3(
      [
        [r, "0.243"],
        [alpha, "4.414"],
        [a, "0.793"],
        [b, "2.426"],
      ],
      3,
    ),
    unit: "of 4",
    ...alone,
    bar: ">= 4",
  };
}

async function publishedValues(): Promise<Measured> {
  const sample = purchases("CDNOW_sample.txt", { person: 1, date: 2, value: 4 });
  const { p, q, gamma } = (await gammaGamma().fit(purchaseSummary(sample, { until: cutoff }))).parameters;
  return {
    name: "CDNOW, Gamma-Gamma parameters equal the published p 6.25, q 3.74, γ 15.44",
    ours: equalTo3(
      [
        [p, "6.25"],
        [q, "3.74"],
        [gamma, "15.44"],
      ],
      2,
    ),
    unit: "of 3",
    ...alone,
    bar: ">= 3",
  };
}

/**
 * Held-out persons at a later time: training sees the other persons' first 39 weeks only, at weeks 17, 22 and 26 with
 * what followed until week 39. BG/NBD is fitted on the same 39 weeks of the same persons.
 */
async function* nextPurchases(histories: Histories, seeds: readonly number[]): AsyncIterable<Measured> {
  const network = sequenceNetwork({
    events: 8,
    width: 16,
    batchSize: 512,
    learningRate: 2e-3,
    bags: 3,
    anchor: { event: null },
  });
  const trainingCutoffs = [17, 22, 26].map((week) => start + week * weekMs);
  const metrics = ["rmse", "mae"] as const;
  const found = new Map<ScoreName, { ours: number; theirs: number; gain: Difference }[]>();
  for (const seed of seeds) {
    const split = { cutoff, horizonDays, trainingCutoffs, shortens: true, seed };
    const { training, test } = personTimeSplit(histories, split);
    const outcomes = outcomesOf(training, { kind: "count" }, cutoff);
    const truth = outcomesOf(test, { kind: "count" }, end);
    const predicted = async (model: SequenceEstimator) => {
      const fitted = await model.fit(training, outcomes, { seed });
      const values = await fitted.predict(test);
      await fitted.close();
      return values;
    };
    const [ours, theirs] = [await predicted(network), await predicted(bgNbdModel())];
    const ones = new Float64Array(truth.values.length).fill(1);
    for (const metric of metrics) {
      const value = (p: Float64Array) => scores[metric].prepare(truth, p)(ones) ?? Number.NaN;
      const gain = await pairedDifference(scores[metric], truth, ours, theirs, { seed });
      found.set(metric, [...(found.get(metric) ?? []), { ours: value(ours), theirs: value(theirs), gain }]);
    }
  }
  for (const metric of metrics) {
    const rows = found.get(metric) ?? [];
    const mean = (of: (row: (typeof rows)[number]) => number | null) =>
      rows.reduce((sum, row) => sum + (of(row) ?? Number.NaN), 0) / rows.length;
    const shown = (of: (row: (typeof rows)[number]) => number | null) => mean(of).toFixed(4);
    const [ours, theirs] = [mean((row) => row.ours), mean((row) => row.theirs)];
    const [low, high] = [shown((row) => row.gain.gain.low), shown((row) => row.gain.gain.high)];
    yield {
      name:
        `CDNOW, next 39 weeks of other persons (${rows.length} seeds): ${network.name} beside BG/NBD; ` +
        `95 % interval of the paired gain ${low} to ${high}`,
      ours,
      unit: `${metric.toUpperCase()} of counts`,
      peer: theirs,
      ratio: ours / theirs,
      bar: "ratio <= 1",
    };
  }
}

const lines = (file: string, separator: string | RegExp): string[][] =>
  readFileSync(join(folder, "cdnow", file), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(separator))
    .filter((cells) => Number.isFinite(Number(cells[0])));

function purchases(file: string, at: { person: number; date: number; value: number }): Required<Purchases> {
  const rows = lines(file, /\s+/);
  const cell = (row: readonly string[], i: number) => row[i] as string;
  return {
    persons: rows.map((row) => cell(row, at.person)),
    times: Float64Array.from(rows, (row) =>
      Date.parse(cell(row, at.date).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3")),
    ),
    values: Float64Array.from(rows, (row) => Number(cell(row, at.value))),
  };
}

/** Purchases of one day are one, as BG/NBD counts them. */
function historiesOf({ persons, times, values }: Required<Purchases>): Histories {
  const days = new Map<string, { person: string; time: number; amount: number }>();
  persons.forEach((person, i) => {
    const time = times[i] as number;
    const key = `${person} ${time}`;
    const known = days.get(key);
    if (known) known.amount += values[i] as number;
    else days.set(key, { person, time, amount: values[i] as number });
  });
  const rows = [...days.values()];
  return historiesFrom({
    persons: rows.map(({ person }) => person),
    events: rows.map(() => "purchase"),
    times: rows.map(({ time }) => time),
    amounts: rows.map(({ amount }) => amount),
  });
}
