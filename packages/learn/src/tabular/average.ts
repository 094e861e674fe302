import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Table } from "../table/table.ts";
import { likeliest } from "./classifier.ts";
import type { Estimator, FitOptions, FittedFor, FittedModel } from "./estimator.ts";
import type { Target } from "./target.ts";

export const savedAverageSchema = z.object({
  kind: z.literal("average"),
  members: z.array(z.object({ weight: z.number().positive(), model: z.unknown() })).min(1),
});

/** The weighted average of several models' predictions, each fitted on the same rows. Weights sum to 1. */
export function averageModel(members: readonly { weight: number; estimator: Estimator }[]): Estimator {
  return {
    name: "average",
    async fit<T extends Target>(x: Table, y: T, options: FitOptions) {
      const fitted: { weight: number; fitted: FittedModel }[] = [];
      for (const { weight, estimator } of members)
        fitted.push({ weight, fitted: await estimator.fit<Target>(x, y, options) });
      return fittedAverage(fitted) as FittedFor<T>;
    },
  };
}

export function fittedAverage(members: readonly { weight: number; fitted: FittedModel }[]): FittedModel {
  const first = members[0]?.fitted;
  if (!first || members.some(({ fitted }) => fitted.task !== first.task))
    throw new LeptonError("LEARN_AVERAGE", {
      problem: "An average needs at least one model, all of one task.",
      received: members.map(({ fitted }) => fitted.task).join(", ") || "none",
      next: "Give models of the same target.",
    });
  const average = async (predict: (fitted: FittedModel) => Promise<Float64Array>): Promise<Float64Array> => {
    let sums: Float64Array | undefined;
    for (const { weight, fitted } of members) {
      const one = await predict(fitted);
      sums ??= new Float64Array(one.length);
      for (let i = 0; i < one.length; i++) sums[i] = (sums[i] as number) + weight * (one[i] as number);
    }
    return sums as Float64Array;
  };
  const shared = {
    kind: "average",
    columns: [...new Set(members.flatMap(({ fitted }) => fitted.columns))],
    warnings: [...new Set(members.flatMap(({ fitted }) => fitted.warnings))],
    toJSON: () => ({
      kind: "average",
      members: members.map(({ weight, fitted }) => ({ weight, model: fitted.toJSON() })),
    }),
    close: async () => {
      await Promise.all(members.map(({ fitted }) => fitted.close()));
    },
  };
  if (first.task === "regression")
    return {
      ...shared,
      task: "regression",
      predict: (x) =>
        average((fitted) =>
          fitted.task === "regression" ? fitted.predict(x) : fitted.predictProbabilities(x),
        ),
    };
  const predictProbabilities = (x: Table) =>
    average((fitted) => (fitted.task === "regression" ? fitted.predict(x) : fitted.predictProbabilities(x)));
  return {
    ...shared,
    task: "classification",
    classes: first.classes,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), first.classes.length),
  };
}
