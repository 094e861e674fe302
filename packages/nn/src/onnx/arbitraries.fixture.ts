import fc from "fast-check";
import type {
  AttributeProto,
  DataType,
  Dim,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "./model.ts";
import { bytesPerElement, dataTypes } from "./model.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const int = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const smallInt = fc.oneof(int, fc.integer());

const dataType = fc.constantFrom(...(Object.keys(dataTypes) as DataType[]));

const tensor: fc.Arbitrary<TensorProto> = fc
  .record({ name: text, dataType, dims: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }) })
  .chain(({ dims, ...of }) => {
    const elements = dims.reduce((product, dim) => product * dim, 1);
    if (of.dataType === "string")
      return fc
        .array(text, { minLength: elements, maxLength: elements, size: "max" })
        .map((stringData) => ({ ...of, dims, rawData: new Uint8Array(0), stringData }));
    const bytes = elements * bytesPerElement[of.dataType];
    return fc
      .uint8Array({ minLength: bytes, maxLength: bytes, size: "max" })
      .map((rawData) => ({ ...of, dims, rawData }));
  });

const dim: fc.Arbitrary<Dim> = fc.oneof(fc.nat(), name, fc.constant(null));

const valueInfo: fc.Arbitrary<ValueInfoProto> = fc.oneof(
  fc.record({ name }),
  fc.record({ name, dataType }),
  fc.record({ name, dataType, dims: fc.array(dim, { maxLength: 4 }) }),
);

const attribute = (graph: fc.Arbitrary<GraphProto>): fc.Arbitrary<AttributeProto> =>
  fc.oneof(
    fc.record({ type: fc.constant("float" as const), value: fc.float() }),
    fc.record({ type: fc.constant("int" as const), value: smallInt }),
    fc.record({ type: fc.constant("string" as const), value: text }),
    fc.record({ type: fc.constant("tensor" as const), value: tensor }),
    fc.record({ type: fc.constant("graph" as const), value: graph }),
    fc.record({ type: fc.constant("floats" as const), value: fc.array(fc.float()) }),
    fc.record({ type: fc.constant("ints" as const), value: fc.array(smallInt) }),
    fc.record({ type: fc.constant("strings" as const), value: fc.array(text, { maxLength: 4 }) }),
  );

const node = (graph: fc.Arbitrary<GraphProto>): fc.Arbitrary<NodeProto> =>
  fc.record(
    {
      opType: name,
      domain: name,
      name,
      inputs: fc.array(text, { maxLength: 4 }),
      outputs: fc.array(text, { maxLength: 4 }),
      attributes: fc.dictionary(name, attribute(graph), { minKeys: 1, maxKeys: 3 }),
    },
    { requiredKeys: ["opType", "inputs", "outputs"] },
  );

const graph = (depth: number): fc.Arbitrary<GraphProto> =>
  fc.record(
    {
      name: text,
      nodes:
        depth > 2
          ? fc.constant([])
          : fc.array(
              fc.nat().chain(() => node(graph(depth + 1))),
              { maxLength: 3 },
            ),
      initializers: fc.array(tensor, { maxLength: 2 }),
      inputs: fc.array(valueInfo, { maxLength: 3 }),
      outputs: fc.array(valueInfo, { maxLength: 3 }),
      valueInfos: fc.array(valueInfo, { minLength: 1, maxLength: 2 }),
      docString: name,
    },
    { requiredKeys: ["name", "nodes", "initializers", "inputs", "outputs"] },
  );

/** For tests: models with any content the format can carry, whether or not a graph like that could run. */
export const model: fc.Arbitrary<ModelProto> = fc.record(
  {
    irVersion: fc.integer({ min: 1, max: 13 }),
    opsetImports: fc.array(fc.record({ domain: text, version: fc.nat() }), { maxLength: 3 }),
    producerName: name,
    producerVersion: name,
    docString: name,
    metadataProps: fc.dictionary(text, text, { minKeys: 1, maxKeys: 3 }),
    graph: graph(0),
  },
  { requiredKeys: ["irVersion", "opsetImports", "graph"] },
);
