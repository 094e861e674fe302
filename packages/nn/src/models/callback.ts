import type { BatchReport } from "../training/engine.ts";
import type { History } from "./history.ts";
import type { Model } from "./model.ts";

/** Nothing, or to end training. */
// biome-ignore lint/suspicious/noConfusingVoidType: a callback that gives nothing is one, whatever it calls.
export type EpochVerdict = "stop" | void;
export type Logs = Readonly<Record<string, number>>;

/** How training is set up. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly initialEpoch: number;
  /** Batches per epoch and rows in all, where they are known. */
  readonly steps: number | undefined;
  readonly samples: number | undefined;
}

/**
 * What training tells as it goes. A plain object will do: `{ onEpochEnd: (epoch, logs) => console.log(epoch, logs) }`.
 * It may be async, and training waits for it. Epochs and batches count from 0.
 */
export interface Callback {
  onTrainBegin?(model: Model, plan: TrainingPlan): void | Promise<void>;
  onEpochBegin?(epoch: number, model: Model): void | Promise<void>;
  /** After every batch, with the means so far. Costs a message between threads per batch: see `onProgress`. */
  onBatchEnd?(batch: number, logs: Logs, model: Model): void | Promise<void>;
  /** Now and then within an epoch, at most every 50 ms; nothing waits for it. */
  onProgress?(report: BatchReport, model: Model): void;
  /** `logs` may be added to. Give "stop" to end training after this epoch. */
  onEpochEnd?(
    epoch: number,
    logs: Record<string, number>,
    model: Model,
  ): EpochVerdict | Promise<EpochVerdict>;
  onTrainEnd?(history: History, model: Model): void | Promise<void>;
}
