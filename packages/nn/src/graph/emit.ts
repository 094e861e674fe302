import { type NdArray, sizeOf } from "../array/ndArray.ts";
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from "../onnx/model.ts";
import { order } from "./order.ts";
import type { Shape } from "./shape.ts";
import type { GraphNode, Tensor, Variable } from "./tensor.ts";

export interface NodeOptions {
  attributes?: Readonly<Record<string, AttributeProto>>;
  /** How many outputs; 1 unless told. */
  outputs?: number;
  domain?: string;
  /** Never joined with an equal node. */
  isRandom?: boolean;
}

export interface EmitterOptions {
  /** Start of the random streams. */
  seed?: number;
  /** Names of inputs, outputs and weights, which no value in between may have. */
  taken?: ReadonlySet<string>;
  /** Operations write ONNX's own operators only, none of ONNX Runtime's. */
  isPortable?: boolean;
  /** Channels that this machine's kernels take side by side; 0: convolutions in their plain form. */
  blocks?: Blocks;
}
/** Floats of one vector register: 16 with AVX-512, 8 with AVX2; 0 where there are no such kernels, or it is not known. */
export type Blocks = 0 | 8 | 16;

interface Scope {
  readonly nodes: NodeProto[];
  readonly seen: Map<string, readonly string[]>;
  readonly names: Map<Tensor, string>;
}

/**
 * Writes nodes of a graph as ONNX. Equal nodes of equal inputs are written once, so rules may ask for the same value
 * twice. Bodies of loops see the values outside by name, as ONNX has it.
 */
export class Emitter {
  readonly #variable: (variable: Variable) => Tensor | string;
  readonly #seed: number;
  readonly #scopes: Scope[] = [newScope()];
  readonly #initializers: TensorProto[] = [];
  readonly #constants = new Map<string, string>();
  /** Which layer each node came from, by node name: for profiles. */
  readonly scopeOf = new Map<string, string>();
  readonly #taken: ReadonlySet<string>;
  readonly isPortable: boolean;
  readonly blocks: Blocks;
  #serial = 0;
  #randoms = 0;
  #scope = "";

  /** `variable` says where a variable's value comes from: a graph input's name, or a tensor computed from others. */
  constructor(
    variable: (variable: Variable) => Tensor | string,
    { seed = 0, taken = new Set(), isPortable = false, blocks = 0 }: EmitterOptions = {},
  ) {
    this.#variable = variable;
    this.#seed = seed;
    this.#taken = taken;
    this.isPortable = isPortable;
    this.blocks = isPortable ? 0 : blocks;
  }

