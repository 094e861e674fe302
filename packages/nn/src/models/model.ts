import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import { type ArrayDataset, arrays, type Batch, type Dataset } from "../data/dataset.ts";
import { showShape } from "../graph/shape.ts";
import { isInput } from "../layers/input.ts";
import type { Layer, Symbolic, Weight } from "../layers/layer.ts";
import { type Compiled, type CompileOptions, compileModel } from "./compile.ts";
import { type EvaluateOptions, evaluateModel } from "./evaluateModel.ts";
import { type FitOptions, fit } from "./fit.ts";
import type { History } from "./history.ts";
import { type Network, network } from "./network.ts";
import { type PredictOptions, Predictor } from "./predict.ts";
import { summary } from "./summary.ts";

/** Arrays for one input or several. */
export type Data = NdArray | readonly NdArray[];

/** A network of layers that can be trained, judged and asked. */
export class Model {
  readonly name: string;
  readonly network: Network;
  readonly seed: number;
  #compiled: Compiled | undefined;
  #predictor: Predictor | undefined;

  constructor(net: Network, name: string, seed: number) {
    this.network = net;
    this.name = name;
    this.seed = seed;
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
    return this.#compiled !== undefined;
  }
  /** Loss, optimiser and metrics. Errors: NN_NOT_COMPILED. */
  get compiled(): Compiled {
    if (this.#compiled) return this.#compiled;
    throw new LeptonError("NN_NOT_COMPILED", {
      problem: "The model has no loss and optimiser yet.",
      received: this.name,
      next: "Call model.compile({ optimizer, loss }) first.",
    });
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
   * Says what to minimise and how. Training starts over with fresh optimiser state; weights stay. Call it again after
   * freezing layers.
   */
  compile(options: CompileOptions): this {
    void this.#compiled?.trainer.close();
    this.#compiled = compileModel(this, options);
    return this;
  }

  /** Trains. Weights are up to date when it returns, also after an abort. */
  async fit(
    data: Data | Dataset,
    targetsOrOptions?: Data | FitOptions,
    options?: FitOptions,
  ): Promise<History> {
    const { dataset, rest } = this.#dataset(data, targetsOrOptions, options, { shuffle: true });
    try {
      return await fit(this, dataset, rest);
    } finally {
      this.#predictor = undefined;
    }
  }

  /** Loss and metrics on data that are not trained on. */
  async evaluate(
    data: Data | Dataset,
    targetsOrOptions?: Data | EvaluateOptions,
    options?: EvaluateOptions,
  ): Promise<Record<string, number>> {
    const { dataset, rest } = this.#dataset(data, targetsOrOptions, options, { shuffle: false });
    return evaluateModel(this.compiled, dataset, rest);
  }

  /** Predictions, one array per output. Shape: [samples, …]. */
  async predict(data: Data | Dataset, options: PredictOptions = {}): Promise<NdArray[]> {
    await this.#compiled?.trainer.pull();
    this.#predictor ??= new Predictor(this.network, this.#compiled?.session ?? {});
    const dataset = isDataset(data)
      ? data
      : arrays({ inputs: listOf(data), batchSize: options.batchSize ?? 32 });
    return this.#predictor.run(dataset, options.signal);
  }

  /** One step on one batch; gives its loss and metrics. */
  async trainOnBatch(inputs: Data, targets: Data, weights?: Float32Array): Promise<Record<string, number>> {
    const dataset = this.#batch(inputs, targets, weights);
    const { totals } = await this.compiled.trainer.train(dataset, 0, weights !== undefined);
    this.#predictor = undefined;
    return totals.means;
  }
  /** Loss and metrics of one batch. */
  async testOnBatch(inputs: Data, targets: Data, weights?: Float32Array): Promise<Record<string, number>> {
    const { totals } = await this.compiled.trainer.test(
      this.#batch(inputs, targets, weights),
      weights !== undefined,
    );
    return totals.means;
  }

  /** All weights in order, copied. */
  async getWeights(): Promise<NdArray[]> {
    await this.#compiled?.trainer.pull();
    return this.weights.map(({ value }) => ({ ...value, data: value.data.slice() }) as NdArray);
  }
  /** Sets all weights, in the order of `getWeights`. Errors: NN_WEIGHTS_MISMATCH. */
  async setWeights(values: readonly NdArray[]): Promise<void> {
    if (values.length !== this.weights.length)
      throw weightsMismatch(`${values.length} arrays for ${this.weights.length} weights`);
    this.weights.forEach(({ name, shape }, i) => {
      const given = (values[i] as NdArray).shape;
      if (showShape(given) !== showShape(shape))
        throw weightsMismatch(`${name}: ${showShape(given)} for ${showShape(shape)}`);
    });
    this.weights.forEach((weight, i) => {
      weight.value = { ...(values[i] as NdArray), data: (values[i] as NdArray).data.slice() } as NdArray;
    });
    this.#predictor = undefined;
    await this.#compiled?.trainer.push();
  }

  /** The table of layers, as Keras prints it. */
  summary(): string {
    return summary(this);
  }

  /** Ends sessions and workers; the model can be used again. */
  async close(): Promise<void> {
    await this.#compiled?.trainer.pull();
    await this.#compiled?.trainer.close();
    await this.#predictor?.close();
    this.#compiled = undefined;
    this.#predictor = undefined;
  }

  #batch(inputs: Data, targets: Data, weights?: Float32Array): Dataset {
    const batch: Batch = {
      inputs: listOf(inputs),
      targets: listOf(targets),
      ...(weights ? { weights } : {}),
    };
    return { size: 1, batches: () => [batch] };
  }

  #dataset<O extends { batchSize?: number; sampleWeights?: Float32Array; seed?: number }>(
    data: Data | Dataset,
    second: Data | O | undefined,
    third: O | undefined,
    { shuffle }: { shuffle: boolean },
  ): { dataset: Dataset; rest: O } {
    if (isDataset(data)) return { dataset: data, rest: (second ?? {}) as O };
    const rest = third ?? ({} as O);
    const { batchSize, sampleWeights, seed } = rest;
    const dataset: ArrayDataset = arrays({
      inputs: listOf(data),
      targets: listOf(second as Data),
      ...(sampleWeights ? { weights: sampleWeights } : {}),
      ...(batchSize === undefined ? {} : { batchSize }),
      shuffle,
      seed: seed ?? this.seed,
    });
    return { dataset, rest };
  }
}

