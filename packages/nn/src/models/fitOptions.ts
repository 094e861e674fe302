import { z } from "zod";
import { readOptions } from "../data/options.ts";
import type { Callback } from "./callback.ts";
import type { LabelledData } from "./data.ts";
import type { ClassWeights } from "./weighted.ts";

const count = z.int().min(1);
const given = <T>() => z.custom<T>((value) => typeof value === "object" && value !== null, "does not fit");

export const fitSchema = z.strictObject({
  /** Number of the epoch to end before; 1 unless told. */
  epochs: z.int().min(0).default(1),
  /** Number of the epoch to begin at, 0 unless told; after `resume`, the one it gave. */
  initialEpoch: z.int().min(0).default(0),
  /** Samples per step, 32 unless told. A dataset has its own. */
  batchSize: count.optional(),
  /** A new order of the samples every epoch, by the model's seed; true unless told. A dataset has its own. */
  shuffle: z.boolean().default(true),
  /**
   * Share of the samples that is held out and judged after every epoch. Drawn at random by the model's seed, so that
   * sorted data are no trap; with `shuffle: false` the last ones, as Keras takes them. For arrays only.
   */
  validationSplit: z.number().gt(0).lt(1).optional(),
  /** Data that are judged after every epoch and never trained on. */
  validationData: given<LabelledData>().optional(),
  /** Batches of the validation data at most. */
  validationSteps: count.optional(),
  /** One weight per sample. For arrays; a dataset's batches bring their own. */
  sampleWeights: z.instanceof(Float32Array).optional(),
  /** What the loss of a class is multiplied by. For models with one output. */
  classWeights: given<ClassWeights>().optional(),
  /** Batches of an epoch at most; every epoch starts the data anew. */
  stepsPerEpoch: count.optional(),
  callbacks: z.array(given<Callback>()).default([]),
  /** Ends training within one step; the weights are those reached. */
  signal: given<AbortSignal>().optional(),
  /** 'auto': a progress bar in a terminal. 0: silent. 1: progress bar. 2: a line per epoch. */
  verbose: z.literal(["auto", 0, 1, 2]).default("auto"),
});
export type FitOptions = z.input<typeof fitSchema>;
export type FitSettings = z.output<typeof fitSchema>;

/** Errors: NN_OPTION_INVALID, naming the option. */
export const fitSettings = (options: FitOptions): FitSettings => readOptions(fitSchema, options, "fit");

const evaluateSchema = z.strictObject({
  /** 32 unless told. */
  batchSize: count.optional(),
  sampleWeights: z.instanceof(Float32Array).optional(),
  /** Batches at most. */
  steps: count.optional(),
  signal: given<AbortSignal>().optional(),
});
export type EvaluateOptions = z.input<typeof evaluateSchema>;
export const evaluateSettings = (options: EvaluateOptions) =>
  readOptions(evaluateSchema, options, "evaluate");
