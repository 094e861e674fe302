import { LeptonError, random } from "@lepton/core";
import { endBefore, type Histories } from "./histories.ts";

export const dayMs = 86_400_000;

/**
 * Persons at points in time: row i asks of person `persons[i]` what happens in the `horizonsDays[i]` after `cutoffs[i]`.
 * Models read events before the cutoff only.
 */
export interface Moments {
  readonly histories: Histories;
  /** Places in `histories.persons`. [rows] */
  readonly persons: Int32Array;
  /** Milliseconds since 1970-01-01 UTC. [rows] */
  readonly cutoffs: Float64Array;
  readonly horizonsDays: Float64Array;
}

/** Every person with an event before the cutoff, at each of the cutoffs. Errors: LEARN_HISTORY_EMPTY, LEARN_OPTION. */
export function momentsAt(
  histories: Histories,
  cutoffs: readonly { cutoff: number; horizonDays: number }[],
  isAsked: (person: number) => boolean = () => true,
): Moments {
  const rows = cutoffs.flatMap(({ cutoff, horizonDays }) => {
    if (!(Number.isFinite(cutoff) && horizonDays > 0))
      throw new LeptonError("LEARN_OPTION", {
        problem: "A cutoff must be a time, and its horizon above 0 days.",
        received: `cutoff ${cutoff}, horizonDays ${horizonDays}`,
        next: "Give milliseconds since 1970 and, for example, 30 days.",
      });
    return histories.persons.flatMap((_, person) =>
      isAsked(person) && endBefore(histories, person, cutoff) > (histories.offsets[person] as number)
        ? [{ person, cutoff, horizonDays }]
        : [],
    );
  });
  if (rows.length === 0)
    throw new LeptonError("LEARN_HISTORY_EMPTY", {
      problem: "Nobody has an event before the cutoff.",
      received: `${histories.persons.length} persons, first event ${new Date(histories.times.reduce((a, b) => Math.min(a, b))).toISOString()}`,
      next: "Give a later cutoff, or earlier events.",
    });
  return {
    histories,
    persons: Int32Array.from(rows, ({ person }) => person),
    cutoffs: Float64Array.from(rows, ({ cutoff }) => cutoff),
    horizonsDays: Float64Array.from(rows, ({ horizonDays }) => horizonDays),
  };
}

export function takeMoments(
  { histories, persons, cutoffs, horizonsDays }: Moments,
  rows: ArrayLike<number>,
): Moments {
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number);
  return {
    histories,
    persons: Int32Array.from(rows, (row) => persons[row] as number),
    cutoffs: take(cutoffs),
    horizonsDays: take(horizonsDays),
  };
}

/** Rows of a share of the persons, with all their rows, and those of the others. */
export function holdOutPersons(
  { persons }: Moments,
  share: number,
  seed: number,
): { training: Int32Array; heldOut: Int32Array } {
  const order = random(seed).shuffle([...new Set(persons)]);
  const held = new Set(order.slice(0, Math.max(1, Math.round(share * order.length))));
  const rows = Array.from(persons.keys());
  return {
    training: Int32Array.from(rows.filter((row) => !held.has(persons[row] as number))),
    heldOut: Int32Array.from(rows.filter((row) => held.has(persons[row] as number))),
  };
}

export interface PersonTimeSplit {
  training: Moments;
  test: Moments;
}

/**
 * Split by person and time: the test is the held-out persons at `cutoff`; training is the other persons at earlier
 * cutoffs, whose horizons end at `cutoff` at the latest, so that nothing learnt from is later than what is asked.
 * Training horizons that would end later are cut short, for questions that have no fixed horizon (counts, amounts), or
 * named as an error. Errors: LEARN_SPLIT_LEAK, LEARN_SPLIT_EMPTY, those of `momentsAt`.
 */
export function personTimeSplit(
  histories: Histories,
  options: {
    cutoff: number;
    horizonDays: number;
    trainingCutoffs: readonly number[];
    /** Default false. */
    shortens?: boolean;
    /** Share of persons held out. Default 0.3. */
    testShare?: number;
    seed: number;
  },
): PersonTimeSplit {
  const { cutoff, horizonDays, trainingCutoffs, shortens = false, testShare = 0.3, seed } = options;
  const order = random(seed).shuffle(Array.from(histories.persons.keys()));
  const isTest = new Uint8Array(order.length);
  for (const person of order.slice(0, Math.round(testShare * order.length))) isTest[person] = 1;
  const asked = trainingCutoffs.map((time) => {
    const days = (cutoff - time) / dayMs;
    if (days > 0 && (days >= horizonDays || shortens))
      return { cutoff: time, horizonDays: Math.min(days, horizonDays) };
    throw new LeptonError("LEARN_SPLIT_LEAK", {
      problem:
        "A training cutoff's horizon ends after the test begins: its outcomes would not be known then.",
      received: `${new Date(time).toISOString()} and ${horizonDays} days, test at ${new Date(cutoff).toISOString()}`,
      next: "Give earlier training cutoffs, or { shortens: true } for counts and amounts.",
    });
  });
  if (asked.length === 0 || isTest.every((test) => test === 1) || isTest.every((test) => test === 0))
    throw new LeptonError("LEARN_SPLIT_EMPTY", {
      problem: "One side of the split would have no rows.",
      received: `${asked.length} training cutoffs, ${order.length} persons, ${testShare} of them held out`,
      next: "Give training cutoffs, more persons, or another share.",
    });
  return {
    training: momentsAt(histories, asked, (person) => isTest[person] === 0),
    test: momentsAt(histories, [{ cutoff, horizonDays }], (person) => isTest[person] === 1),
  };
}
