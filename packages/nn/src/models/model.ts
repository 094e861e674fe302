import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import { arrays, type Dataset } from "../data/dataset.ts";
import { showShape } from "../graph/shape.ts";
import type { Layer, Symbolic, Weight } from "../layers/layer.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { EpochResult } from "../training/engine.ts";
import { openEngine } from "../training/openEngine.ts";
import { overwrite, readBack } from "../training/residence.ts";
import { type Goal, Trainer } from "../training/trainer.ts";
import { checked } from "./checkData.ts";
import { type CompileOptions, goalFrom } from "./compile.ts";
import { type Data, inOrder, isDataset, listOf, oneBatch } from "./data.ts";
import { bringsWeights, fit } from "./fit.ts";
import { type EvaluateOptions, evaluateSettings, type FitOptions, fitSettings } from "./fitOptions.ts";
import type { History } from "./history.ts";
import type { Network } from "./network.ts";
import { type Profile, type ProfileOptions, profile } from "./profile.ts";
import { summary } from "./summary.ts";

export interface PredictOptions {
  /** 32 unless told. */
  batchSize?: number;
  signal?: AbortSignal;
}

/**
 * A network of layers that can be trained, judged and asked. In Node it computes in a thread of its own, which is
 * started when first needed, does not keep the process alive, and ends with `close`; `compile({ worker: false })`
 * computes in place. Weights may be shared with other models, and are the same in all of them.
 */
export class Model {
  readonly name: string;
  readonly network: Network;
  /** Initial weights, the order of samples and dropout follow from it. */
  readonly seed: number;
  /** A chain made by `sequential`, which `summary` prints without its input. */
  readonly isSequential: boolean;
  /** What it was compiled with, for saving. */
  compiledWith: Omit<CompileOptions, "worker" | "providers" | "threads"> | undefined;
  #trainer: Trainer;
  #goal: Goal | undefined;

  constructor(net: Network, name: string, seed: number, isSequential = false) {
    this.network = net;
    this.isSequential = isSequential;
    this.name = name;
    this.seed = seed;
    this.#trainer = this.#newTrainer(undefined, {});
  }

  get inputs(): readonly Symbolic[] {
    return this.network.inputs;
  }
  get outputs(): readonly Symbolic[] {
    return this.network.outputs;
  }
  get layers(): readonly Layer[] {
    return this.network.layers;
  }
  get weights(): readonly Weight[] {
    return this.network.weights;
  }
  get isCompiled(): boolean {
    return this.#goal !== undefined;
  }
  /** Errors: NN_NOT_COMPILED. */
  get optimizer(): Optimizer {
    return this.#compiled().goal.optimizer;
  }
  /** The next step's learning rate. Setting it scales the schedule from there on; it counts from the next epoch. */
  get learningRate(): number {
    return this.#compiled().trainer.learningRate;
  }
  set learningRate(rate: number) {
    this.#compiled().trainer.learningRate = rate;
  }
  /** Training state: steps, epochs, optimiser slots. For checkpoints. Errors: NN_NOT_COMPILED. */
  get trainer(): Trainer {
    return this.#compiled().trainer;
  }

  /** The layer of this name. Errors: NN_LAYER_UNKNOWN. */
  layer(name: string): Layer {
    const found = this.layers.find((layer) => layer.name === name);
    if (found) return found;
    throw new LeptonError("NN_LAYER_UNKNOWN", {
      problem: "The model has no layer of this name.",
      received: name,
      next: `Use one of: ${this.layers.map((layer) => layer.name).join(", ")}.`,
    });
  }

