import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Weight } from "../layers/layer.ts";
import type { Network } from "../models/network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import type { WholeMetric } from "./collector.ts";
import type { Engine, EpochHooks, EpochResult } from "./engine.ts";
import { trainabilityOf, withTrainability } from "./frozen.ts";
import type { Objective } from "./judge.ts";
import {
  forwardProgram,
  frozenProgram,
  type Program,
  type ProgramOptions,
  slotName,
  testProgram,
  trainingProgram,
} from "./programs.ts";
import { Residence, readBack } from "./residence.ts";
import { atOnce, inTurns, type Staged } from "./staged.ts";
import { cellShape, planCells } from "./state.ts";

export interface Goal {
  readonly optimizer: Optimizer;
  readonly objectives: readonly Objective[];
  readonly wholeMetrics: readonly WholeMetric[];
}
export interface TrainerOptions {
  /** What to train for; without it the network can only predict. */
  readonly goal: Goal | undefined;
  readonly seed: number;
  readonly session: SessionOptions;
  readonly engine: () => Promise<Engine>;
}
export interface PassOptions {
  readonly hasWeights: boolean;
  /** Batches at most. */
  readonly steps?: number;
  readonly hooks?: EpochHooks;
}
type Kind = "train" | "test" | "forward" | "frozen";

/**
 * A network in an engine: builds its programs when first needed, keeps weights and optimiser state there, and brings
 * the weights back when asked. Which weights are trained is settled when it is made.
 */
export class Trainer {
  readonly #net: Network;
  readonly #options: TrainerOptions;
  readonly #residence: Residence;
  readonly #trainability: ReadonlyMap<Network["layers"][number], boolean>;
  readonly #loaded = new Map<string, { isRandom: boolean }>();
  #engine: Promise<Engine> | undefined;
  #hasSlots = false;
  /** The values that the frozen program was written with. */
  #frozen: readonly NdArray[] = [];
  #reseeds = 0;
  #isTraining = false;
  /** Steps done, which Adam's correction and schedules count. */
  step = 0;
  /** Epochs done: the next one's order of samples follows from it. */
  epochs = 0;
  /** What the learning rate is multiplied by; counts from the next epoch on. */
  rateFactor = 1;

  constructor(net: Network, options: TrainerOptions) {
    this.#net = net;
    this.#options = options;
    this.#trainability = trainabilityOf(net.layers);
    const trained = new Set<Weight>(
      net.layers.flatMap((layer) => (layer.isTrainable ? layer.weights.filter((w) => w.isTrainable) : [])),
    );
    const { goal } = options;
    const cells = planCells(
      net.weights,
      (weight) => goal !== undefined && trained.has(weight),
      ({ name }) => goal?.optimizer.decayFilter?.(name) ?? false,
    );
    this.#residence = new Residence(cells, () => this.#opened());
  }

