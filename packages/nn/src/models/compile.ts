import { LeptonError } from "@lepton/core";
import { lossFrom } from "../losses/index.ts";
import type { Loss } from "../losses/loss.ts";
import { type Metric, metricByName } from "../metrics/metricByName.ts";
import { optimizerFrom } from "../optimizers/index.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import { graphMetric } from "../training/graphMetrics.ts";
import type { Objective } from "../training/programs.ts";
import { LocalRunner } from "../training/runner.ts";
import { Trainer } from "../training/trainer.ts";
import type { Model } from "./model.ts";

type LossName = Parameters<typeof lossFrom>[0];
type OneOrMore<T> = T | readonly T[];

export interface CompileOptions extends SessionOptions {
  optimizer: Parameters<typeof optimizerFrom>[0];
  /** One for all outputs, or one per output. */
  loss: OneOrMore<LossName>;
  lossWeights?: readonly number[];
  /** Names of metrics for all outputs, or a list per output. */
  metrics?: readonly string[] | readonly (readonly string[])[];
}

/** What a compiled model is trained by. */
export interface Compiled {
  readonly trainer: Trainer;
  readonly optimizer: Optimizer;
  readonly objectives: readonly Objective[];
  /** Metrics that need all predictions at once (AUC …), per output. */
  readonly wholeMetrics: readonly (readonly Metric[])[];
  readonly session: SessionOptions;
}

/** Errors: NN_CONFIG_INVALID on an unknown loss, optimiser or metric, or lists of other lengths than the outputs. */
export function compileModel(model: Model, options: CompileOptions): Compiled {
  const { outputs } = model;
  const { optimizer: wanted, loss, lossWeights, metrics = [], ...session } = options;
  const optimizer = optimizerFrom(wanted);
  const losses: readonly Loss[] = perOutput(loss, outputs.length, "loss").map((one) => lossFrom(one));
  const nested = metrics.length > 0 && metrics.every((one) => Array.isArray(one));
  const names = nested
    ? (metrics as readonly (readonly string[])[])
    : outputs.map(() => metrics as readonly string[]);
  if (names.length !== outputs.length || (lossWeights && lossWeights.length !== outputs.length))
    throw invalid(
      `${names.length} metrics, ${lossWeights?.length ?? "no"} weights for ${outputs.length} outputs`,
    );
  const wholeMetrics: Metric[][] = [];
  const objectives = losses.map((one, i): Objective => {
    const width = outputs[i]?.shape.at(-1);
    const whole: Metric[] = [];
    const inGraph = (names[i] as readonly string[]).flatMap((name) => {
      const found = graphMetric(name, one.truth, typeof width === "number" ? width : 0);
      if (found) return [found];
      whole.push(metricByName(name));
      return [];
    });
    wholeMetrics.push(whole);
    return { loss: one, weight: lossWeights?.[i] ?? 1, metrics: inGraph };
  });
  const trainer = new Trainer(
    model.network,
    { optimizer, objectives, seed: model.seed, session },
    new LocalRunner(),
  );
  return { trainer, optimizer, objectives, wholeMetrics, session };
}

function perOutput<T>(value: OneOrMore<T>, outputs: number, what: string): readonly T[] {
  if (!Array.isArray(value)) return Array.from({ length: outputs }, () => value as T);
  if (value.length !== outputs) throw invalid(`${value.length} of ${what} for ${outputs} outputs`);
  return value as readonly T[];
}

const invalid = (received: string) =>
  new LeptonError("NN_CONFIG_INVALID", {
    problem: "Losses, weights and metrics do not fit the model's outputs.",
    received,
    next: "Give one for all outputs, or one for each.",
  });