  /**
   * Says what to minimise and how. Training starts over with fresh optimiser state; weights stay. Which layers are
   * frozen is settled here: call it again after changing `isTrainable`.
   */
  compile({ worker, providers, threads, ...options }: CompileOptions): this {
    const goal = goalFrom(this.network, options);
    const session = { ...(providers && { providers }), ...(threads === undefined ? {} : { threads }) };
    // Weights that the old one trained are read from it when they are next needed, or now as it ends.
    void this.#trainer.close();
    this.#trainer = this.#newTrainer(goal, { worker, session });
    this.#goal = goal;
    this.compiledWith = options;
    return this;
  }

  /**
   * Trains on arrays or a dataset. The data are checked first. Weights are up to date when it returns, also after an
   * abort or an error. The order of samples goes on from one call to the next.
   * Errors: NN_NOT_COMPILED, NN_OPTION_INVALID, NN_BUSY, NN_LOSS_NOT_FINITE with step and likely cause, NN_WORKER_ENDED,
   * and those of the data: NN_DATA_EMPTY, NN_DATA_LENGTHS, NN_SHAPE_MISMATCH, NN_LABEL_OUTSIDE, NN_DATA_NOT_FINITE.
   */
  fit(inputs: Data, targets: Data, options?: FitOptions): Promise<History>;
  fit(dataset: Dataset, options?: FitOptions): Promise<History>;
  async fit(data: Data | Dataset, second?: Data | FitOptions, third?: FitOptions): Promise<History> {
    const compiled = this.#compiled();
    if (isDataset(data)) return fit(this, compiled, data, fitSettings((second ?? {}) as FitOptions));
    return fit(this, compiled, { inputs: data, targets: second as Data }, fitSettings(third ?? {}));
  }

  /** Loss and metrics, by name, on data that are not trained on. Errors: as of `fit`; the signal's reason. */
  evaluate(inputs: Data, targets: Data, options?: EvaluateOptions): Promise<Record<string, number>>;
  evaluate(dataset: Dataset, options?: EvaluateOptions): Promise<Record<string, number>>;
  async evaluate(
    data: Data | Dataset,
    second?: Data | EvaluateOptions,
    third?: EvaluateOptions,
  ): Promise<Record<string, number>> {
    const { trainer, goal } = this.#compiled();
    const options = (isDataset(data) ? second : third) ?? {};
    const { batchSize, sampleWeights, steps, signal } = evaluateSettings(options as EvaluateOptions);
    const labelled = isDataset(data)
      ? data
      : sampleWeights
        ? ([data, second as Data, sampleWeights] as const)
        : ([data, second as Data] as const);
    const dataset = checked(this.network, goal.objectives, inOrder(labelled, batchSize));
    const result = await trainer.test(dataset, {
      hasWeights: bringsWeights(dataset),
      ...(steps === undefined ? {} : { steps }),
      hooks: signal ? { signal } : {},
    });
    return unlessAborted(result, signal).logs;
  }

  /**
   * Predictions of a model with one output. Shape: [samples, …]. Errors: NN_OUTPUTS_SEVERAL, those of the data, the
   * signal's reason.
   */
  async predict(data: Data | Dataset, options: PredictOptions = {}): Promise<NdArray> {
    this.#single();
    return (await this.predictAll(data, options))[0] as NdArray;
  }
  /** Predictions, one array per output. Shape: [samples, …] each. */
  async predictAll(
    data: Data | Dataset,
    { batchSize = 32, signal }: PredictOptions = {},
  ): Promise<NdArray[]> {
    const dataset = isDataset(data) ? data : arrays({ inputs: listOf(data), batchSize });
    return this.#predicted(dataset, true, signal);
  }
  /**
   * Predictions of one batch between training steps, one array per output. Nothing is prepared for speed, as `predict`
   * does when weights have changed.
   */
  async predictOnBatch(inputs: Data): Promise<NdArray[]> {
    return this.#predicted(oneBatch(inputs), false, undefined);
  }