  /** One epoch of training. */
  async train(dataset: Dataset, { hasWeights, steps, hooks = {} }: PassOptions): Promise<EpochResult> {
    if (this.#isTraining) throw busy();
    this.#isTraining = true;
    try {
      await this.#prepareSlots();
      const { wholeMetrics } = this.#goal;
      const program = await this.#program("train", hasWeights, wholeMetrics.length > 0);
      await this.#residence.settle();
      const firstStep = this.step;
      const { at } = this.#rate();
      const job = {
        program,
        epoch: this.epochs,
        ...(steps === undefined ? {} : { steps }),
        training: { firstStep, rateAt: at },
        metrics: wholeMetrics,
      };
      const engine = await this.#opened();
      // Callbacks within the epoch see how far it is.
      const { onBatch } = hooks;
      const counted: EpochHooks = onBatch
        ? {
            ...hooks,
            onBatch: (report) => {
              this.step = firstStep + report.batch + 1;
              return onBatch(report);
            },
          }
        : hooks;
      const result = await this.#residence.changing(this.#changing, () => engine.run(job, dataset, counted));
      this.step = firstStep + result.batches;
      return result;
    } finally {
      this.#isTraining = false;
    }
  }

  /** One pass that changes nothing. */
  async test(dataset: Dataset, { hasWeights, steps, hooks }: PassOptions): Promise<EpochResult> {
    const { wholeMetrics } = this.#goal;
    const program = await this.#program("test", hasWeights, wholeMetrics.length > 0);
    await this.#residence.settle();
    const job = { program, epoch: 0, ...(steps === undefined ? {} : { steps }), metrics: wholeMetrics };
    return (await this.#opened()).run(job, dataset, hooks);
  }

  /**
   * Predictions, one array per output: from a program with the weights written in, which is fast and made anew when a
   * weight changed; or, for a look between training steps, from the state.
   */
  async predict(dataset: Dataset, isFrozen: boolean, hooks: EpochHooks = {}): Promise<EpochResult> {
    if (isFrozen) await this.#freeze();
    else {
      await this.#program("forward", false, true);
      await this.#residence.settle();
    }
    const job = { program: isFrozen ? "frozen" : "forward", epoch: 0, keepsPredictions: true };
    return (await this.#opened()).run(job, dataset, hooks);
  }

  pull(): Promise<void> {
    return this.#residence.pull();
  }

  /** Data that several passes will read. */
  async hold(data: Dataset): Promise<void> {
    await (await this.#opened()).hold(data);
  }
  async release(data: Dataset): Promise<void> {
    await (await this.#engine)?.release(data);
  }

  /** Optimiser state by name, for checkpoints. */
  async slots(): Promise<Record<string, NdArray>> {
    await this.#prepareSlots();
    return (await this.#opened()).getState(Object.keys(this.#slotStarts()));
  }
  /** Errors: NN_CHECKPOINT_MISMATCH. */
  async setSlots(slots: Readonly<Record<string, NdArray>>): Promise<void> {
    await this.#prepareSlots();
    const own: Record<string, NdArray> = {};
    for (const [name, { shape }] of Object.entries(this.#slotStarts())) {
      const given = slots[name];
      if (!given || given.shape.join() !== shape.join())
        throw new LeptonError("NN_CHECKPOINT_MISMATCH", {
          problem: "The optimiser state belongs to another model or optimiser.",
          received: `${name}: ${given ? `[${given.shape.join(", ")}]` : "missing"}`,
          next: "Resume with the same layers and the same optimiser.",
        });
      own[name] = { ...given, data: given.data.slice() } as NdArray;
    }
    await (await this.#opened()).setState(own);
  }

  /**
   * Starts the random streams (dropout, noise) anew from the seed and the step. Called when a checkpoint is written and
   * when one is read, so that both go on with the same numbers.
   */
  reseed(): void {
    this.#reseeds = this.step;
    for (const [name, { isRandom }] of this.#loaded) if (isRandom) this.#loaded.delete(name);
  }

  /** The next step's. */
  get learningRate(): number {
    return this.#rate().at(this.step);
  }
  set learningRate(rate: number) {
    const { learningRate } = this.#goal.optimizer;
    this.rateFactor = rate / (typeof learningRate === "number" ? learningRate : learningRate.at(this.step));
  }

  /** The program that trains, for a look at what it costs. */
  async trainingProgram(): Promise<Program> {
    const blocks = await (await this.#opened()).convolutionBlocks(this.#options.session);
    const building = this.#build("train", { hasWeights: false, givesPredictions: false, blocks });
    return withTrainability(this.#trainability, () => atOnce(building));
  }
  get cells() {
    return this.#residence.cells;
  }
  /** Values of the state that training starts from. */
  slotStarts(): Record<string, NdArray> {
    return this.#slotStarts();
  }

  /** Ends the engine; weights are read back first, optimiser state starts over. */
  async close(): Promise<void> {
    const engine = await this.#engine;
    if (!engine) return;
    try {
      await this.#residence.pull();
    } finally {
      this.#residence.forget();
      this.#engine = undefined;
      this.#loaded.clear();
      this.#hasSlots = false;
      this.step = 0;
      await engine.close();
    }
  }

  get #goal(): Goal {
    const { goal } = this.#options;
    if (goal) return goal;
    throw new LeptonError("NN_NOT_COMPILED", {
      problem: "The model has no loss and optimiser yet.",
      next: "Call model.compile({ optimizer, loss }) first.",
    });
  }

  /** What a training step may change: trained weights, and statistics of layers that are not frozen. */
  get #changing(): Weight[] {
    const frozen = new Set(
      [...this.#trainability].flatMap(([layer, isTrained]) => (isTrained ? [] : layer.weights)),
    );
    return this.cells.flatMap(({ weights, isTrained }) =>
      weights.filter((weight) => isTrained || (weight.isStatistic && !frozen.has(weight))),
    );
  }

  #rate() {
    const { learningRate } = this.#goal.optimizer;
    const factor = this.rateFactor;
    return {
      at: (step: number) =>
        (typeof learningRate === "number" ? learningRate : learningRate.at(step)) * factor,
    };
  }

  #opened(): Promise<Engine> {
    this.#engine ??= this.#options.engine();
    return this.#engine;
  }

  #slotStarts(): Record<string, NdArray> {
    const starts: Record<string, NdArray> = {};
    for (const cell of this.cells) {
      if (!cell.isTrained) continue;
      for (const [slot, value] of Object.entries(this.#goal.optimizer.slots)) {
        const shape = cellShape(cell);
        const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
        starts[slotName(cell, slot)] = { dtype: "float32", shape, data };
      }
    }
    return starts;
  }

  async #prepareSlots(): Promise<void> {
    if (this.#hasSlots) return;
    await (await this.#opened()).setState(this.#slotStarts());
    this.#hasSlots = true;
  }

  async #freeze(): Promise<void> {
    const { weights } = this.#net;
    await readBack(weights);
    const isFresh = this.#loaded.has("frozen") && weights.every(({ value }, i) => this.#frozen[i] === value);
    if (isFresh) return;
    this.#loaded.delete("frozen");
    const values = weights.map(({ value }) => value);
    await this.#program("frozen", false, true);
    this.#frozen = values;
  }

  async #program(kind: Kind, hasWeights: boolean, givesPredictions: boolean): Promise<string> {
    const name = `${kind}${hasWeights ? "+weights" : ""}`;
    if (this.#loaded.has(name)) return name;
    const engine = await this.#opened();
    const blocks = await engine.convolutionBlocks(this.#options.session);
    const building = this.#build(kind, { hasWeights, givesPredictions, blocks });
    const { bytes, signature, isRandom } = await inTurns(building, (part) =>
      withTrainability(this.#trainability, part),
    );
    await engine.load(name, bytes, signature, this.#options.session);
    this.#loaded.set(name, { isRandom });
    return name;
  }

  #build(kind: Kind, given: Omit<ProgramOptions, "objectives">): Staged<Program> {
    if (kind === "frozen") return frozenProgram(this.#net);
    if (kind === "forward") return forwardProgram(this.#net, this.cells, given.blocks);
    const { objectives, optimizer } = this.#goal;
    const options: ProgramOptions = { objectives, ...given };
    const seed = this.#options.seed * 1009 + this.#reseeds;
    return kind === "train"
      ? trainingProgram(this.#net, this.cells, optimizer, options, seed)
      : testProgram(this.#net, this.cells, options);
  }
}

const busy = () =>
  new LeptonError("NN_BUSY", {
    problem: "The model is being trained already.",
    next: "Wait for the first fit to end, or make a second model.",
  });