  get initializers(): readonly TensorProto[] {
    return this.#initializers;
  }
  get nodes(): readonly NodeProto[] {
    return (this.#scopes[0] as Scope).nodes;
  }

  node(opType: string, inputs: readonly string[], options: NodeOptions = {}): readonly string[] {
    const { attributes, outputs: count = 1, domain = "" } = options;
    const hasBody = Object.values(attributes ?? {}).some(({ type }) => type === "graph" || type === "tensor");
    const isRandom = options.isRandom || hasBody;
    const key = `${domain}.${opType}(${inputs.join()})${count}${attributes ? keyOf(attributes) : ""}`;
    if (!isRandom)
      for (const { seen } of this.#scopes) {
        const before = seen.get(key);
        if (before) return before;
      }
    const serial = this.#serial++;
    const name = `${opType}_${serial}`;
    const outputs = Array.from({ length: count }, (_, i) =>
      this.#free(i === 0 ? `t${serial}` : `t${serial}_${i}`),
    );
    const scope = this.#scopes.at(-1) as Scope;
    scope.nodes.push({ opType, domain, name, inputs, outputs, ...(attributes ? { attributes } : {}) });
    if (!isRandom) scope.seen.set(key, outputs);
    this.scopeOf.set(name, this.#scope);
    return outputs;
  }

  /** A constant of the graph; equal small ones are kept once. */
  constant(value: NdArray): string {
    const raw = new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength);
    const key = raw.length <= 256 ? `${value.dtype}[${value.shape.join()}]${raw.join()}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#free(`c${this.#initializers.length}`);
    this.#initializers.push({ name, dims: value.shape, dataType: value.dtype, rawData: raw });
    if (key !== undefined) this.#constants.set(key, name);
    return name;
  }

  /** A constant under a name of its own: weights of a network that only predicts. */
  initializer(name: string, value: NdArray): string {
    const rawData = new Uint8Array(
      value.data.buffer,
      value.data.byteOffset,
      sizeOf(value.shape) * value.data.BYTES_PER_ELEMENT,
    );
    this.#initializers.push({ name, dims: value.shape, dataType: value.dtype, rawData });
    return name;
  }

  input(name: string): string {
    return name;
  }

  variable(variable: Variable): string {
    const source = this.#variable(variable);
    return typeof source === "string" ? source : (this.emit([source])[0] as string);
  }

  /** A different seed for every random node; the same ones in every build of the same graph. */
  nextSeed(): number {
    // Spread by the golden ratio, so that neighbouring seeds share no stream.
    const mixed = Math.imul(this.#seed + 1, 0x9e3779b1) + Math.imul(++this.#randoms, 0x85ebca6b);
    return (mixed >>> 0) % 0x7fffffff;
  }

  /** Names of these values, writing what they need first. */
  emit(outputs: readonly Tensor[]): readonly string[] {
    for (const node of order(outputs)) this.#write(node);
    return outputs.map((t) => this.#nameOf(t));
  }

  /**
   * The body of a loop: values that depend on `inputs` are written inside, the others before it.
   * Gives the sub-graph with its outputs in order.
   */
  body(name: string, inputs: readonly Tensor[], outputs: readonly Tensor[]): GraphProto {
    const inside = dependents(inputs, outputs);
    for (const node of order(outputs)) if (!inside.has(node)) this.#write(node);
    const scope = newScope();
    this.#scopes.push(scope);
    const serial = this.#serial++;
    const infos: ValueInfoProto[] = inputs.map((t, i) => {
      const inputName = this.#free(`${name}${serial}_in${i}`);
      scope.names.set(t, inputName);
      return { name: inputName, dataType: t.dtype };
    });
    for (const node of order(outputs)) this.#write(node);
    // An output needs a name of its own, made inside; copying costs a pass over memory at every step.
    const own = new Set(scope.nodes.flatMap((node) => node.outputs));
    const results = outputs.map((t) => {
      const made = this.#nameOf(t);
      return own.delete(made) ? made : (this.node("Identity", [made], { isRandom: true })[0] as string);
    });
    this.#scopes.pop();
    const outputInfos = results.map((result, i) => ({
      name: result,
      dataType: (outputs[i] as Tensor).dtype,
    }));
    return { name, nodes: scope.nodes, initializers: [], inputs: infos, outputs: outputInfos };
  }

  /** Nobody else's name. An underscore behind leads to no other name of ours. */
  #free(name: string): string {
    return this.#taken.has(name) ? this.#free(`${name}_`) : name;
  }

  #write(node: GraphNode): void {
    if (node.outputs.every((t) => this.#find(t) !== undefined)) return;
    const outer = this.#scope;
    this.#scope = node.scope;
    const names = node.op.emit(
      this,
      node.inputs.map((t) => this.#nameOf(t)),
      node.attributes,
      node,
    );
    this.#scope = outer;
    const scope = this.#scopes.at(-1) as Scope;
    node.outputs.forEach((t, i) => {
      scope.names.set(t, names[i] as string);
    });
  }

  #find(t: Tensor): string | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const name = this.#scopes[i]?.names.get(t);
      if (name !== undefined) return name;
    }
    return undefined;
  }

  #nameOf(t: Tensor): string {
    const name = this.#find(t);
    if (name === undefined) throw new Error(`A value of ${t.node.op.name} was used before it was written.`);
    return name;
  }
}

const newScope = (): Scope => ({ nodes: [], seen: new Map(), names: new Map() });

/** Nodes of `outputs` that depend on one of `inputs`. */
export function dependents(inputs: readonly Tensor[], outputs: readonly Tensor[]): Set<GraphNode> {
  const inside = new Set<GraphNode>(inputs.map((t) => t.node));
  for (const node of order(outputs)) if (node.inputs.some((t) => inside.has(t.node))) inside.add(node);
  return inside;
}

const keyOf = (attributes: Readonly<Record<string, AttributeProto>>): string =>
  Object.entries(attributes)
    .map(([name, { value }]) => `${name}=${String(value)}`)
    .join(";");

export const valueInfo = (
  name: string,
  { dtype, shape }: { dtype: TensorProto["dataType"]; shape: Shape },
): ValueInfoProto => ({
  name,
  dataType: dtype,
  dims: shape,
});
