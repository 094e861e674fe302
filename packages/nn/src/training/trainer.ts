import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Network } from "../models/network.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import { type EpochHooks, runEpoch, type Signature } from "./loop.ts";
import {
  type Objective,
  type Program,
  type ProgramOptions,
  testProgram,
  trainingProgram,
} from "./programs.ts";
import type { Runner } from "./runner.ts";
import { cellShape, packValues, planCells, unpackValues } from "./state.ts";

export interface TrainerOptions {
  readonly optimizer: Optimizer;
  readonly objectives: readonly Objective[];
  readonly seed: number;
  readonly session: SessionOptions;
}
type Kind = "train" | "test";

/**
 * A network with its optimiser over a runner: builds programs when first needed, keeps weights and optimiser state
 * there, and brings the weights back when asked.
 */
export class Trainer {
  readonly #net: Network;
  readonly #options: TrainerOptions;
  readonly #runner: Runner;
  readonly #loaded = new Map<string, Signature>();
  /** Steps done since the start, which Adam's correction and schedules count. */
  step = 0;
  #isReady = false;
  /** The runner's weights are newer than the network's. */
  #isAhead = false;
  #reseeds = 0;

  constructor(net: Network, options: TrainerOptions, runner: Runner) {
    this.#net = net;
    this.#options = options;
    this.#runner = runner;
  }

  get cells() {
    return planCells(this.#net.weights);
  }

  /** One epoch of training. */
  async train(dataset: Dataset, epoch: number, hasWeights: boolean, hooks: EpochHooks = {}) {
    const { name, signature } = await this.#program("train", hasWeights, hooks.onPredictions !== undefined);
    const firstStep = this.step;
    this.#isAhead = true;
    const onBatch: EpochHooks["onBatch"] = (report) => {
      this.step = firstStep + report.batch + 1;
      return hooks.onBatch?.(report);
    };
    const training = { firstStep, rateAt: this.#rateAt };
    return runEpoch(this.#runner, { program: name, signature, epoch, training }, dataset, {
      ...hooks,
      onBatch,
    });
  }

  /** One pass that changes nothing. */
  async test(dataset: Dataset, hasWeights: boolean, hooks: EpochHooks = {}) {
    const { name, signature } = await this.#program("test", hasWeights, hooks.onPredictions !== undefined);
    return runEpoch(this.#runner, { program: name, signature, epoch: 0 }, dataset, hooks);
  }

  /** Weights as the runner has them, into the network. */
  async pull(): Promise<void> {
    if (!this.#isAhead) return;
    const values = await this.#runner.getState(this.cells.map(({ name }) => name));
    for (const cell of this.cells) unpackValues(cell, values[cell.name] as NdArray);
    this.#isAhead = false;
  }

  /** Weights as the network has them, into the runner; slots stay. */
  async push(): Promise<void> {
    await this.#runner.setState(Object.fromEntries(this.cells.map((cell) => [cell.name, packValues(cell)])));
    this.#isAhead = false;
  }

  /** Optimiser state by name, for checkpoints. */
  async slots(): Promise<Record<string, NdArray>> {
    await this.#prepare();
    return this.#runner.getState(Object.keys(this.#slotStarts()));
  }
  async setSlots(slots: Readonly<Record<string, NdArray>>, step: number): Promise<void> {
    await this.#prepare();
    const known = this.#slotStarts();
    for (const [name, { shape }] of Object.entries(known)) {
      const given = slots[name];
      if (!given || given.shape.join() !== shape.join())
        throw new LeptonError("NN_CHECKPOINT_MISMATCH", {
          problem: "The optimiser state belongs to another model or optimiser.",
          received: `${name}: ${given ? `[${given.shape.join(", ")}]` : "missing"}`,
          next: "Resume with the same layers and the same optimiser.",
        });
    }
    await this.#runner.setState(slots);
    this.step = step;
  }

  /**
   * Starts the random streams (dropout, noise) anew from the seed and the step. Called when a checkpoint is written and
   * when one is read, so that both go on with the same numbers.
   */
  reseed(): void {
    this.#reseeds = this.step;
    for (const key of [...this.#loaded.keys()]) if (key.startsWith("train")) this.#loaded.delete(key);
  }

  #rateAt = (step: number): number => {
    const { learningRate } = this.#options.optimizer;
    return (typeof learningRate === "number" ? learningRate : learningRate.at(step)) * this.rateFactor;
  };
  /** What callbacks multiply the learning rate by. */
  rateFactor = 1;
  get learningRate(): number {
    return this.#rateAt(this.step);
  }

  #slotStarts(): Record<string, NdArray> {
    const starts: Record<string, NdArray> = {};
    for (const cell of this.cells) {
      if (!cell.isTrained) continue;
      for (const [slot, value] of Object.entries(this.#options.optimizer.slots)) {
        const shape = cellShape(cell);
        const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
        starts[`${cell.name}#${slot}`] = { dtype: "float32", shape, data };
      }
    }
    return starts;
  }

  async #prepare(): Promise<void> {
    if (this.#isReady) return;
    await this.push();
    await this.#runner.setState(this.#slotStarts());
    this.#isReady = true;
  }

  async #program(kind: Kind, hasWeights: boolean, givesPredictions: boolean) {
    await this.#prepare();
    const name = `${kind}${hasWeights ? "+weights" : ""}${givesPredictions ? "+predictions" : ""}`;
    const known = this.#loaded.get(name);
    if (known) return { name, signature: known };
    const { objectives, optimizer, session } = this.#options;
    const options: ProgramOptions = { objectives, hasWeights, givesPredictions };
    const seed = this.#options.seed * 1009 + this.#reseeds;
    const program: Program =
      kind === "train"
        ? trainingProgram(this.#net, optimizer, options, seed)
        : testProgram(this.#net, options);
    await this.#runner.load(name, program.bytes, session);
    const { inputs, targets, logs } = program;
    const signature: Signature = { inputs, targets, logs, hasWeights };
    this.#loaded.set(name, signature);
    return { name, signature };
  }

  close(): Promise<void> {
    return this.#runner.close();
  }
}
