import type { Feature } from "@lepton/growth";
import { type Bins, binsOf, type Column, columnNamed, type Table } from "@lepton/learn";
import type { ModelReference } from "../../contract/monitor.ts";

export const scoreColumn = (scores: Float64Array): Column => ({
  name: "score",
  kind: "number",
  values: scores,
});

/** What later scorings are held against: inputs of the training rows, scores of people the model had not seen. */
export function referenceOf(
  features: readonly Feature[],
  { training, testScores }: { training: Table; testScores: Float64Array },
): ModelReference {
  return {
    inputs: features.map(({ name }) => ({ feature: name, bins: binsOf(columnNamed(training, name)) })),
    score: binsOf(scoreColumn(testScores)),
  };
}

/** Distributions of a scoring, in the bins of the reference. */
export interface Observed {
  inputs: Bins[];
  score: Bins;
}
