import { existsSync } from "node:fs";
import {
  boostedTrees,
  columnNamed,
  type Estimator,
  findLeaks,
  foldsOf,
  holdOut,
  leaderboard,
  mainScore,
  predictionsOf,
  type Split,
  type Target,
  tabularNetwork,
  takeTableRows,
  takeTargetRows,
  targetFrom,
  withoutColumns,
} from "@lepton/learn";
import type { Figure, Suite } from "../figure.ts";
import { imageFigures } from "../learn/images.ts";
import { recommendFigures } from "../learn/recommend.ts";
import { sensorFigures } from "../learn/sensors.ts";
import { sequenceFigures } from "../learn/sequences.ts";
import { seriesFigures } from "../learn/series.ts";
import { openSklearn, type SklearnPeer } from "../learn/sklearnPeer.ts";
import { adult, ai4iFull, ames, folder, german, type TableCase, telco } from "../learn/tables.ts";
import { textFigures } from "../learn/text.ts";

type Measured = Omit<Figure, "suite" | "ok">;

interface Bar {
  make(): TableCase;
  metric: string;
  bar: string;
}
const bars: readonly Bar[] = [
  { make: telco, metric: "AUC", bar: ">= 0.845" },
  { make: german, metric: "AUC", bar: ">= 0.78" },
  { make: adult, metric: "AUC", bar: ">= 0.92" },
  { make: ames, metric: "RMSE of log price", bar: "<= 0.13" },
];

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(1, values.length - 1),
  );
const shown = (values: readonly number[]) => `${values.length} seeds, ± ${spread(values).toFixed(4)}`;

/** Score on held-out rows and milliseconds of the fit, the preparation of its columns included. */
async function judge(model: Estimator, { table, target }: TableCase, split: Split, seed: number) {
  const x = takeTableRows(table, split.training);
  const y = takeTargetRows(target, split.training);
  const start = performance.now();
  const fitted = await model.fit<Target>(x, y, { seed });
  const ms = performance.now() - start;
  const held = takeTargetRows(target, split.heldOut);
  const rows = split.heldOut.length;
  const predictions = await predictionsOf(fitted, takeTableRows(table, split.heldOut));
  const score = mainScore(target).prepare(held, predictions)(new Float64Array(rows).fill(1)) ?? Number.NaN;
  await fitted.close();
  return { score, ms };
}

/** Every seed: the official split, or five folds of its own; the mean of the folds is the seed's score. */
async function* against(sklearn: SklearnPeer | null, { make, metric, bar }: Bar, seeds: readonly number[]) {
  const data = make();
  await sklearn?.load(data);
  const ours = { score: [] as number[], ms: [] as number[] };
  const theirs = { score: [] as number[], ms: [] as number[] };
  for (const seed of seeds) {
    const splits = data.split ? [data.split] : foldsOf(data.target, 5, { seed });
    const [a, b] = [[] as number[], [] as number[]];
    for (const split of splits) {
      const fit = await judge(boostedTrees(), data, split, seed);
      a.push(fit.score);
      ours.ms.push(fit.ms);
      const peer = await sklearn?.fit(split, seed);
      if (!peer) continue;
      b.push(peer.score);
      theirs.ms.push(peer.ms);
    }
    ours.score.push(mean(a));
    if (b.length > 0) theirs.score.push(mean(b));
  }
  const peer = theirs.score.length > 0 ? mean(theirs.score) : null;
  yield {
    name: `${data.name}, boosted trees (${shown(ours.score)})`,
    ours: mean(ours.score),
    unit: metric,
    peer,
    ratio: peer === null ? null : mean(ours.score) / peer,
    bar,
  };
  // The least of all fits: what else runs on the machine only adds to it.
  const [least, other] = [Math.min(...ours.ms), theirs.ms.length > 0 ? Math.min(...theirs.ms) : null];
  yield {
    name: `${data.name}, fit of boosted trees`,
    ours: least,
    unit: "ms",
    peer: other,
    ratio: other === null ? null : least / other,
    medians: [middle(ours.ms), other === null ? null : middle(theirs.ms)] as const,
    bar: "ratio <= 1.2",
  };
}
const middle = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The leaderboard in whole, which chooses its model without the test rows. */
async function* boards(seeds: readonly number[]): AsyncIterable<Measured> {
  // One fifth of telco has a standard error of 0.011 and of German credit of 0.035, so that a bar on one split is lower.
  for (const { make, metric, bar } of [
    { make: telco, metric: "AUC", bar: seeds.length > 1 ? ">= 0.84" : ">= 0.825" },
    { make: german, metric: "AUC", bar: seeds.length > 1 ? ">= 0.76" : ">= 0.72" },
  ]) {
    const { name, table, target } = make();
    if (target.task !== "classification") continue;
    const labelled = {
      rows: table.rows,
      columns: [
        ...table.columns,
        {
          name: "outcome",
          kind: "category" as const,
          values: Array.from(target.labels, (l) => target.classes[l] ?? null),
        },
      ],
    };
    const found: number[] = [];
    for (const seed of seeds) {
      const board = await leaderboard({ table: labelled, target: "outcome", seed, budgetSeconds: 300 });
      found.push(
        board.rows.find(({ model }) => model === board.best.model)?.metrics.auc?.value ?? Number.NaN,
      );
      await board.best.fitted.close();
    }
    yield {
      name: `${name}, leaderboard's choice on a fifth held out (${shown(found)})`,
      ours: mean(found),
      unit: metric,
      peer: null,
      ratio: null,
      bar,
    };
  }
}

