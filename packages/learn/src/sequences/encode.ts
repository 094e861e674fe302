import { float32, int32, type NdArray } from "@lepton/nn";
import { z } from "zod";
import { endBefore, type Histories } from "./histories.ts";
import { dayMs, type Moments } from "./moments.ts";

/** How rows become arrays: fitted on training rows, kept with the model. */
export const sequenceRecipeSchema = z.object({
  /** Steps of a row: its last events, and the cutoff as a step of its own. */
  steps: z.int().min(1),
  /** Names with an id of their own, in order of their frequency. */
  vocabulary: z.array(z.string()),
  /** Logarithms of amounts are divided by this. */
  amountScale: z.number().positive(),
  summary: z.array(z.object({ mean: z.number(), deviation: z.number().positive() })),
});
export type SequenceRecipe = z.infer<typeof sequenceRecipeSchema>;

/** Ids: padding, a name that is rare or was not there in training, and the cutoff. */
const ids = { padding: 0, rare: 1, now: 2, first: 3 } as const;
export const idCount = ({ vocabulary }: SequenceRecipe): number => ids.first + vocabulary.length;

/** Per step: ln(1 + days since the event before), ln(1 + days until the cutoff), size of the amount, has one. */
export const stepNumbers = 4;
/** Per row: ln(1 + ·) of recency, tenure, events, amounts, horizon; and the anchor's logarithm. */
export const summaryNumbers = 6;

const signedLog = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value));

/** What `encode` will need, from training rows. */
export function sequenceRecipe(
  x: Moments,
  { steps, rare, most }: { steps: number; rare: number; most: number },
  anchor: Float64Array | null,
): SequenceRecipe {
  const { histories, persons } = x;
  const counts = new Float64Array(histories.names.length);
  let [squares, sizes] = [0, 0];
  persons.forEach((person, row) => {
    for (let at = histories.offsets[person] as number; at < endOf(x, row); at++) {
      const code = histories.codes[at] as number;
      counts[code] = (counts[code] as number) + 1;
      const amount = histories.amounts[at] as number;
      if (!Number.isFinite(amount)) continue;
      squares += signedLog(amount) ** 2;
      sizes += 1;
    }
  });
  const vocabulary = [...counts.keys()]
    .filter((code) => (counts[code] as number) >= rare)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, most)
    .map((code) => histories.names[code] as string);
  const raw = summaries(x, anchor);
  const rows = persons.length;
  const summary = Array.from({ length: summaryNumbers }, (_, j) => {
    let [sum, square] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const value = raw[row * summaryNumbers + j] as number;
      sum += value;
      square += value * value;
    }
    const mean = sum / rows;
    const deviation = Math.sqrt(Math.max(0, square / rows - mean * mean));
    return { mean, deviation: deviation > 1e-6 ? deviation : 1 };
  });
  return { steps, vocabulary, amountScale: Math.sqrt(squares / Math.max(1, sizes)) || 1, summary };
}

const endOf = ({ histories, persons, cutoffs }: Moments, row: number) =>
  endBefore(histories, persons[row] as number, cutoffs[row] as number);

/** Logarithms of recency, tenure, … of every row, [rows, summaryNumbers]. A row without events has zeros. */
function summaries(x: Moments, anchor: Float64Array | null): Float64Array {
  const { histories, persons, cutoffs, horizonsDays } = x;
  const all = new Float64Array(persons.length * summaryNumbers);
  persons.forEach((person, row) => {
    const [from, to] = [histories.offsets[person] as number, endOf(x, row)];
    const days = (at: number) =>
      Math.log1p(((cutoffs[row] as number) - (histories.times[at] as number)) / dayMs);
    let total = 0;
    for (let at = from; at < to; at++) total += histories.amounts[at] || 0;
    const known = to > from ? [days(to - 1), days(from)] : [0, 0];
    // An anchor knows the horizon; its correction then holds for horizons that training did not have.
    const horizon = anchor ? 0 : Math.log1p(horizonsDays[row] as number);
    all.set(
      [...known, Math.log1p(to - from), signedLog(total), horizon, anchor?.[row] ?? 0],
      row * summaryNumbers,
    );
  });
  return all;
}

/**
 * Inputs of the network: ids [rows, steps], numbers [rows, steps, 4], summary [rows, 6] and, with an anchor, its
 * logarithm [rows, 1]. Events stand at the end, padding before them; the last step is the cutoff.
 */
export function encode(x: Moments, recipe: SequenceRecipe, anchor: Float64Array | null): NdArray[] {
  const { histories, persons, cutoffs } = x;
  const { steps, amountScale, summary } = recipe;
  const rows = persons.length;
  const idOf = idsOf(histories, recipe);
  const codes = new Int32Array(rows * steps);
  const numbers = new Float32Array(rows * steps * stepNumbers);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [histories.offsets[persons[row] as number] as number, endOf(x, row)];
    const cutoff = cutoffs[row] as number;
    const days = (since: number, until: number) => Math.log1p((until - since) / dayMs) / 3;
    const time = (at: number) => histories.times[at] as number;
    const start = Math.max(from, to - (steps - 1));
    for (let at = start; at < to; at++) {
      const place = row * steps + steps - 1 - (to - at);
      codes[place] = idOf[histories.codes[at] as number] as number;
      const amount = histories.amounts[at] as number;
      const isKnown = Number.isFinite(amount);
      const gap = at > from ? days(time(at - 1), time(at)) : 0;
      const size = isKnown ? signedLog(amount) / amountScale : 0;
      numbers.set([gap, days(time(at), cutoff), size, Number(isKnown)], place * stepNumbers);
    }
    const last = row * steps + steps - 1;
    codes[last] = ids.now;
    numbers[last * stepNumbers] = to > from ? days(time(to - 1), cutoff) : 0;
  }
  const raw = summaries(x, anchor);
  const scaled = Float32Array.from(raw, (value, at) => {
    const { mean, deviation } = summary[at % summaryNumbers] as { mean: number; deviation: number };
    return (value - mean) / deviation;
  });
  return [
    int32(codes, [rows, steps]),
    float32(numbers, [rows, steps, stepNumbers]),
    float32(scaled, [rows, summaryNumbers]),
    ...(anchor ? [float32(Float32Array.from(anchor), [rows, 1])] : []),
  ];
}

function idsOf({ names }: Histories, { vocabulary }: SequenceRecipe): Int32Array {
  const places = new Map(vocabulary.map((name, i) => [name, ids.first + i]));
  return Int32Array.from(names, (name) => places.get(name) ?? ids.rare);
}
