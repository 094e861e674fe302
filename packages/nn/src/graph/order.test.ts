import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { add, mul, neg } from "../ops/arithmetic.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { gradients } from "./gradients.ts";
import { input } from "./op.ts";
import { order } from "./order.ts";

test("a chain of 20,000 nodes is put in order, and derived, without running out of stack", () => {
  const x = input("x", [1]);
  let y = x;
  for (let i = 0; i < 20_000; i++) y = neg(y);
  const nodes = order([y]);
  expect(nodes).toHaveLength(20_001);
  expect(nodes[0]).toBe(x.node);
  expect(nodes.at(-1)).toBe(y.node);
  const [dx] = gradients(y, [x]);
  // One node per step, and the scalar 1 spread out with its shape.
  expect(order(dx ? [dx] : [])).toHaveLength(20_003);
});

test("every node stands once, behind all that it needs, also where ways meet again", () => {
  const [a, b] = [input("a", [2]), input("b", [2])];
  let y = add(a, b);
  // 2⁴⁰ ways from start to end: a visit per way would not end.
  for (let i = 0; i < 40; i++) y = add(mul(y, b), y);
  const nodes = order([y, a, y]);
  expect(new Set(nodes).size).toBe(nodes.length);
  expect(nodes).toHaveLength(2 + 1 + 80);
  const place = new Map(nodes.map((node, i) => [node, i]));
  for (const node of nodes)
    for (const { node: before } of node.inputs)
      expect(place.get(before)).toBeLessThan(place.get(node) as number);
});

test("a value that is used along 2⁴⁰ ways has the right gradient", async () => {
  const x = input("x", []);
  let y = x;
  for (let i = 0; i < 40; i++) y = add(y, y);
  const [dx] = gradients(y, [x]);
  const [value] = await evaluate(dx ? [dx] : [], new Map([[x, float32([1], [])]]));
  expect(value?.data[0]).toBe(2 ** 40);
});