async function leaks(): Promise<Measured> {
  const table = ai4iFull();
  const name = "Machine failure";
  const { target } = targetFrom(columnNamed(table, name));
  const found = await findLeaks(withoutColumns(table, [name]), target, { seed: 1 });
  const named = new Set(found.map(({ column }) => column));
  const flags = ["TWF", "HDF", "PWF", "OSF", "RNF"].filter((flag) => named.has(flag));
  return {
    name: "AI4I, leaking columns named of 5",
    ours: flags.length,
    unit: "columns",
    peer: null,
    ratio: null,
    bar: ">= 5",
  };
}

/** Rows a second that the network scores in batch, from columns to probabilities. */
async function scoring(isQuick: boolean): Promise<Measured> {
  const { table, target } = adult();
  const split = holdOut(target, 0.2, { seed: 1 });
  const sample = split.training.filter((_, i) => i % (isQuick ? 6 : 2) === 0);
  const network = tabularNetwork({ epochs: 3 });
  const fitted = await network.fit<Target>(takeTableRows(table, sample), takeTargetRows(target, sample), {
    seed: 1,
  });
  const rows = Int32Array.from({ length: 100_000 }, (_, i) => i % table.rows);
  const many = takeTableRows(table, rows);
  await predictionsOf(fitted, takeTableRows(table, rows.subarray(0, 5000)));
  const ms: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await predictionsOf(fitted, many);
    ms.push(performance.now() - start);
  }
  await fitted.close();
  return {
    name: "rows scored in batch by the network, 14 columns",
    ours: (1000 * rows.length) / Math.min(...ms),
    unit: "rows/s",
    peer: null,
    ratio: null,
    bar: ">= 100000",
  };
}

export const suite: Suite = {
  name: "learn",
  about:
    "Held-out scores on public tables beside scikit-learn's HistGradientBoosting with its defaults, on the same splits.",
  async *run({ quick, only }) {
    if (!existsSync(folder)) {
      console.error(`learn is skipped: there is no ${folder}. Set LEPTON_DATA to the data sets' folder.`);
      return;
    }
    const seeds = quick ? [1] : [1, 2, 3, 4, 5];
    if (only === "text") {
      yield* textFigures(seeds);
      return;
    }
    const sklearn = await openSklearn();
    try {
      for (const bar of bars) yield* against(sklearn, bar, seeds);
    } finally {
      sklearn?.close();
    }
    yield await leaks();
    yield await scoring(quick);
    yield* boards(quick ? [1] : seeds);
    yield* seriesFigures({ quick });
    yield* textFigures(seeds);
    yield* recommendFigures({ quick });
    yield* sensorFigures({ quick });
    yield* imageFigures({ quick });
    yield* sequenceFigures({ quick });
  },
};
