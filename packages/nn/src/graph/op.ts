import type { DType, NdArray } from "../array/ndArray.ts";
import { float32, ndArray } from "../array/ndArray.ts";
import type { Emitter } from "./emit.ts";
import type { Shape } from "./shape.ts";
import type { GraphNode, InputAttributes, Tensor, TensorType, Variable } from "./tensor.ts";

/** What a gradient rule may look at. */
export interface GradientContext<A> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
  /** Which inputs lead to something whose gradient is asked for: the others may be left undefined. */
  readonly needs: readonly boolean[];
}
/** dL/d(outputs) → dL/d(inputs), built from other operations. An output nothing depends on has no `dy`. */
export type GradientRule<A> = (
  context: GradientContext<A>,
  dy: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[];

/** An operation: its shape rule, its ONNX form, its gradient. */
export interface OpDefinition<A> {
  /** Types of the outputs; throws NN_SHAPE_MISMATCH with the shapes received. */
  infer(inputs: readonly Tensor[], attributes: A): readonly TensorType[];
  /** Writes ONNX nodes; gives the names of the outputs. */
  emit(to: Emitter, names: readonly string[], attributes: A, node: GraphNode): readonly string[];
  /** 'none' for operations without a derivative. */
  gradient: GradientRule<A> | "none";
  /** For attributes that hold values of the graph: the same over the copies of those. */
  copied?(attributes: A, copies: (values: readonly Tensor[]) => readonly Tensor[]): A;
  /** Draws random numbers: two uses are two draws, never one. */
  isRandom?: boolean;
}
export interface Op extends OpDefinition<unknown> {
  readonly name: string;
}
/** An operation that can be used: `apply(inputs, attributes)` gives its outputs. */
export interface DefinedOp<A> {
  readonly op: Op;
  apply(inputs: readonly Tensor[], attributes: A): readonly Tensor[];
  /** The attributes of a node when it is a use of this operation. */
  attributesOf(node: GraphNode): A | undefined;
}

let scopes: string[] = [];

/** Names the nodes made inside `make` after a layer. */
export function inScope<T>(name: string, make: () => T): T {
  const outer = scopes;
  if (name !== "") scopes = [...outer, name];
  try {
    return make();
  } finally {
    scopes = outer;
  }
}

export function defineOp<A>(name: string, definition: OpDefinition<A>): DefinedOp<A> {
  // Attributes are typed where an operation is used and opaque in the graph.
  const op = { name, ...definition } as unknown as Op;
  return {
    op,
    apply: (inputs, attributes) => {
      const outputs: Tensor[] = [];
      const node: GraphNode = { op, inputs, attributes, outputs, scope: scopes.join("/") };
      definition.infer(inputs, attributes).forEach(({ dtype, shape }, output) => {
        outputs.push({ node, output, dtype, shape });
      });
      return outputs;
    },
    attributesOf: (node) => (node.op === op ? (node.attributes as A) : undefined),
  };
}

/** The first output, for operations that have one. */
export const one = (outputs: readonly Tensor[]): Tensor => outputs[0] as Tensor;

const inputOp = defineOp<InputAttributes & TensorType>("input", {
  infer: (_, { dtype, shape }) => [{ dtype, shape }],
  emit: (to, _, { name }) => [to.input(name)],
  gradient: "none",
});
/** A value fed at every run. Shape: dims or names, e.g. `["batch", 28, 28, 1]`. */
export const input = (name: string, shape: Shape, dtype: DType = "float32"): Tensor =>
  one(inputOp.apply([], { name, dtype, shape }));
export const inputName = (tensor: Tensor): string | undefined => inputOp.attributesOf(tensor.node)?.name;

const constantOp = defineOp<{ value: NdArray }>("constant", {
  infer: (_, { value }) => [value],
  emit: (to, _, { value }) => [to.constant(value)],
  gradient: "none",
});
/** A value known when the graph is built. A number is a float32 scalar. */
export const constant = (value: NdArray | number): Tensor =>
  one(constantOp.apply([], { value: typeof value === "number" ? float32([value], []) : value }));
export const int64Constant = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Tensor => constant(ndArray(BigInt64Array.from(values, BigInt), shape, "int64"));
export const constantValue = (tensor: Tensor): NdArray | undefined =>
  constantOp.attributesOf(tensor.node)?.value;

const variableOp = defineOp<Variable>("variable", {
  infer: (_, { dtype, shape }) => [{ dtype, shape }],
  emit: (to, _, variable) => [to.variable(variable)],
  gradient: "none",
});
const leaves = new WeakMap<Variable, Tensor>();
/** The leaf of a value the model owns: the same tensor wherever it is used, so that gradients of all uses add up. */
export function variable(owned: Variable): Tensor {
  const known = leaves.get(owned);
  if (known) return known;
  const leaf = one(variableOp.apply([], owned));
  leaves.set(owned, leaf);
  return leaf;
}
export const variableOf = (tensor: Tensor): Variable | undefined => variableOp.attributesOf(tensor.node);
