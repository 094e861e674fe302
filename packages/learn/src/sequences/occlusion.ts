import { LeptonError } from "@lepton/core";
import type { FittedSequence } from "./estimator.ts";
import { endBefore, type Histories } from "./histories.ts";
import type { Moments } from "./moments.ts";

/** What a prediction would be without some events of the history. */
export interface Occlusion {
  /** The events left out: one, or all of a name. */
  name: string;
  /** Milliseconds since 1970-01-01 UTC; null where all events of the name are left out. */
  time: number | null;
  events: number;
  without: number;
  /** The prediction less what it would be without: above 0, these events raise it. */
  effect: number;
}
export interface OcclusionReport {
  /** What is predicted, e.g. "probability of yes". */
  of: string;
  prediction: number;
  /** One event each, of the last ones, latest first. */
  events: Occlusion[];
  /** All events of a name, largest effect first. */
  names: Occlusion[];
  /** The largest effect in words. */
  statement: string;
}

/**
 * Leaves events out of one row's history, one by one and name by name, and predicts again: what the prediction hangs on.
 * Gaps are those of what is left. Effects of single events do not add up where events say the same.
 * Source: Zeiler & Fergus 2014, arXiv:1311.2901, sec. 4.2, on events instead of pixels. Errors: LEARN_OPTION.
 */
export async function occlusion(
  fitted: FittedSequence,
  x: Moments,
  row: number,
  { classIndex, most = 20 }: { classIndex?: number; most?: number } = {},
): Promise<OcclusionReport> {
  const { histories, persons, cutoffs, horizonsDays } = x;
  const person = persons[row];
  if (person === undefined)
    throw new LeptonError("LEARN_OPTION", {
      problem: "There is no row of this number.",
      received: String(row),
      next: `Give one from 0 to ${persons.length - 1}.`,
    });
  const [from, to] = [
    histories.offsets[person] as number,
    endBefore(histories, person, cutoffs[row] as number),
  ];
  const places = Array.from({ length: to - from }, (_, i) => from + i);
  const nameOf = (at: number) => histories.names[histories.codes[at] as number] as string;
  const single = places.slice(-most).reverse();
  const named = [...new Set(places.map(nameOf))];
  const kept = [
    places,
    ...single.map((left) => places.filter((at) => at !== left)),
    ...named.map((name) => places.filter((at) => nameOf(at) !== name)),
  ];
  const variants: Moments = {
    histories: variantsOf(histories, kept),
    persons: Int32Array.from(kept.keys()),
    cutoffs: new Float64Array(kept.length).fill(cutoffs[row] as number),
    horizonsDays: new Float64Array(kept.length).fill(horizonsDays[row] as number),
  };
  const { values, of } = await valuesOf(fitted, variants, classIndex);
  const prediction = values[0] as number;
  const of1 = (at: number) => {
    const without = values[at] as number;
    return { without, effect: prediction - without };
  };
  const events = single.map((at, i) => ({
    name: nameOf(at),
    time: histories.times[at] as number,
    events: 1,
    ...of1(1 + i),
  }));
  const names = named
    .map((name, i) => ({
      name,
      time: null,
      events: places.filter((at) => nameOf(at) === name).length,
      ...of1(1 + single.length + i),
    }))
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
  return { of, prediction, events, names, statement: sentence(of, prediction, names, events) };
}

function variantsOf(histories: Histories, kept: readonly number[][]): Histories {
  const all = kept.flat();
  const offsets = new Int32Array(kept.length + 1);
  kept.forEach((places, i) => {
    offsets[i + 1] = (offsets[i] as number) + places.length;
  });
  return {
    persons: kept.map((_, i) => String(i)),
    offsets,
    names: histories.names,
    codes: Int32Array.from(all, (at) => histories.codes[at] as number),
    times: Float64Array.from(all, (at) => histories.times[at] as number),
    amounts: Float64Array.from(all, (at) => histories.amounts[at] as number),
  };
}

/** One number per row: of the class asked for (of two, the second), the value, or the chance within the horizon. */
async function valuesOf(fitted: FittedSequence, x: Moments, asked?: number) {
  if (fitted.task === "regression") return { values: await fitted.predict(x), of: "expected value" };
  if (fitted.task === "survival") {
    const days = x.horizonsDays[0] as number;
    const left = await fitted.predictSurvival(x, [days]);
    return { values: left.map((chance) => 1 - chance), of: `probability within ${days} days` };
  }
  const { classes } = fitted;
  const all = await fitted.predictProbabilities(x);
  // Of several classes the likeliest of the whole history.
  const first = Array.from(all.subarray(0, classes.length));
  const at = asked ?? (classes.length === 2 ? 1 : first.indexOf(Math.max(...first)));
  if (!(at in classes))
    throw new LeptonError("LEARN_OPTION", {
      problem: "There is no class of this number.",
      received: String(at),
      next: `Give one from 0 to ${classes.length - 1}.`,
    });
  const values = Float64Array.from(x.persons, (_, row) => all[row * classes.length + at] as number);
  return { values, of: `probability of ${classes[at]}` };
}

const shown = (value: number) => Number(value.toPrecision(3)).toString();

function sentence(
  of: string,
  prediction: number,
  names: readonly Occlusion[],
  events: readonly Occlusion[],
): string {
  const largest = [...names, ...events].reduce<Occlusion | null>(
    (best, one) => (best === null || Math.abs(one.effect) > Math.abs(best.effect) ? one : best),
    null,
  );
  if (largest === null) return `The ${of} is ${shown(prediction)}; there are no events to leave out.`;
  const what =
    largest.time === null
      ? `${largest.events} × ${largest.name}`
      : `${largest.name} of ${new Date(largest.time).toISOString().slice(0, 10)}`;
  return `The ${of} is ${shown(prediction)}; without ${what} it would be ${shown(largest.without)}.`;
}
