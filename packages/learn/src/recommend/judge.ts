import { bootstrap, type Estimate, LeptonError } from "@lepton/core";
import type { Difference } from "../evaluate/interval.ts";
import { pace } from "../tabular/pace.ts";
import type { Interactions } from "./interactions.ts";
import { ndcg, rankOf, topOf } from "./measures.ts";
import type { FittedRecommender, PastEvent } from "./recommendation.ts";

export interface JudgeOptions {
  /** Length of the lists. Default 10. */
  k?: number;
  /** Most questions asked of one person, spread evenly over their events; all unless told. */
  questions?: number;
  level?: number;
  seed?: number;
  signal?: AbortSignal;
}
export interface PersonScore {
  readonly person: string;
  /** Means over the person's questions, each in [0, 1]. */
  readonly ndcg: number;
  readonly recall: number;
  readonly reciprocalRank: number;
  /** Bits: mean of −log₂ share of people who had used what was shown. */
  readonly novelty: number;
}
/** How good lists are on events that the fit has not seen; intervals by bootstrap over people. */
export interface RecommenderScores {
  readonly name: string;
  readonly k: number;
  readonly questions: number;
  readonly ndcg: Estimate;
  readonly recall: Estimate;
  /** Mean reciprocal rank over whole rankings. */
  readonly mrr: Estimate;
  readonly novelty: Estimate;
  /** Share of all known items that were in any list, in [0, 1]. */
  readonly coverage: number;
  readonly people: readonly PersonScore[];
}

interface Question {
  person: string;
  history: PastEvent[];
  hidden: Set<string>;
  relevant: readonly string[];
}

/** Questions scored at a time; counts of popularity are as of the first of them. */
const batch = 64;

/**
 * "What comes next?" as in use: every later event is a question to the model as fitted, asked with all that the person
 * had done until then; then `update` tells it the event. The first event of a newcomer is asked with no history. A person
 * counts once, whatever the number of their questions. Items used before are not asked for. Moves `fitted` on.
 * Errors: LEARN_NO_INTERACTIONS when nothing can be asked; the signal's reason.
 */
export async function judgeNext(
  fitted: FittedRecommender,
  past: Interactions,
  later: Interactions,
  options: JudgeOptions = {},
): Promise<RecommenderScores> {
  const histories = historiesOf(past);
  const asked = chosenRows(later, options.questions);
  const sums = tally(fitted, past, options);
  const slices = pace(options.signal);
  for (let from = 0; from < later.rows; from += batch) {
    const questions: Question[] = [];
    const events = [];
    for (let row = from; row < Math.min(from + batch, later.rows); row++) {
      const event = eventAt(later, row);
      const own = histories.get(event.person) ?? [];
      histories.set(event.person, own);
      const hidden = new Set(own.map(({ item }) => String(item)));
      if (asked[row] === 1 && !hidden.has(event.item))
        questions.push({ person: event.person, history: [...own], hidden, relevant: [event.item] });
      own.push({ item: event.item, time: event.time, weight: event.weight });
      events.push(event);
    }
    await sums.ask(questions);
    fitted.update(events);
    if (slices.isDue()) await slices.rest();
  }
  return sums.scores();
}

/**
 * One list per person at the cut, judged on all items that the person used after it. Only people with a past are asked.
 * Errors: as `judgeNext`.
 */
export async function judgeLater(
  fitted: FittedRecommender,
  past: Interactions,
  later: Interactions,
  options: JudgeOptions = {},
): Promise<RecommenderScores> {
  const histories = historiesOf(past);
  const relevant = new Map<string, Set<string>>();
  for (let row = 0; row < later.rows; row++) {
    const { person, item } = eventAt(later, row);
    const own = histories.get(person);
    if (!own || own.some((event) => event.item === item)) continue;
    relevant.set(person, (relevant.get(person) ?? new Set()).add(item));
  }
  const sums = tally(fitted, past, options);
  const questions = [...relevant].map(([person, items]): Question => {
    const history = histories.get(person) as PastEvent[];
    return {
      person,
      history,
      hidden: new Set(history.map(({ item }) => String(item))),
      relevant: [...items],
    };
  });
  for (let from = 0; from < questions.length; from += batch)
    await sums.ask(questions.slice(from, from + batch));
  return sums.scores();
}

function eventAt(data: Interactions, row: number) {
  return {
    person: data.persons[data.person[row] as number] as string,
    item: data.items[data.item[row] as number] as string,
    time: data.time[row] as number,
    weight: data.weight[row] as number,
  };
}

function historiesOf(past: Interactions): Map<string, PastEvent[]> {
  const all = new Map<string, PastEvent[]>();
  for (let row = 0; row < past.rows; row++) {
    const { person, ...event } = eventAt(past, row);
    const own = all.get(person);
    if (own) own.push(event);
    else all.set(person, [event]);
  }
  return all;
}

