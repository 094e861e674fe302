import { z } from "zod";
import { bgNbd, bgNbdFromJSON, type FittedBgNbd } from "../purchases/bgNbd.ts";
import type { PurchaseSummary } from "../purchases/summary.ts";
import { checkSequenceFit } from "./checkFit.ts";
import type { FittedSequenceFor, FittedSequenceRegressor, SequenceEstimator } from "./estimator.ts";
import { endBefore } from "./histories.ts";
import { dayMs, type Moments, takeMoments } from "./moments.ts";
import { codeOf, type SequenceTarget } from "./outcomes.ts";
import { wrongTask } from "./wrongTask.ts";

export const savedBgNbdModelSchema = z.object({
  kind: z.literal("sequenceBgNbd"),
  event: z.string().nullable(),
  model: z.unknown(),
});
export type SavedBgNbdModel = z.infer<typeof savedBgNbdModelSchema>;

/**
 * BG/NBD of an event (any, unless named): expected counts within each row's horizon. It learns from all that
 * is known of each person, until the end of their last horizon, and predicts from what came before a row's cutoff.
 * Events of one UTC day count as one.
 */
export function bgNbdModel({ event = null }: { event?: string | null } = {}): SequenceEstimator {
  return {
    name: "BG/NBD",
    async fit<T extends SequenceTarget>(x: Moments, y: T) {
      checkSequenceFit(x, y);
      if (y.task !== "regression") throw wrongTask("BG/NBD", "counts", y.task);
      const model = await fitBgNbd(x, event);
      return fittedBgNbdModel({
        kind: "sequenceBgNbd",
        event,
        model: model.toJSON(),
      }) as FittedSequenceFor<T>;
    },
  };
}

export function fittedBgNbdModel(saved: SavedBgNbdModel): FittedSequenceRegressor {
  const model = bgNbdFromJSON(saved.model);
  return {
    kind: saved.kind,
    task: "regression",
    warnings: model.warnings,
    predict: async (x: Moments) => expectedCounts(model, x, saved.event),
    toJSON: () => saved,
    close: async () => {},
  };
}

/** BG/NBD of these rows' persons, each until the end of their last horizon. Errors: LEARN_NO_REPEATS. */
export async function fitBgNbd(x: Moments, event: string | null): Promise<FittedBgNbd> {
  const known = new Map<number, { row: number; until: number }>();
  x.persons.forEach((person, row) => {
    const until = (x.cutoffs[row] as number) + (x.horizonsDays[row] as number) * dayMs;
    if (until > (known.get(person)?.until ?? Number.NEGATIVE_INFINITY)) known.set(person, { row, until });
  });
  const last = [...known.values()];
  const rows = takeMoments(
    x,
    last.map(({ row }) => row),
  );
  return bgNbd().fit(summaryOf({ ...rows, cutoffs: Float64Array.from(last, ({ until }) => until) }, event));
}

/** [rows] */
export function expectedCounts(model: FittedBgNbd, x: Moments, event: string | null): Float64Array {
  const summary = summaryOf(x, event);
  const all = new Float64Array(x.persons.length);
  for (const horizon of new Set(x.horizonsDays)) {
    const expected = model.expectedPurchases(summary, horizon);
    x.horizonsDays.forEach((days, row) => {
      if (days === horizon) all[row] = expected[row] as number;
    });
  }
  return all;
}

/** Frequency, recency and age of every row, in days; who had no such event yet is new at the cutoff. */
function summaryOf(x: Moments, event: string | null): PurchaseSummary {
  const { histories, persons, cutoffs } = x;
  const code = event === null ? null : codeOf(histories, event);
  const rows = persons.length;
  const [frequency, recency, age] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  persons.forEach((person, row) => {
    const cutoff = cutoffs[row] as number;
    let [first, last, days] = [-1, -1, 0];
    const end = endBefore(histories, person, cutoff);
    for (let at = histories.offsets[person] as number; at < end; at++) {
      if (code !== null && histories.codes[at] !== code) continue;
      const day = Math.floor((histories.times[at] as number) / dayMs);
      if (days === 0) first = day;
      if (days === 0 || day > last) days++;
      last = day;
    }
    if (days === 0) return;
    frequency[row] = days - 1;
    recency[row] = last - first;
    age[row] = Math.floor((cutoff - 1) / dayMs) - first;
  });
  const names = Array.from(persons, (person) => histories.persons[person] as string);
  const value = new Float64Array(rows).fill(Number.NaN);
  return { unit: "day", persons: names, frequency, recency, age, value };
}
