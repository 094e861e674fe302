import { expect, test } from "vitest";
import { conv2d } from "../layers/convolution/conv2d.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { flatten } from "../layers/reshaping/flatten.ts";
import { digits } from "../testing/digits.ts";
import { sequential } from "./build.ts";

test("a profile tells the time of both passes by layer, and changes nothing", async () => {
  const { held } = digits();
  const net = sequential([
    input({ shape: [8, 8, 1] }),
    conv2d(16, 3, { activation: "relu", name: "first" }),
    conv2d(16, 3, { activation: "relu", name: "second" }),
    flatten(),
    dense(10, { activation: "softmax", name: "classes" }),
  ]);
  net.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", worker: false });
  const before = await net.getWeights();
  const profile = await net.profile(held.x, held.y, {
    steps: 3,
    threads: 1,
  });
  const { layers, msPerStep, memoryBytes } = profile;
  const names = layers.map(({ layer }) => layer);
  for (const name of ["first", "second", "classes", "(loss and optimizer)"]) expect(names).toContain(name);
  const share = layers.reduce((sum, layer) => sum + layer.share, 0);
  expect(share).toBeCloseTo(1, 6);
  // Kernels are a part of the whole run, and layers own most of their time.
  const kernels = layers.reduce((sum, layer) => sum + layer.msPerStep, 0);
  expect(kernels).toBeLessThanOrEqual(msPerStep);
  const named = layers.filter(({ layer }) => !layer.startsWith("("));
  expect(named.reduce((sum, layer) => sum + layer.share, 0)).toBeGreaterThan(0.5);
  expect(memoryBytes).toBeGreaterThanOrEqual(0);
  expect(profile.toString()).toMatch(/┃ Layer +┃ +ms\/step ┃ +Share ┃/);
  expect(await net.getWeights()).toEqual(before);
  await net.close();
});
