import { z } from "zod";
import { checkSequenceFit } from "./checkFit.ts";
import type { FittedSequenceFor, FittedSequenceSurvival, SequenceEstimator } from "./estimator.ts";
import { survivalAt } from "./fittedNetwork.ts";
import type { Moments } from "./moments.ts";
import type { SequenceTarget } from "./outcomes.ts";
import { wrongTask } from "./wrongTask.ts";

export const savedLifeTableSchema = z.object({
  kind: z.literal("sequenceLifeTable"),
  days: z.array(z.number()),
  chances: z.array(z.number()),
});
export type SavedLifeTable = z.infer<typeof savedLifeTableSchema>;

/**
 * The same for everybody: S(t) = Π over event times tᵢ ≤ t of (1 − events at tᵢ / rows still watched). What models of
 * times must beat. Between two event times S falls evenly in its logarithm. Source: Kaplan & Meier 1958, JASA 53:457–481.
 */
export function lifeTable(): SequenceEstimator {
  return {
    name: "life table",
    async fit<T extends SequenceTarget>(x: Moments, y: T) {
      checkSequenceFit(x, y);
      if (y.task !== "survival") throw wrongTask("The life table", "times", y.task);
      const { days, isObserved } = y;
      const order = Array.from(days.keys()).sort((a, b) => (days[a] as number) - (days[b] as number));
      const table: SavedLifeTable = { kind: "sequenceLifeTable", days: [], chances: [] };
      let left = 1;
      for (let i = 0; i < order.length; ) {
        const day = days[order[i] as number] as number;
        const watched = order.length - i;
        let events = 0;
        for (; i < order.length && days[order[i] as number] === day; i++)
          events += isObserved[order[i] as number] as number;
        if (events === 0) continue;
        left *= 1 - events / watched;
        table.days.push(Math.max(day, 1e-6));
        table.chances.push(left);
      }
      return fittedLifeTable(table) as FittedSequenceFor<T>;
    },
  };
}

export function fittedLifeTable(saved: SavedLifeTable): FittedSequenceSurvival {
  return {
    kind: saved.kind,
    task: "survival",
    warnings: [],
    predictSurvival: async (x: Moments, days) => {
      const curve = days.map((day) => survivalAt(saved.days, saved.chances, day));
      return Float64Array.from(
        { length: x.persons.length * days.length },
        (_, at) => curve[at % days.length] as number,
      );
    },
    toJSON: () => saved,
    close: async () => {},
  };
}
