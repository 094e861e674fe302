import { LeptonError } from "@lepton/core";
import type { NdArray } from "../../array/ndArray.ts";
import { constant, int64Constant } from "../../graph/op.ts";
import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AttributeProto, NodeProto } from "../../onnx/model.ts";
import { arrayOf } from "../../onnx/tensor.ts";

/** A value while a network is read: computed when the graph runs, a constant, or sizes that a shape is made of. */
export type Value =
  | { readonly kind: "tensor"; readonly tensor: Tensor }
  | { readonly kind: "array"; readonly array: NdArray }
  | { readonly kind: "sizes"; readonly sizes: readonly Dim[]; readonly isScalar: boolean };

export const ofTensor = (tensor: Tensor): Value => ({ kind: "tensor", tensor });
export const ofSizes = (sizes: readonly Dim[], isScalar = false): Value => ({
  kind: "sizes",
  sizes,
  isScalar,
});
/** Whole numbers of one axis at most may be sizes. */
export function ofArray(array: NdArray): Value {
  const isSizes = (array.dtype === "int64" || array.dtype === "int32") && array.shape.length <= 1;
  return isSizes
    ? ofSizes(Array.from(array.data, Number), array.shape.length === 0)
    : { kind: "array", array };
}

/** What the layer that holds the network says. */
export interface Surroundings {
  readonly opset: number;
  readonly isTraining: boolean;
  /** A batch size that the file fixes, which stands for any. */
  readonly fixedBatch: number | undefined;
  isTrained(weight: string): boolean;
  update(weight: string, value: Tensor): void;
}

/** One node with its inputs: what an operator is read from. */
export class Call {
  readonly node: NodeProto;
  readonly around: Surroundings;
  readonly #inputs: readonly (Value | undefined)[];

  constructor(node: NodeProto, inputs: readonly (Value | undefined)[], around: Surroundings) {
    this.node = node;
    this.#inputs = inputs;
    this.around = around;
  }

  get count(): number {
    return this.#inputs.length;
  }
  value(i: number): Value | undefined {
    return this.#inputs[i];
  }
  /** Errors: NN_ONNX_INVALID when the input is missing. */
  required(i: number): Value {
    const value = this.#inputs[i];
    if (value) return value;
    throw new LeptonError("NN_ONNX_INVALID", {
      problem: `${this.node.opType} needs an input that is not given.`,
      received: `${this.node.name || this.node.outputs[0]}, input ${i}`,
      next: "Export the network again.",
    });
  }
  tensor(i: number): Tensor {
    const value = this.required(i);
    if (value.kind === "tensor") return value.tensor;
    if (value.kind === "array") return constant(value.array);
    return int64Constant(this.numbers(i), value.isScalar ? [] : [value.sizes.length]);
  }
  /** Errors: NN_ONNX_UNSUPPORTED when it is computed from data. */
  sizes(i: number): readonly Dim[] {
    const value = this.required(i);
    if (value.kind === "sizes") return value.sizes;
    if (value.kind === "array") return Array.from(value.array.data, Number);
    throw this.unsupported(`input ${i} is computed from data`);
  }
  /** Known numbers. Errors: NN_ONNX_UNSUPPORTED. */
  numbers(i: number): number[] {
    return this.sizes(i).map((size) => {
      if (typeof size === "number") return size;
      throw this.unsupported(`input ${i} depends on ${size}`);
    });
  }
  /** Known numbers of an optional input, which was an attribute in older files. */
  numbersOr(i: number, attribute: string): number[] | undefined {
    return this.value(i) ? this.numbers(i) : this.ints(attribute);
  }

  int(name: string, otherwise: number): number {
    const found = this.#attribute(name);
    return found?.type === "int" ? Number(found.value) : otherwise;
  }
  float(name: string, otherwise: number): number {
    const found = this.#attribute(name);
    return found?.type === "float" ? found.value : otherwise;
  }
  text(name: string, otherwise: string): string {
    const found = this.#attribute(name);
    return found?.type === "string" ? found.value : otherwise;
  }
  ints(name: string): number[] | undefined {
    const found = this.#attribute(name);
    return found?.type === "ints" ? found.value.map(Number) : undefined;
  }
  floats(name: string): readonly number[] | undefined {
    const found = this.#attribute(name);
    return found?.type === "floats" ? found.value : undefined;
  }
  array(name: string): NdArray | undefined {
    const found = this.#attribute(name);
    return found?.type === "tensor" ? arrayOf(found.value) : undefined;
  }

  unsupported(what: string): LeptonError {
    return new LeptonError("NN_ONNX_UNSUPPORTED", {
      problem: `${this.node.opType} is read, but not as it is used here: ${what}.`,
      received: this.node.name || (this.node.outputs[0] ?? this.node.opType),
      next: "Cut the network before it with { outputs }, or export it in another form.",
    });
  }

  #attribute(name: string): AttributeProto | undefined {
    return this.node.attributes?.[name];
  }
}

/** What a node gives, from its inputs. */
export type Operator = (call: Call) => readonly Value[];
export const one =
  (make: (call: Call) => Tensor): Operator =>
  (call) => [ofTensor(make(call))];
