import { z } from "zod";
import type { Table } from "../table/table.ts";
import { checkFit } from "./checkFit.ts";
import { likeliest } from "./classifier.ts";
import type { Estimator, FitOptions, FittedClassifier, FittedFor, FittedRegressor } from "./estimator.ts";
import type { Target } from "./target.ts";

export const savedBaselineSchema = z.object({
  kind: z.literal("baseline"),
  classes: z.array(z.string()).nullable(),
  /** The mean, or the share of each class. */
  values: z.array(z.number()).min(1),
});
export type SavedBaseline = z.infer<typeof savedBaselineSchema>;

/** What every model must beat: the training rows' mean, or the share of each class (the majority wins). */
export function meanBaseline(): Estimator {
  return {
    name: "naive baseline",
    async fit<T extends Target>(x: Table, y: T, { weights }: FitOptions) {
      const w = checkFit(x, y, weights);
      const size = y.task === "regression" ? 1 : y.classes.length;
      const values = new Float64Array(size);
      let total = 0;
      for (let i = 0; i < x.rows; i++) {
        const weight = w === null ? 1 : (w[i] as number);
        total += weight;
        if (y.task === "regression") values[0] = (values[0] as number) + weight * (y.values[i] as number);
        else values[y.labels[i] as number] = (values[y.labels[i] as number] as number) + weight;
      }
      return fittedBaseline({
        kind: "baseline",
        classes: y.task === "classification" ? [...y.classes] : null,
        values: Array.from(values, (value) => value / total),
      }) as FittedFor<T>;
    },
  };
}

export function fittedBaseline(saved: SavedBaseline): FittedRegressor | FittedClassifier {
  const { kind, classes, values } = saved;
  const shared = { kind, warnings: [], columns: [], toJSON: () => saved, close: async () => {} };
  if (classes === null)
    return {
      ...shared,
      task: "regression",
      predict: async ({ rows }) => new Float64Array(rows).fill(values[0] as number),
    };
  const predictProbabilities = async ({ rows }: Table) =>
    Float64Array.from({ length: rows * classes.length }, (_, at) => values[at % classes.length] as number);
  return {
    ...shared,
    task: "classification",
    classes,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), classes.length),
  };
}
