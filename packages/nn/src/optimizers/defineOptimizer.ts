import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import type { Optimizer, Schedule, UpdateContext } from "./optimizer.ts";
import { optimizerConfig } from "./options.ts";

const commonShape = {
  /** Share of the weight, times the learning rate, that every step takes away. */
  weightDecay: z.number().min(0),
  /** Weights whose name contains one of these are not shrunk: `["bias", "gamma", "beta"]`. */
  excludeFromDecay: z.array(z.string().min(1)).default([]),
};
type CommonInput = {
  weightDecay?: number;
  excludeFromDecay?: string[];
  clipValue?: number;
  clipNorm?: number;
  globalClipNorm?: number;
};

/** One weight's part of a step. */
export interface Update<S, K extends string> extends UpdateContext {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<K, Tensor>>;
  readonly config: S;
}
export interface OptimizerDefinition<S extends z.ZodObject, K extends string> {
  /** Hyperparameters as plain data, with defaults. */
  config: S;
  /** Values kept per weight, and what they start as. */
  slots(config: z.output<S>): Readonly<Record<K, number>>;
  /** The weight after the step and its new slots; weight decay is already taken off `weight`. */
  update(given: Update<z.output<S>, K>): { weight: Tensor; slots: Readonly<Record<string, Tensor>> };
  /** 1e-3 unless told. */
  learningRate?: number;
  /** 0 unless told. */
  weightDecay?: number;
}
/** Makes an optimiser: `adam(1e-3, { beta1: 0.95, clipNorm: 1 })`. */
export type OptimizerFactory<S extends z.ZodObject = z.ZodObject> = (
  learningRate?: number | Schedule,
  options?: z.input<S> & CommonInput,
) => Optimizer;

/**
 * Defines an optimiser: hyperparameters, slots, one step. Decoupled weight decay, w ← w·(1 − η·weightDecay) before the
 * step as Keras has it, comes with each. Errors: NN_CONFIG_INVALID on an option it does not take.
 */
export function defineOptimizer<S extends z.ZodObject, K extends string>(
  kind: string,
  definition: OptimizerDefinition<S, K>,
): OptimizerFactory<S> {
  const { learningRate: usualRate = 1e-3, weightDecay: usualDecay = 0 } = definition;
  const schema = definition.config.extend({
    ...commonShape,
    weightDecay: commonShape.weightDecay.default(usualDecay),
  });
  const make: OptimizerFactory<S> = (learningRate = usualRate, options = {} as z.input<S>) => {
    checkRate(kind, learningRate);
    const { config, clipping } = optimizerConfig(kind, schema, options);
    const { weightDecay, excludeFromDecay } = config as z.output<z.ZodObject<typeof commonShape>>;
    const own = config as unknown as z.output<S>;
    return {
      kind,
      config,
      learningRate,
      clipping,
      slots: definition.slots(own),
      decayFilter: (name) => weightDecay > 0 && !excludeFromDecay.some((part) => name.includes(part)),
      withoutDecay: () => make(learningRate, { ...options, weightDecay: 0 }),
      update: (weight, gradient, slots, context) =>
        definition.update({
          ...context,
          weight: weightDecay > 0 ? mul(weight, sub(1, mul(context.learningRate, weightDecay))) : weight,
          gradient,
          slots: slots as Readonly<Record<K, Tensor>>,
          config: own,
        }),
    };
  };
  return make;
}

function checkRate(kind: string, learningRate: number | Schedule): void {
  if (typeof learningRate === "object" || (learningRate > 0 && Number.isFinite(learningRate))) return;
  throw new LeptonError("NN_CONFIG_INVALID", {
    problem: `${kind} was given a learning rate that no step can be taken with.`,
    received: String(learningRate),
    next: "Give a number above 0, mostly between 1e-5 and 1, or a schedule.",
    field: "learningRate",
  });
}
