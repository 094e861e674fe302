import { meanInterval, random } from "@lepton/core";
import type { Feature } from "@lepton/growth";
import type { Column, FittedModel, Table } from "@lepton/learn";
import type { Driver, ModelTask } from "../../contract/model.ts";
import { scoresOf, someRows } from "./board.ts";
import { headlineValue, isHigherBetter } from "./measures.ts";

const mostRows = 1000;
const repeats = 3;

/**
 * Permutation importance on rows the model has not seen: how much worse its headline gets when one feature's values are
 * shuffled among them, mean of three shuffles with its interval. Features that say the same share their importance.
 * Source: Breiman 2001, Machine Learning 45:5–32; Fisher, Rudin & Dominici 2019.
 */
export async function driversOf(
  task: ModelTask,
  model: FittedModel,
  features: readonly Feature[],
  { table, truth, seed }: { table: Table; truth: Float64Array; seed: number },
): Promise<Driver[]> {
  const few = someRows(table, mostRows);
  const n = few.rows;
  const known = Float64Array.from({ length: n }, (_, i) => truth[Math.floor((i * table.rows) / n)] as number);
  const score = await scoresOf(model, few);
  const sign = isHigherBetter(task) ? 1 : -1;
  const whole = headlineValue(task, { truth: known, score });
  const { shuffle } = random(seed);
  const drivers: Driver[] = [];
  for (const { name } of features.filter((feature) => model.columns.includes(feature.name))) {
    const losses: number[] = [];
    for (let r = 0; r < repeats; r++) {
      const order = shuffle(Array.from({ length: n }, (_, i) => i));
      const spoilt = await scoresOf(model, withShuffled(few, name, order));
      losses.push(sign * (whole - headlineValue(task, { truth: known, score: spoilt })));
    }
    const { value, low, high } = meanInterval(losses);
    drivers.push({
      feature: name,
      importance: value ?? 0,
      low,
      high,
      direction: directionOf(few, name, score),
    });
  }
  return drivers.sort((a, b) => b.importance - a.importance);
}

function withShuffled(table: Table, name: string, order: readonly number[]): Table {
  return {
    rows: table.rows,
    columns: table.columns.map((column): Column => {
      if (column.name !== name) return column;
      return column.kind === "number" || column.kind === "date"
        ? { ...column, values: Float64Array.from(order, (row) => column.values[row] as number) }
        : ({ ...column, values: order.map((row) => column.values[row] ?? null) } as Column);
    }),
  };
}

/** Sign of the rank correlation of a number with the score; null below 0.1. */
function directionOf(table: Table, name: string, score: Float64Array): Driver["direction"] {
  const column = table.columns.find((one) => one.name === name);
  if (column?.kind !== "number") return null;
  const rows = Array.from({ length: table.rows }, (_, i) => i).filter((i) => !Number.isNaN(column.values[i]));
  const rank = (values: ArrayLike<number>) => {
    const sorted = [...rows].sort((a, b) => (values[a] as number) - (values[b] as number));
    const found = new Map<number, number>();
    for (let i = 0; i < sorted.length; ) {
      let end = i;
      while (end < sorted.length && values[sorted[end] as number] === values[sorted[i] as number]) end++;
      for (let k = i; k < end; k++) found.set(sorted[k] as number, (i + end - 1) / 2);
      i = end;
    }
    return rows.map((row) => (found.get(row) ?? 0) - (rows.length - 1) / 2);
  };
  const [a, b] = [rank(column.values), rank(score)];
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  const correlation = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return !(Math.abs(correlation) >= 0.1) ? null : correlation > 0 ? "up" : "down";
}