/** 1 for rows that are questions: of each person at most so many, evenly spread. */
function chosenRows(later: Interactions, most = Number.POSITIVE_INFINITY): Uint8Array {
  const counts = new Int32Array(later.persons.length);
  for (const person of later.person) counts[person] = (counts[person] as number) + 1;
  const passed = new Int32Array(later.persons.length);
  return Uint8Array.from(later.person, (person) => {
    const [at, n] = [passed[person] as number, counts[person] as number];
    passed[person] = at + 1;
    if (n <= most) return 1;
    return Math.floor(((at + 1) * most) / n) > Math.floor((at * most) / n) ? 1 : 0;
  });
}

function tally(fitted: FittedRecommender, past: Interactions, options: JudgeOptions) {
  const { k = 10, level = 0.95, seed = 7 } = options;
  const users = new Map<string, Set<number>>();
  for (let row = 0; row < past.rows; row++) {
    const item = past.items[past.item[row] as number] as string;
    users.set(item, (users.get(item) ?? new Set()).add(past.person[row] as number));
  }
  const bits = (item: string) => -Math.log2(((users.get(item)?.size ?? 0) + 1) / (past.persons.length + 1));
  const people = new Map<string, { n: number; ndcg: number; recall: number; rank: number; bits: number }>();
  const shown = new Set<number>();
  let asked = 0;
  const places = new Map<string, number>();
  const placesOf = (names: Iterable<string>): Set<number> => {
    for (let at = places.size; at < fitted.items.length; at++) places.set(fitted.items[at] as string, at);
    const out = new Set<number>();
    for (const name of names) {
      const place = places.get(name);
      if (place !== undefined) out.add(place);
    }
    return out;
  };
  return {
    ask: async (questions: readonly Question[]) => {
      const all = await fitted.scores(questions.map(({ person, history }) => ({ person, history })));
      questions.forEach(({ person, hidden, relevant }, q) => {
        const scores = all[q] as Float64Array;
        const gone = placesOf(hidden);
        const wanted = placesOf(relevant);
        const list = topOf(scores, k, gone);
        const own = people.get(person) ?? { n: 0, ndcg: 0, recall: 0, rank: 0, bits: 0 };
        people.set(person, own);
        asked++;
        own.n++;
        // An item that the model does not know yet is a miss, and lengthens the ideal list all the same.
        const unknown = relevant.slice(wanted.size).map((_, i) => -1 - i);
        own.ndcg += ndcg(list, new Set([...wanted, ...unknown]), k);
        own.recall += list.filter((item) => wanted.has(item)).length / Math.min(k, relevant.length);
        const best = Math.min(...[...wanted].map((item) => rankOf(scores, item, gone)));
        own.rank += Number.isFinite(best) ? 1 / (best + 1) : 0;
        own.bits +=
          list.reduce((sum, item) => sum + bits(fitted.items[item] as string), 0) / Math.max(1, list.length);
        for (const item of list) shown.add(item);
      });
    },
    scores: (): RecommenderScores => {
      if (people.size === 0)
        throw new LeptonError("LEARN_NO_INTERACTIONS", {
          problem: "No later event could be asked for.",
          received: "no new item of anybody after the cut",
          next: "Give a longer time, or an earlier cut.",
        });
      const each = [...people].map(
        ([person, { n, ndcg, recall, rank, bits }]): PersonScore => ({
          person,
          ndcg: ndcg / n,
          recall: recall / n,
          reciprocalRank: rank / n,
          novelty: bits / n,
        }),
      );
      const over = (of: (one: PersonScore) => number) => meanOver(each.map(of), { level, seed });
      return {
        name: fitted.name,
        k,
        questions: asked,
        ndcg: over((one) => one.ndcg),
        recall: over((one) => one.recall),
        mrr: over((one) => one.reciprocalRank),
        novelty: over((one) => one.novelty),
        coverage: shown.size / fitted.items.length,
        people: each,
      };
    },
  };
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
function meanOver(values: readonly number[], options: { level: number; seed: number }): Estimate {
  return bootstrap(values, average, { ...options, method: "percentile", resamples: 1000 });
}

/**
 * Whether the lists of one are better than those of another, by NDCG: paired bootstrap over the people both were asked
 * of. Source: Efron & Tibshirani 1993, ch. 10.
 */
export function recommenderDifference(
  ours: RecommenderScores,
  others: RecommenderScores,
  { level = 0.95, seed = 7 }: { level?: number; seed?: number } = {},
): Difference {
  const theirs = new Map(others.people.map(({ person, ndcg }) => [person, ndcg]));
  const gains = ours.people.flatMap(({ person, ndcg }) => {
    const other = theirs.get(person);
    return other === undefined ? [] : [ndcg - other];
  });
  const gain = meanOver(gains, { level, seed });
  const verdict =
    gain.low !== null && gain.low > 0
      ? "better"
      : gain.high !== null && gain.high < 0
        ? "worse"
        : "noDifference";
  return { gain, verdict };
}
