import type { Tensor } from "../graph/tensor.ts";

/** A schedule: learning rate at a step (0-based). Plain data plus this function. */
export interface Schedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  at(step: number): number;
}

export interface Clipping {
  /** Every gradient element within ±value. */
  clipValue?: number;
  /** Every weight's gradient to at most this norm. */
  clipNorm?: number;
  /** All gradients together to at most this norm. */
  globalClipNorm?: number;
}

export interface UpdateContext {
  /** Scalar. */
  readonly learningRate: Tensor;
  /** 1 at the first step; scalar float32. */
  readonly step: Tensor;
}

/** An optimiser: what a weight becomes from its gradient and its slots. Element by element, so weights may be packed. */
export interface Optimizer {
  readonly kind: string;
  /** Hyperparameters as plain data. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly learningRate: number | Schedule;
  readonly clipping: Clipping;
  /** Values kept per weight, by name, and what they start as. */
  readonly slots: Readonly<Record<string, number>>;
  /** Whether weight decay shrinks the weight of this name; all unless told. */
  decayFilter?(name: string): boolean;
  /** The same optimiser without weight decay, for the weights that are left out. Its slots are the same. */
  withoutDecay?(): Optimizer;
  update(
    weight: Tensor,
    gradient: Tensor,
    slots: Readonly<Record<string, Tensor>>,
    context: UpdateContext,
  ): { weight: Tensor; slots: Readonly<Record<string, Tensor>> };
}
