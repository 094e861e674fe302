import type { AttributeProto, GraphProto, NodeProto, TensorProto } from "@lepton/nn";

/** A graph under construction. Values are known by their names; doubles throughout unless an operation says otherwise. */
export interface Graph {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  /** Adds a node with one output and gives its name. */
  op(
    opType: string,
    inputs: readonly string[],
    attributes?: NodeProto["attributes"],
    domain?: string,
  ): string;
  /** A constant of doubles. */
  doubles(values: ArrayLike<number>, dims: readonly number[]): string;
  /** A constant of 64-bit integers. */
  integers(values: ArrayLike<number>, dims: readonly number[]): string;
  /** Columns of a [rows, n] value, in this order. */
  columns(value: string, places: readonly number[]): string;
  /** Values side by side; one alone stays itself. Errors: none is a bug of the caller. */
  beside(values: readonly string[]): string;
  /** As double. */
  double(value: string): string;
}

export const float64Type = 11;
export const float32Type = 1;
export const int32Type = 6;

export const int = (value: number): AttributeProto => ({ type: "int", value });
export const ints = (value: readonly number[]): AttributeProto => ({ type: "ints", value });
export const strings = (value: readonly string[]): AttributeProto => ({ type: "strings", value });

export const doubleTensor = (
  name: string,
  values: ArrayLike<number>,
  dims: readonly number[],
): TensorProto => ({
  name,
  dims,
  dataType: "float64",
  rawData: new Uint8Array(Float64Array.from(values).buffer),
});

/** An empty graph whose own names begin with `prefix`. */
export function newGraph(prefix: string): Graph {
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  let made = 0;
  const next = (what: string) => `${prefix}${what}_${made++}`;
  const constant = (tensor: Omit<TensorProto, "name">): string => {
    const name = next("c");
    initializers.push({ ...tensor, name });
    return name;
  };
  const graph: Graph = {
    nodes,
    initializers,
    op(opType, inputs, attributes, domain) {
      const output = next(opType);
      nodes.push({
        opType,
        inputs,
        outputs: [output],
        name: output,
        ...(attributes ? { attributes } : {}),
        ...(domain === undefined ? {} : { domain }),
      });
      return output;
    },
    doubles: (values, dims) => constant(doubleTensor("", values, dims)),
    integers: (values, dims) =>
      constant({
        dims,
        dataType: "int64",
        rawData: new Uint8Array(BigInt64Array.from(Array.from(values, (value) => BigInt(value))).buffer),
      }),
    columns: (value, places) =>
      graph.op("Gather", [value, graph.integers(places, [places.length])], { axis: int(1) }),
    beside: (values) =>
      values.length === 1 ? (values[0] as string) : graph.op("Concat", values, { axis: int(1) }),
    double: (value) => graph.op("Cast", [value], { to: int(float64Type) }),
  };
  return graph;
}

/** The graph's own part of a whole one. */
export const partOf = ({ nodes, initializers }: Graph): Pick<GraphProto, "nodes" | "initializers"> => ({
  nodes,
  initializers,
});
