import type { NdArray } from "../array/ndArray.ts";
import type { ArrayDataset, Dataset } from "../data/dataset.ts";
import type { Blocks } from "../graph/emit.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import type { WholeMetric } from "./collector.ts";
import type { Signature } from "./names.ts";

/** One pass over data with a program that was loaded. */
export interface EpochJob {
  readonly program: string;
  /** Which epoch the dataset is asked for. */
  readonly epoch: number;
  /** Batches at most; all unless told. */
  readonly steps?: number;
  /** For programs that train: steps done before, and the learning rate at each step. */
  readonly training?: { readonly firstStep: number; readonly rateAt: (step: number) => number };
  /** Give all predictions out. */
  readonly keepsPredictions?: boolean;
  readonly metrics?: readonly WholeMetric[];
}

/** Where an epoch stands. */
export interface BatchReport {
  /** 0-based within the epoch. */
  readonly batch: number;
  /** Rows so far. */
  readonly samples: number;
  /** Means so far. */
  readonly logs: Readonly<Record<string, number>>;
}
export interface EpochHooks {
  /** Ends the pass within a step. */
  signal?: AbortSignal;
  /** After every batch; the next one waits for it. */
  onBatch?: (report: BatchReport) => void | Promise<void>;
  /** Now and then, at most every 50 ms. */
  onProgress?: (report: BatchReport) => void;
}
export interface EpochResult {
  /** Means of losses and metrics. */
  readonly logs: Record<string, number>;
  readonly batches: number;
  readonly samples: number;
  readonly isAborted: boolean;
  readonly predictions: readonly NdArray[];
}

/**
 * Runs programs over a state that stays where the engine is: values named `state/x` go into a run, `next/x` come back
 * as the state. Arrays given to it are its own from then on.
 */
export interface Engine {
  /** Makes a session under this name; an older one of the name is released. */
  load(name: string, bytes: Uint8Array, signature: Signature, options: SessionOptions): Promise<void>;
  /** How this engine's convolutions want their channels; programs for it are written so. */
  convolutionBlocks(options: SessionOptions): Promise<Blocks>;
  /** Sets values of the state. */
  setState(values: Readonly<Record<string, NdArray>>): Promise<void>;
  /** Copies values of the state out. */
  getState(names: readonly string[]): Promise<Record<string, NdArray>>;
  /** Errors: NN_LOSS_NOT_FINITE, NN_DATA_EMPTY, and those of the dataset. */
  run(job: EpochJob, data: Dataset, hooks?: EpochHooks): Promise<EpochResult>;
  /** Keeps data in memory at hand for several runs, until they are released. */
  hold(data: Dataset): Promise<void>;
  release(data: Dataset): Promise<void>;
  close(): Promise<void>;
}

/** Data in memory, as plain data. */
export const isArrays = (data: Dataset): data is ArrayDataset => "kind" in data && data.kind === "arrays";