export const listOf = (data: Data): readonly NdArray[] => ("dtype" in data ? [data] : data);
const isDataset = (data: Data | Dataset): data is Dataset => "batches" in data;

const weightsMismatch = (received: string) =>
  new LeptonError("NN_WEIGHTS_MISMATCH", {
    problem: "These weights belong to another model.",
    received,
    next: "Give one array per weight, of its shape, in the order of getWeights().",
  });

export interface ModelOptions {
  name?: string;
  /** Initial weights, shuffling and dropout follow from it; 0 unless told. */
  seed?: number;
}

/** A model between symbolic inputs and outputs: several of each, shared layers, any directed graph. */
export function model({
  inputs,
  outputs,
  name = "model",
  seed = 0,
}: ModelOptions & { inputs: readonly Symbolic[]; outputs: readonly Symbolic[] }): Model {
  return new Model(network(inputs, outputs, seed), name, seed);
}

/** Layers one after the other, from an input: `sequential([input({ shape: [4] }), dense(1)])`. */
export function sequential(
  parts: readonly [Symbolic, ...Layer[]],
  { name = "sequential", seed = 0 }: ModelOptions = {},
): Model {
  const [first, ...layers] = parts;
  if (!("call" in first) || !isInput(first as Symbolic))
    throw new LeptonError("NN_INPUT_MISSING", {
      problem: "A sequential model starts with its input.",
      received: (first as { kind?: string }).kind ?? "nothing",
      next: "Put input({ shape }) in front, with the shape of one sample.",
    });
  const last = layers.reduce<Symbolic>((x, layer) => layer(x), first);
  return new Model(network([first], [last], seed), name, seed);
}
