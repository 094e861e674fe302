import type { NdArray } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { EpochHooks } from "../training/loop.ts";
import type { Compiled } from "./compile.ts";
import { joined } from "./predict.ts";

export interface EvaluateOptions {
  batchSize?: number;
  sampleWeights?: Float32Array;
  signal?: AbortSignal;
  /** Batches at most. */
  steps?: number;
}

/** Collects predictions and truths of a pass, for metrics that need all of them. */
export class Collector {
  readonly #compiled: Compiled;
  readonly #predictions: NdArray[][] = [];
  readonly #truths: NdArray[][] = [];
  readonly #weights: Float32Array[] = [];

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
  }
  /** Undefined when no metric asks for it. */
  get hook(): EpochHooks["onPredictions"] {
    if (this.#compiled.wholeMetrics.every((list) => list.length === 0)) return undefined;
    return (predictions, batch) => {
      this.#predictions.push([...predictions]);
      this.#truths.push([...batch.targets]);
      if (batch.weights) this.#weights.push(batch.weights);
    };
  }
  get metrics(): Record<string, number> {
    const { wholeMetrics, objectives } = this.#compiled;
    const out: Record<string, number> = {};
    if (this.#predictions.length === 0) return out;
    const weights = this.#weights.length > 0 ? flat(this.#weights) : undefined;
    wholeMetrics.forEach((list, i) => {
      if (list.length === 0) return;
      const truth = joined(this.#truths.map((batch) => batch[i] as NdArray));
      const prediction = joined(this.#predictions.map((batch) => batch[i] as NdArray));
      for (const metric of list) {
        const name = objectives.length > 1 ? `output${i}_${metric.name}` : metric.name;
        out[name] = metric.compute(truth, prediction, weights);
      }
    });
    return out;
  }
}

function flat(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Means of loss and metrics over a dataset. */
export async function evaluateModel(
  compiled: Compiled,
  dataset: Dataset,
  { sampleWeights, signal, steps }: EvaluateOptions,
): Promise<Record<string, number>> {
  const collector = new Collector(compiled);
  const hooks: EpochHooks = {
    ...(collector.hook ? { onPredictions: collector.hook } : {}),
    ...(signal ? { signal } : {}),
    ...(steps === undefined ? {} : { steps }),
  };
  const { totals } = await compiled.trainer.test(dataset, sampleWeights !== undefined, hooks);
  return { ...totals.means, ...collector.metrics };
}
