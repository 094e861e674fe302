import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { Weight } from "../layers/layer.ts";
import type { Engine } from "./engine.ts";
import { type Cell, packValues, unpackValues } from "./state.ts";

/** Which residence has a newer value of a weight than the weight itself. */
const ahead = new WeakMap<Weight, Residence>();

/**
 * The weights of a model in an engine, kept in step with the weights themselves: several models may share them. The
 * array that a weight holds is its version: values are replaced, never written into.
 */
export class Residence {
  readonly cells: readonly Cell[];
  readonly #engine: () => Promise<Engine>;
  /** What each weight held when it was last sent or read. */
  readonly #known = new Map<Weight, NdArray>();
  #pulling: Promise<void> | undefined;
  #isRunning = false;

  constructor(cells: readonly Cell[], engine: () => Promise<Engine>) {
    this.cells = cells;
    this.#engine = engine;
  }

  /** Brings the engine up to date: reads weights from models that trained them, sends those that changed. */
  async settle(): Promise<void> {
    for (const cell of this.cells)
      for (const weight of cell.weights) {
        const other = ahead.get(weight);
        if (other && other !== this) await other.pull();
      }
    const isStale = (weight: Weight) =>
      this.#known.get(weight) !== weight.value && ahead.get(weight) !== this;
    const stale = this.cells.filter(({ weights }) => weights.some(isStale));
    if (stale.length === 0) return;
    await this.pull();
    const engine = await this.#engine();
    for (const { weights } of stale) for (const weight of weights) this.#known.set(weight, weight.value);
    await engine.setState(Object.fromEntries(stale.map((cell) => [cell.name, packValues(cell)])));
  }

  /** Runs something that changes these weights in the engine. */
  async changing<T>(weights: readonly Weight[], run: () => Promise<T>): Promise<T> {
    for (const weight of weights) ahead.set(weight, this);
    this.#isRunning = true;
    try {
      return await run();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Reads the weights that were trained here. */
  pull(): Promise<void> {
    this.#pulling ??= this.#read().finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  async #read(): Promise<void> {
    const isHere = (weight: Weight) => ahead.get(weight) === this;
    const cells = this.cells.filter(({ weights }) => weights.some(isHere));
    if (cells.length === 0) return;
    const values = await this.#state(cells);
    if (!values) return;
    for (const cell of cells)
      for (const [weight, value] of unpackValues(cell, values[cell.name] as NdArray)) {
        if (!isHere(weight)) continue;
        weight.value = value;
        this.#known.set(weight, value);
        // While a run goes on, the engine moves ahead again.
        if (!this.#isRunning) ahead.delete(weight);
      }
  }

  /** Undefined when the engine has died: it has nothing to give, and the weights are those read last. */
  async #state(cells: readonly Cell[]): Promise<Record<string, NdArray> | undefined> {
    try {
      const engine = await this.#engine();
      return await engine.getState(cells.map(({ name }) => name));
    } catch (error) {
      if (!(error instanceof LeptonError && error.code === "NN_WORKER_ENDED")) throw error;
      this.forget();
      return undefined;
    }
  }

  /** The engine is gone, with what was trained there and not read. */
  forget(): void {
    this.#known.clear();
    for (const { weights } of this.cells)
      for (const weight of weights) if (ahead.get(weight) === this) ahead.delete(weight);
  }
}

/** Reads these weights from wherever they were trained last. */
export async function readBack(weights: readonly Weight[]): Promise<void> {
  for (const weight of weights) await ahead.get(weight)?.pull();
}
/** Gives these weights new values, whatever was trained before. */
export function overwrite(weights: readonly Weight[], values: readonly NdArray[]): void {
  weights.forEach((weight, i) => {
    ahead.delete(weight);
    const value = values[i] as NdArray;
    weight.value = { ...value, data: value.data.slice() } as NdArray;
  });
}
