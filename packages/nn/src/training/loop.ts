import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { OrtTensor } from "../runtime/ort.ts";
import { Collector } from "./collector.ts";
import type { EpochHooks, EpochJob, EpochResult } from "./engine.ts";
import type { Feeder } from "./feeder.ts";
import { logsOutput, type Signature } from "./names.ts";
import { notFinite } from "./notFinite.ts";
import { Totals } from "./totals.ts";

/** Progress is told no more often. */
const progressMs = 50;

/** A program that can be stepped. */
export interface Steppable {
  readonly signature: Signature;
  readonly feeder: Feeder;
  /** Runs on what the feeder holds and the state. */
  run(): Promise<Record<string, OrtTensor>>;
  /** Takes the results over as the state. */
  carry(results: Readonly<Record<string, OrtTensor>>): void;
}

/** Runs over batches that a source has put into the program's feeder, one after the other; the source tells their rows. */
export async function runEpoch(
  program: Steppable,
  { epoch, steps = Number.POSITIVE_INFINITY, training, keepsPredictions, metrics = [] }: EpochJob,
  source: Iterable<number> | AsyncIterable<number>,
  { signal, onBatch, onProgress }: EpochHooks,
): Promise<EpochResult> {
  const { signature, feeder } = program;
  const { feeds } = feeder;
  const totals = new Totals(signature.logs);
  const collector = keepsPredictions || metrics.length > 0 ? new Collector(signature, metrics) : undefined;
  let batches = 0;
  let samples = 0;
  let told = performance.now();
  try {
    for await (const rows of source) {
      if (signal?.aborted) break;
      const step = (training?.firstStep ?? 0) + batches + 1;
      if (training) feeder.training(training.rateAt(step - 1), step);
      const results = await program.run();
      const logs = results[logsOutput]?.data as Float32Array | undefined;
      if (training) {
        // The state stays as it was before the step that went wrong.
        if (!Number.isFinite(logs?.[0]))
          throw notFinite(step, batches + 1, training.rateAt(step - 1), signature, feeds);
        program.carry(results);
      }
      if (logs) totals.add(logs);
      collector?.add(results, feeds);
      samples += rows;
      const batch = batches++;
      if (onBatch) await onBatch({ batch, samples, logs: totals.means });
      if (onProgress && performance.now() - told >= progressMs) {
        onProgress({ batch, samples, logs: totals.means });
        told = performance.now();
      }
      if (batches >= steps) break;
    }
  } catch (error) {
    // A source that is told to stop may say so by throwing.
    if (!signal?.aborted) throw error;
  }
  const isAborted = signal?.aborted ?? false;
  if (batches === 0 && !isAborted) throw empty(epoch);
  const predictions: NdArray[] = keepsPredictions && batches > 0 && collector ? collector.predictions : [];
  const logs = { ...totals.means, ...(isAborted ? {} : await collector?.metrics()) };
  return { logs, batches, samples, isAborted, predictions };
}

const empty = (epoch: number) =>
  new LeptonError("NN_DATA_EMPTY", {
    problem: "The dataset gave no batch.",
    received: `epoch ${epoch}`,
    next: "Give a dataset with at least one batch in every epoch.",
  });
