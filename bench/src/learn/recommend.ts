import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Interactions,
  interactionsFrom,
  judgeNext,
  popularity,
  type RecommenderLeaderboard,
  recommenderLeaderboard,
  sequential,
  splitAtTime,
  splitLastOut,
  usualRecommenders,
} from "@lepton/learn";
import type { Figure } from "../figure.ts";
import { folder } from "./tables.ts";

type Measured = Omit<Figure, "suite" | "ok">;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / Math.max(1, values.length - 1));

/** Every rating is an event of weight 1, whatever its stars: what people came for, not how they liked it. */
function movieLens(): Interactions {
  const lines = readFileSync(join(folder, "movielens-100k", "u.data"), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const rows = lines.map((line) => line.split("\t"));
  return interactionsFrom({
    person: rows.map(([person]) => person as string),
    item: rows.map(([, item]) => item as string),
    time: rows.map(([, , , seconds]) => 1000 * Number(seconds)),
  });
}

/**
 * MovieLens-100k, cut in time: the first 80% of the events are learnt from, the other 20% are asked for one by one, in
 * order, of everybody, newcomers too. Settings and the model are chosen on the last fifth of the first part.
 */
export async function* recommendFigures({ quick }: { quick: boolean }): AsyncIterable<Measured> {
  if (!existsSync(join(folder, "movielens-100k"))) {
    console.error(`movielens-100k is skipped: there is no ${join(folder, "movielens-100k")}.`);
    return;
  }
  const data = movieLens();
  const families = usualRecommenders()
    .filter(({ name }) => name !== "sequential network")
    .map((family) => (quick ? { ...family, settings: family.settings.slice(0, 1) } : family));
  const boards: RecommenderLeaderboard[] = [];
  for (const seed of quick ? [1] : [1, 2, 3, 4, 5]) {
    const board = await recommenderLeaderboard(data, { seed, families });
    await board.fitted.close();
    boards.push(board);
  }
  const test = (board: RecommenderLeaderboard, family: string) =>
    board.rows.find((row) => row.family === family)?.test.ndcg.value ?? Number.NaN;
  const chosen = boards.map((board) => test(board, board.chosen));
  const names = [...new Set(boards.map((board) => board.chosen))].join(", ");
  const shown = `${names}: ${boards.length} seeds, ± ${spread(chosen).toFixed(4)}`;
  for (const [peer, bar] of [
    ["popularity", "ratio >= 1.3"],
    ["recent popularity", "ratio >= 1.3"],
    ["item–item", "ratio > 1"],
  ] as const) {
    const theirs = mean(boards.map((board) => test(board, peer)));
    yield {
      name: `MovieLens-100k, next event after the cut, ${shown}, beside ${peer}`,
      ours: mean(chosen),
      unit: "NDCG@10",
      peer: theirs,
      ratio: mean(chosen) / theirs,
      bar,
    };
  }
  if (quick) return;

  const fold = splitAtTime(data);
  const network = await sequential().fit(fold.past, { seed: 1 });
  const next = await judgeNext(network, fold.past, fold.later);
  await network.close();
  const recent = mean(boards.map((board) => test(board, "recent popularity")));
  yield {
    name: "MovieLens-100k, next event after the cut, sequential network beside recent popularity",
    ours: next.ndcg.value ?? Number.NaN,
    unit: "NDCG@10",
    peer: recent,
    ratio: (next.ndcg.value ?? Number.NaN) / recent,
    bar: "ratio > 1",
  };

  const last = splitLastOut(data);
  const family = boards[0]?.chosen ?? "";
  const model = boards[0]?.models[family];
  if (!model) return;
  const scored = async (one: typeof model) => {
    const fitted = await one.fit(last.past, { seed: 1 });
    const { ndcg } = await judgeNext(fitted, last.past, last.later);
    await fitted.close();
    return ndcg.value ?? Number.NaN;
  };
  const [ours, theirs] = [await scored(model), await scored(popularity({ halfLifeDays: null }))];
  yield {
    name: `MovieLens-100k, last event of each person (knows others' future), ${family} beside popularity`,
    ours,
    unit: "NDCG@10",
    peer: theirs,
    ratio: ours / theirs,
    bar: "ratio >= 1.3",
  };
}
