import type { Pace } from "../tabular/pace.ts";
import type { Interactions } from "./interactions.ts";
import { peopleFrom } from "./people.ts";
import { historiesInto } from "./peopleOf.ts";
import type { Observed, Query } from "./scorer.ts";

interface ChoiceOptions {
  /** Features of every item per query and member. [queries][members][items] */
  features(queries: readonly Query[]): Promise<Float64Array[][]>;
  observe(event: Observed): void;
  segmentOf(person: string): string | null;
  members: number;
  /** Most choices used, evenly spread. */
  most: number;
  slices: Pace;
}

/** Other items beside the chosen one in each choice, the best of each member first: the tail tells little. */
const rivals = 200;

/**
 * Weights w ≥ 0 that make what people chose likeliest: max Σ ln softmax(Σ wₘ fₘ)[chosen], the items before the chosen
 * one in time being its history. Projected gradient ascent with halving steps; the likelihood is concave.
 */
export async function choiceWeights(
  past: Interactions,
  later: Interactions,
  options: ChoiceOptions,
): Promise<number[]> {
  const { members, most, slices } = options;
  const choices = await choicesOf(past, later, options, Math.max(1, Math.ceil(later.rows / most)));
  const likelihood = (w: readonly number[], gradient: number[] | null): number => {
    let sum = 0;
    for (const rows of choices) {
      const utilities = rows.map((row) => row.reduce((u, f, m) => u + (w[m] as number) * f, 0));
      const top = Math.max(...utilities);
      const total = utilities.reduce((t, u) => t + Math.exp(u - top), 0);
      sum += (utilities[0] as number) - top - Math.log(total);
      if (gradient)
        rows.forEach((row, r) => {
          const pull = Number(r === 0) - Math.exp((utilities[r] as number) - top) / total;
          row.forEach((f, m) => {
            gradient[m] = (gradient[m] as number) + pull * f;
          });
        });
    }
    return sum / choices.length;
  };
  let w = new Array<number>(members).fill(1 / members);
  if (choices.length === 0) return w;
  let value = likelihood(w, null);
  let step = 1;
  for (let round = 0; round < 60 && step > 1e-4; round++) {
    const gradient = new Array<number>(members).fill(0);
    likelihood(w, gradient);
    const next = w.map((one, m) => Math.max(0, one + (step * (gradient[m] as number)) / choices.length));
    const reached = likelihood(next, null);
    if (reached > value) {
      [w, value] = [next, reached];
      step *= 1.5;
    } else step /= 3;
    if (slices.isDue()) await slices.rest();
  }
  return w.some((one) => one > 0) ? w : new Array<number>(members).fill(1 / members);
}

/** Per choice the features of the chosen item first, then of its rivals: [choices][items][members]. */
async function choicesOf(
  past: Interactions,
  later: Interactions,
  { features, observe, segmentOf, slices }: ChoiceOptions,
  every: number,
): Promise<number[][][]> {
  const places = new Map(past.items.map((item, place) => [item, place]));
  const people = peopleFrom();
  historiesInto(people, past);
  const choices: number[][][] = [];
  for (let row = 0; row < later.rows; row++) {
    const person = later.persons[later.person[row] as number] as string;
    const item = places.get(later.items[later.item[row] as number] as string);
    const [time, weight] = [later.time[row] as number, later.weight[row] as number];
    if (item === undefined) continue;
    const seen = people.seen(person);
    if (row % every === 0 && !seen.has(item)) {
      const [of] = await features([{ ...people.history(person), segment: segmentOf(person) }]);
      if (of) choices.push(choiceOf(of, item, seen));
    }
    people.add({ person, item, time, weight });
    observe({ item, time, weight, segment: segmentOf(person) });
    if (slices.isDue()) await slices.rest();
  }
  return choices;
}

function choiceOf(features: readonly Float64Array[], chosen: number, seen: ReadonlySet<number>): number[][] {
  const items = features[0]?.length ?? 0;
  const open: { item: number; sum: number }[] = [];
  for (let item = 0; item < items; item++)
    if (item !== chosen && !seen.has(item))
      open.push({ item, sum: Math.max(...features.map((f) => f[item] as number)) });
  open.sort((a, b) => b.sum - a.sum);
  return [chosen, ...open.slice(0, rivals).map(({ item }) => item)].map((item) =>
    features.map((f) => f[item] as number),
  );
}
