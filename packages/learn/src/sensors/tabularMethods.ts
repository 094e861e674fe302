import { predictionsOf } from "../evaluate/score.ts";
import type { Table } from "../table/table.ts";
import { meanBaseline } from "../tabular/baseline.ts";
import type { Estimator, FittedModel } from "../tabular/estimator.ts";
import { linearModel } from "../tabular/linear.ts";
import type { Target } from "../tabular/target.ts";
import { boostedTrees } from "../trees/boostedTrees.ts";
import type { FittedWindows, WindowMethod } from "./method.ts";
import { lastValues, type Windows, windowStatistics } from "./windows.ts";

export const featureSets = ["none", "last", "statistics"] as const;
export type FeatureSet = (typeof featureSets)[number];
const features: Readonly<Record<FeatureSet, (windows: Windows) => Table>> = {
  none: ({ rows }) => ({ rows, columns: [] }),
  last: lastValues,
  statistics: windowStatistics,
};

/** The mean, or the share of failures: what every model must beat. */
export const constant = (): WindowMethod => ofTables("constant", meanBaseline(), "none", true);
/** A linear model of the last reading alone: knows the state, not the way there. */
export const linearOnLast = (): WindowMethod =>
  ofTables("linear on last values", linearModel(), "last", true);
/** Boosted trees on mean, slope, deviation and ends of every channel's window. */
export const treesOnStatistics = (): WindowMethod =>
  ofTables(
    "boosted trees on window statistics",
    boostedTrees({
      learningRate: 0.05,
      maxLeaves: 15,
      rowShare: 0.5,
      featureShare: 0.5,
      bags: 0,
      rounds: 200,
    }),
    "statistics",
    false,
  );

/**
 * An estimator of tables on features of windows. One that holds rows out for early stopping would hold out neighbours of
 * its training windows: give it a fixed length of training.
 */
export function ofTables(
  name: string,
  estimator: Estimator,
  of: FeatureSet,
  isBaseline: boolean,
): WindowMethod {
  return {
    name,
    isBaseline,
    fit: async (windows, y, options) =>
      fittedTables(await estimator.fit<Target>(features[of](windows), y, options), of),
  };
}

export function fittedTables(fitted: FittedModel, of: FeatureSet): FittedWindows {
  return {
    predict: (windows) => predictionsOf(fitted, features[of](windows)),
    toJSON: async () => ({ as: "tables", features: of, model: fitted.toJSON() }),
    close: () => fitted.close(),
  };
}
