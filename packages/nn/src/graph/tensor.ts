import type { DType, NdArray } from "../array/ndArray.ts";
import type { Op } from "./op.ts";
import type { Shape } from "./shape.ts";

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value of a graph: what a node puts out. It holds no numbers. */
export interface Tensor extends TensorType {
  readonly node: GraphNode;
  /** Which of the node's outputs. */
  readonly output: number;
}

/** One use of an operation. Nodes point to what they need only, so a graph is what its outputs reach. */
export interface GraphNode {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: unknown;
  readonly outputs: readonly Tensor[];
  /** The layer it was made in, for error messages and profiles. */
  readonly scope: string;
}

/** A value fed at every run. */
export interface InputAttributes {
  readonly name: string;
}
/** A value the model owns: trained, or kept from step to step. */
export interface Variable extends TensorType {
  readonly name: string;
  readonly shape: readonly number[];
  /** The value a program starts from. */
  value: NdArray;
  isTrainable: boolean;
}
