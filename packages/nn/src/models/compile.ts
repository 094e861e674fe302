import { LeptonError } from "@lepton/core";
import { type LossLike, lossFrom } from "../losses/index.ts";
import { metricByName } from "../metrics/metricByName.ts";
import { type OptimizerName, optimizerFrom } from "../optimizers/index.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import type { WholeMetric } from "../training/collector.ts";
import { graphMetric } from "../training/graphMetrics.ts";
import type { GraphMetric, Objective } from "../training/judge.ts";
import type { Goal } from "../training/trainer.ts";
import type { Network } from "./network.ts";

type OneOrMore<T> = T | readonly T[];

export interface CompileOptions extends Omit<SessionOptions, "profile"> {
  /** A name, with that optimiser's defaults, or one made: `adam(1e-3)`. */
  optimizer: OptimizerName | Optimizer;
  /** One for all outputs, or one per output. */
  loss: OneOrMore<LossLike>;
  /** What the losses of the outputs are multiplied by before they are added; 1 unless told. */
  lossWeights?: readonly number[];
  /** Names of metrics for all outputs, or a list per output: `["accuracy", "auc"]`. */
  metrics?: readonly string[] | readonly (readonly string[])[];
  /** False runs in place and blocks the caller's thread while it computes; true unless told, except in a browser. */
  worker?: boolean;
}

/**
 * What to train for, from its description.
 * Errors: NN_CONFIG_INVALID on lists of other lengths than the outputs; NN_LOSS_UNKNOWN, NN_OPTIMIZER_UNKNOWN,
 * NN_METRIC_UNKNOWN suggest the nearest name.
 */
export function goalFrom({ outputs }: Network, options: Omit<CompileOptions, "worker">): Goal {
  const { optimizer, loss, lossWeights, metrics = [] } = options;
  const count = outputs.length;
  const losses = perOutput(loss, count, "losses").map((one) => lossFrom(one));
  const names = namesPerOutput(metrics, count);
  if (lossWeights && lossWeights.length !== count)
    throw invalid(`${lossWeights.length} loss weights for ${count} outputs`);
  const wholeMetrics: WholeMetric[] = [];
  const objectives = losses.map((one, output): Objective => {
    const { shape, call } = outputs[output] as (typeof outputs)[number];
    const width = shape.at(-1);
    const prefix = count > 1 ? `${call.layer.name}_` : "";
    const inGraph: GraphMetric[] = [];
    for (const name of names[output] ?? []) {
      const found = graphMetric(name, one.truth, typeof width === "number" ? width : 0);
      if (found) inGraph.push(found);
      else wholeMetrics.push({ output, metric: metricByName(name).name, name: `${prefix}${name}` });
    }
    return { loss: one, weight: lossWeights?.[output] ?? 1, metrics: inGraph };
  });
  return { optimizer: optimizerFrom(optimizer), objectives, wholeMetrics };
}

function perOutput<T>(value: OneOrMore<T>, outputs: number, what: string): readonly T[] {
  if (!Array.isArray(value)) return Array.from({ length: outputs }, () => value as T);
  if (value.length !== outputs) throw invalid(`${value.length} ${what} for ${outputs} outputs`);
  return value as readonly T[];
}

function namesPerOutput(
  metrics: NonNullable<CompileOptions["metrics"]>,
  outputs: number,
): readonly (readonly string[])[] {
  if (metrics.length === 0 || !Array.isArray(metrics[0]))
    return Array.from({ length: outputs }, () => metrics as readonly string[]);
  if (metrics.length !== outputs) throw invalid(`${metrics.length} lists of metrics for ${outputs} outputs`);
  return metrics as readonly (readonly string[])[];
}

const invalid = (received: string) =>
  new LeptonError("NN_CONFIG_INVALID", {
    problem: "Losses, weights and metrics do not fit the model's outputs.",
    received,
    next: "Give one for all outputs, or one for each.",
  });
