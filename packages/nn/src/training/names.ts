import type { DType } from "../array/ndArray.ts";

/** Names by which runs are fed and asked. */
export const weightsInput = "sampleWeights";
export const rateInput = "learningRate";
export const stepInput = "step";
export const logsOutput = "logs";
export const targetName = (i: number): string => `target/${i}`;
export const predictionName = (i: number): string => `prediction/${i}`;
/** A value of the state goes in under one name and comes back under the other. */
export const stateName = (name: string): string => `state/${name}`;
export const nextName = (name: string): string => `next/${name}`;

/** What a loop must know of a program besides its bytes: plain data, so that it can be sent to a worker. */
export interface Signature {
  /** Names and types of what every run is fed, in the order of a batch's inputs. */
  readonly inputs: readonly { readonly name: string; readonly dtype: DType }[];
  readonly targets: readonly { readonly name: string; readonly dtype: DType; readonly rank: number }[];
  /** Names of `logs`: the sum of each entry and, behind all sums, the weight it is a mean over. */
  readonly logs: readonly string[];
  /** Predictions that a run gives. */
  readonly predictions: number;
  /** One weight per sample is fed beside the targets. */
  readonly hasWeights: boolean;
}
