import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test, vi } from "vitest";
import type { NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import { gradientCheck } from "../testing/gradientCheck.ts";
import { openGraph } from "../testing/openGraph.ts";
import { mul } from "./arithmetic.ts";
import { cases, golden, goldenNames } from "./cases.fixture.ts";
import { reduceSum } from "./reduce.ts";

/** Exports that are no operations: what operations are made of, and looks at a value. */
const notOperations = new Set([
  "activations/reluOf",
  "blockedConv/blockedConv", // another form of conv: its own test holds both against each other
  "convAttributes/convAttributes",
  "elementwise/asTensor",
  "elementwise/binary",
  "elementwise/unary",
  // The loops of recurrent layers: layers/recurrent holds them against Keras' and PyTorch's.
  "gru/gruScan",
  "lstm/lstmScan",
  "recurrentKernels/gruKernel",
  "recurrentKernels/lstmKernel",
  "recurrentKernels/reordered",
  "simpleRnn/rnnScan",
  "slopes/isSaturating",
  "conv/convOf",
  "geometry/extent",
  "geometry/padsOf",
  "geometry/positions",
  "maxPool/pooled",
  "maxPool/unpool", // the gradient of every maxPool case
  "shapeOf/shapeOf", // sizes; used by every case with a symbolic batch
  "transpose/inverse",
  "transpose/permutationOf",
  "transpose/sameOrder",
]);

const folder = new URL(".", import.meta.url);
const files = readdirSync(folder);
const units = files
  .filter((name) => /^\w+\.ts$/.test(name) && name !== "index.ts")
  .map((name) => basename(name, ".ts"));

test.each(units)(
  "everything that ops/%s.ts exports is held against PyTorch here, or has a test beside it",
  async (unit) => {
    if (files.includes(`${unit}.test.ts`)) return;
    const module = (await import(new URL(`${unit}.ts`, folder).href)) as Record<string, unknown>;
    const known = new Set(cases.map(({ op }) => op));
    const left = Object.entries(module)
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => `${unit}/${name}`)
      .filter((name) => !known.has(name) && !notOperations.has(name));
    expect(left).toEqual([]);
  },
);

test.each(units)("ops/%s.ts can be the first file that is loaded", async (unit) => {
  vi.resetModules();
  await expect(import(new URL(`${unit}.ts`, folder).href)).resolves.toBeDefined();
});

test("every golden value is used once", () => {
  expect(cases.map((one) => one.golden).sort()).toEqual([...goldenNames].sort());
});

const largest = (data: ArrayLike<number>) => Array.from(data).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** |a − b| at most 3e-6 of the largest: single precision against PyTorch's double. */
function expectClose(received: NdArray, expected: NdArray): void {
  expect(received.shape).toEqual(expected.shape);
  const scale = Math.max(1, largest(expected.data as Float32Array));
  const off = Array.from(received.data as Float32Array, (v, i) => (v - Number(expected.data[i])) / scale);
  expect(largest(off)).toBeLessThan(3e-6);
}

test.each(cases)("$golden: value and gradients equal PyTorch's", async ({ golden: name, build }) => {
  const { inputs, weights, value, gradients: expected } = golden(name);
  const xs = inputs.map((x, i) => input(`x${i}`, x.shape, x.dtype));
  const y = build(...xs);
  expect(y.shape).toEqual(value.shape);
  const floats = xs.filter((_, i) => expected[i]);
  const dxs = floats.length === 0 ? [] : gradients(reduceSum(mul(y, constant(weights))), floats);
  const graph = await openGraph(xs, [y, ...dxs]);
  const [made, ...slopes] = await graph.run(...inputs);
  await graph.close();
  expectClose(made as NdArray, value);
  expected
    .filter((g) => g !== undefined)
    .forEach((g, i) => {
      expectClose(slopes[i] as NdArray, g);
    });
});

const smooth = cases.filter(({ isJump, golden: name }) => !isJump && golden(name).gradients.some((g) => g));

test.each(smooth)(
  "$golden: the gradient is what central differences show",
  async ({ golden: name, build, step = 1e-2 }) => {
    const { inputs, gradients: expected } = golden(name);
    const floats = inputs.filter((_, i) => expected[i]) as NdArray<"float32">[];
    const check = await gradientCheck(
      (...xs) => {
        const left = [...xs];
        return build(...inputs.map((x, i) => (expected[i] ? (left.shift() as (typeof xs)[0]) : constant(x))));
      },
      floats,
      { step },
    );
    expect(check.error).toBeLessThan(1e-3);
  },
);
