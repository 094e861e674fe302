import fc from "fast-check";
import { expect, test } from "vitest";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { convolutionBlocks } from "../runtime/blocks.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws } from "../testing/gradientCheck.ts";
import { square } from "./arithmetic.ts";
import { conv } from "./conv.ts";
import { reduceSum } from "./reduce.ts";

const pair = (min: number, max: number) =>
  fc.tuple(fc.nat(max - min), fc.nat(max - min)).map(([a, b]) => [a + min, b + min]);
const geometries = fc.record({
  channels: fc.constantFrom(1, 3, 16, 32),
  filters: fc.constantFrom(16, 48),
  sizes: pair(7, 12),
  kernel: pair(1, 3),
  strides: pair(1, 3),
  dilations: pair(1, 2),
  pads: fc.tuple(pair(0, 2), pair(0, 2)).map(([before, behind]) => [...before, ...behind]),
  hasBias: fc.boolean(),
});

test("blocked channels give the numbers and the gradients of the plain form, whatever the geometry", async () => {
  const blocks = await convolutionBlocks({});
  await fc.assert(
    fc.asyncProperty(geometries, async ({ channels, filters, sizes, hasBias, ...geometry }) => {
      const x = input("x", ["batch", channels, ...sizes]);
      const w = input("w", [filters, channels, ...geometry.kernel]);
      const b = input("b", [filters]);
      const y = conv(x, w, { ...geometry, groups: 1 }, hasBias ? b : undefined);
      const wanted = [y, ...gradients(reduceSum(square(y)), hasBias ? [x, w, b] : [x, w])];
      const feeds = new Map([
        [x, draws([2, channels, ...sizes], 1)],
        [w, draws([filters, channels, ...geometry.kernel], 2)],
        ...(hasBias ? [[b, draws([filters], 3)] as const] : []),
      ]);
      const plain = await evaluate(wanted, feeds);
      const blocked = await evaluate(wanted, feeds, { blocks });
      for (const [i, { data, shape }] of blocked.entries()) {
        const [mine, theirs] = [data as Float32Array, plain[i]?.data as Float32Array];
        expect(shape).toEqual(plain[i]?.shape);
        const scale = mine.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        const worst = mine.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - (theirs[at] as number))),
          0,
        );
        expect(worst).toBeLessThan(1e-5 * scale);
      }
    }),
    { numRuns: 20 },
  );
});

test("where the kernels do not apply the plain form is written, and a portable file has none of them", () => {
  const kinds = (channels: number, groups: number, isPortable = false) => {
    const x = input("x", [1, channels, 8, 8]);
    const w = input("w", [32, channels / groups, 3, 3]);
    const y = conv(x, w, { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups });
    const { graph, opsetImports } = writeGraph({
      name: "kinds",
      inputs: [x, w],
      outputs: { y },
      variable: () => "constant",
      blocks: 16,
      isPortable,
    }).model;
    return {
      domains: graph.nodes.map(({ domain }) => domain),
      imports: opsetImports.map(({ domain }) => domain),
    };
  };
  expect(kinds(32, 1).domains).toContain("com.microsoft.nchwc");
  expect(kinds(32, 2).domains).toEqual([""]);
  expect(kinds(20, 1).domains).toEqual([""]);
  expect(kinds(32, 1, true)).toEqual({ domains: [""], imports: [""] });
});

test("another provider than the processor's takes plain convolutions", async () => {
  expect(await convolutionBlocks({ providers: ["cuda", "cpu"] })).toBe(0);
});
