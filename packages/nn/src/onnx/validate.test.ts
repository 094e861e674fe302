import fc from "fast-check";
import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { defaultOpsets, type GraphProto, type NodeProto } from "./model.ts";
import { tensorOf } from "./tensor.ts";
import { validateModel } from "./validate.ts";

const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  more: Partial<NodeProto> = {},
): NodeProto => ({
  opType,
  inputs,
  outputs,
  ...more,
});

const branch = (graph: Partial<GraphProto>): NodeProto =>
  node("If", ["c"], ["y"], {
    name: "choose",
    attributes: {
      then_branch: {
        type: "graph",
        value: { name: "then", nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
      },
    },
  });

const check = (graph: Partial<GraphProto>) =>
  validateModel({
    irVersion: 10,
    opsetImports: defaultOpsets,
    graph: {
      name: "net",
      nodes: [],
      initializers: [tensorOf("b", float32([1]))],
      inputs: [{ name: "x" }, { name: "c" }],
      outputs: [{ name: "y" }],
      ...graph,
    },
  });

test("a chain of nodes in order is valid, empty names are left-out inputs and outputs", () => {
  check({ nodes: [node("Add", ["x", "b"], ["h", ""]), node("Clip", ["h", "", "b"], ["y"])] });
});

test("a subgraph may read what stands before its node, and siblings may use the same names", () => {
  const inner = { nodes: [node("Add", ["h", "b"], ["o"])], outputs: [{ name: "o" }] };
  check({ nodes: [node("Add", ["x", "b"], ["h"]), branch(inner), { ...branch(inner), outputs: ["z"] }] });
});

test("an initializer may be the default of an input of that name", () => {
  check({ inputs: [{ name: "x" }, { name: "b" }], nodes: [node("Add", ["x", "b"], ["y"])] });
});

test("any order but the one of execution is refused", () => {
  const names = ["x", "n1", "n2", "n3", "n4", "y"];
  const chain = names.slice(1).map((name, i) => node("Relu", [names[i] as string], [name]));
  fc.assert(
    fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (nodes) => {
      const isOrdered = nodes.every((each, i) => each === chain[i]);
      if (isOrdered) check({ nodes });
      else expect(() => check({ nodes })).toThrow("which nothing before it gives");
    }),
  );
});

test("an input that nothing gives names the node, the graph and the line", () => {
  expect(() =>
    check({ nodes: [node("Add", ["x", "w"], ["y"], { name: "dense/add" })] }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The ONNX graph is not valid: Add "dense/add" reads w, which nothing before it gives. Received: graph net: y = Add(x, w). If a layer or operation of your own made this graph, correct its ONNX form; print the graph with describe().]`,
  );
});

test.each<[string, Partial<GraphProto>, string]>([
  [
    "a name given twice",
    { nodes: [node("Relu", ["x"], ["y"]), node("Relu", ["x"], ["y"])] },
    "Relu gives the name y, which is taken. Received: graph net: y = Relu(x)",
  ],
  [
    "a node's output named like a constant",
    { nodes: [node("Relu", ["x"], ["b"])] },
    "Relu gives the name b, which is taken",
  ],
  [
    "two inputs of one name",
    { inputs: [{ name: "x" }, { name: "x" }] },
    "an input gives the name x, which is taken",
  ],
  [
    "two constants of one name",
    { initializers: [tensorOf("b", float32([1])), tensorOf("b", float32([1]))] },
    "a constant gives the name b, which is taken",
  ],
  ["an output of nothing", { nodes: [node("Relu", ["x"], ["z"])] }, "the output y is given by nothing"],
  ["no outputs", { outputs: [] }, "it has no outputs"],
  ["an output listed twice", { outputs: [{ name: "x" }, { name: "x" }] }, "the output x is listed twice"],
  [
    "an operator set that is not imported",
    { nodes: [node("Relu", ["x"], ["y"], { domain: "org.other" })] },
    'Relu is of operator set "org.other", which the model does not import',
  ],
  [
    "a constant too short",
    { initializers: [{ ...tensorOf("b", float32([1])), dims: [2] }] },
    "the constant b of shape [2] and type float32 holds 4 bytes",
  ],
  [
    "too few strings",
    {
      initializers: [
        { name: "s", dims: [2], dataType: "string", rawData: new Uint8Array(0), stringData: ["a"] },
      ],
    },
    "the constant s of shape [2]",
  ],
  [
    "a short tensor in an attribute",
    {
      nodes: [
        node("Constant", [], ["y"], {
          attributes: {
            value: { type: "tensor", value: { ...tensorOf("v", float32([1])), rawData: new Uint8Array(3) } },
          },
        }),
      ],
    },
    "the constant v of shape [1] and type float32 holds 3 bytes. Received: graph net: y = Constant() {value: float32 [1]}",
  ],
  [
    "a subgraph reading what comes later",
    {
      nodes: [
        branch({ nodes: [node("Relu", ["late"], ["o"])], outputs: [{ name: "o" }] }),
        node("Relu", ["x"], ["late"]),
      ],
    },
    'Relu reads late, which nothing before it gives. Received: graph net › If "choose" › then_branch: o = Relu(late)',
  ],
  [
    "a subgraph shadowing a name",
    { nodes: [branch({ nodes: [node("Relu", ["x"], ["b"])], outputs: [{ name: "b" }] })] },
    "Relu gives the name b, which is taken",
  ],
  [
    "a subgraph handing out a value from outside",
    { nodes: [branch({ outputs: [{ name: "x" }] })] },
    "the output x is a value from around the subgraph",
  ],
])("%s is refused", (_case, graph, message) => {
  expect(() => check(graph)).toThrow(message);
});