  /** One step on one batch; gives its loss and metrics. Errors: as of `fit`. */
  async trainOnBatch(inputs: Data, targets: Data, weights?: Float32Array): Promise<Record<string, number>> {
    const { trainer, goal } = this.#compiled();
    const dataset = checked(this.network, goal.objectives, oneBatch(inputs, targets, weights));
    return (await trainer.train(dataset, { hasWeights: weights !== undefined })).logs;
  }
  /** Loss and metrics of one batch. */
  async testOnBatch(inputs: Data, targets: Data, weights?: Float32Array): Promise<Record<string, number>> {
    const { trainer, goal } = this.#compiled();
    const dataset = checked(this.network, goal.objectives, oneBatch(inputs, targets, weights));
    return (await trainer.test(dataset, { hasWeights: weights !== undefined })).logs;
  }

  /** All weights in order, copied. */
  async getWeights(): Promise<NdArray[]> {
    await readBack(this.weights);
    return this.weights.map(({ value }) => ({ ...value, data: value.data.slice() }) as NdArray);
  }
  /** Sets all weights, in the order of `getWeights`; optimiser state stays. Errors: NN_WEIGHTS_MISMATCH. */
  async setWeights(values: readonly NdArray[]): Promise<void> {
    if (values.length !== this.weights.length)
      throw weightsMismatch(`${values.length} arrays for ${this.weights.length} weights`);
    this.weights.forEach(({ name, shape }, i) => {
      const given = (values[i] as NdArray).shape;
      if (showShape(given) !== showShape(shape))
        throw weightsMismatch(`${name}: ${showShape(given)} for ${showShape(shape)}`);
    });
    // Weights that share a place with these in an engine come back first.
    await readBack(this.weights);
    overwrite(this.weights, values);
  }

  /** The table of layers, as Keras 3 prints it. */
  summary(): string {
    return summary(this);
  }

  /** Time per layer and memory of training steps on this batch, for people. Nothing is changed. Node only. */
  profile(inputs: Data, targets: Data, options: ProfileOptions = {}): Promise<Profile> {
    const { trainer, goal } = this.#compiled();
    const data = checked(this.network, goal.objectives, oneBatch(inputs, targets));
    return profile(trainer, data, options);
  }

  /** Ends the thread and its sessions. The model can go on to be used: optimiser state starts over. */
  async close(): Promise<void> {
    await this.#trainer.close();
  }

  #compiled(): { trainer: Trainer; goal: Goal } {
    if (this.#goal) return { trainer: this.#trainer, goal: this.#goal };
    throw new LeptonError("NN_NOT_COMPILED", {
      problem: "The model has no loss and optimiser yet.",
      received: this.name,
      next: "Call model.compile({ optimizer, loss }) first.",
    });
  }

  #newTrainer(
    goal: Goal | undefined,
    { worker = true, session = {} }: { worker?: boolean | undefined; session?: object },
  ): Trainer {
    const { seed } = this;
    return new Trainer(this.network, { goal, seed, session, engine: () => openEngine(worker) });
  }

  async #predicted(data: Dataset, isFrozen: boolean, signal: AbortSignal | undefined): Promise<NdArray[]> {
    const dataset = checked(this.network, undefined, data);
    const result = await this.#trainer.predict(dataset, isFrozen, signal ? { signal } : {});
    return [...unlessAborted(result, signal).predictions];
  }

  #single(): void {
    if (this.outputs.length === 1) return;
    throw new LeptonError("NN_OUTPUTS_SEVERAL", {
      problem: "predict is for models with one output.",
      received: `${this.outputs.length} outputs`,
      next: "Call predictAll, which gives a list of arrays.",
    });
  }
}

function unlessAborted(result: EpochResult, signal: AbortSignal | undefined): EpochResult {
  if (result.isAborted) signal?.throwIfAborted();
  return result;
}

const weightsMismatch = (received: string) =>
  new LeptonError("NN_WEIGHTS_MISMATCH", {
    problem: "These weights belong to another model.",
    received,
    next: "Give one array per weight, of its shape, in the order of getWeights().",
  });
