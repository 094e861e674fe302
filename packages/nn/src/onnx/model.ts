/**
 * The part of the ONNX format that graphs of this package use, as plain data.
 * Names follow onnx.proto, with lists in the plural. Optional fields are left out when empty.
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR version 10).
 */
export interface ModelProto {
  /** Version of the file format; `irVersion` unless an old file was read. */
  readonly irVersion: number;
  /** Operator sets used: domain `""` is ONNX's own. */
  readonly opsetImports: readonly OpsetImport[];
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly docString?: string;
  readonly metadataProps?: Readonly<Record<string, string>>;
  readonly graph: GraphProto;
}

export interface OpsetImport {
  readonly domain: string;
  readonly version: number;
}

export interface GraphProto {
  readonly name: string;
  /** In order of execution: a node stands behind those whose outputs it reads. */
  readonly nodes: readonly NodeProto[];
  /** Constants known by name. */
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  /** Types of values in between; for readers only. */
  readonly valueInfos?: readonly ValueInfoProto[];
  readonly docString?: string;
}

export interface NodeProto {
  readonly opType: string;
  /** Operator set the `opType` is from; ONNX's own when left out. */
  readonly domain?: string;
  readonly name?: string;
  /** Names of values; `""` for an optional input that is not given. */
  readonly inputs: readonly string[];
  /** Names given to the results; `""` for an optional output that is not wanted. */
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeProto>>;
}

/** Value of an attribute; the name is the key in `NodeProto.attributes`. `float` is single precision. */
export type AttributeProto =
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "int"; readonly value: number | bigint }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "tensor"; readonly value: TensorProto }
  | { readonly type: "graph"; readonly value: GraphProto }
  | { readonly type: "floats"; readonly value: readonly number[] }
  | { readonly type: "ints"; readonly value: readonly (number | bigint)[] }
  | { readonly type: "strings"; readonly value: readonly string[] };

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: DataType;
  /** Elements in row-major order, little-endian; empty for strings. May share memory with the file it was read from. */
  readonly rawData: Uint8Array;
  /** Elements of a `string` tensor. */
  readonly stringData?: readonly string[];
}

/** A size, the name of a size that is only known when the graph runs, or null where nothing is known. */
export type Dim = number | string | null;

export interface ValueInfoProto {
  readonly name: string;
  /** Left out where the value is no tensor, or its type follows from elsewhere (inputs of a Scan body). */
  readonly dataType?: DataType;
  /** Left out where not even the rank is known. */
  readonly dims?: readonly Dim[];
}

/** TensorProto.DataType by name. */
export const dataTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;

/** Element type in an ONNX file; those that are also a `DType` are computed with, the rest is only read. */
export type DataType = keyof typeof dataTypes;

/** Bytes per element; 0 for strings, which have no fixed size. */
export const bytesPerElement: Readonly<Record<DataType, number>> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  int32: 4,
  int64: 8,
  string: 0,
  bool: 1,
  float16: 2,
  float64: 8,
  uint32: 4,
  uint64: 8,
  bfloat16: 2,
};

/** Version of the file format that is written. */
export const irVersion = 10;

/** Operator sets that graphs are written against: ONNX 1.15's, and ONNX Runtime's own. */
export const defaultOpsets: readonly OpsetImport[] = [
  { domain: "", version: 20 },
  { domain: "com.microsoft", version: 1 },
];
/** ONNX Runtime's operators over tensors whose channels lie in blocks: [n, c / block, h, w, block]. */
export const blockedOpset = { domain: "com.microsoft.nchwc", version: 1 } as const satisfies OpsetImport;
