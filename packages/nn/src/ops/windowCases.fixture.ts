import { relu } from "./activations.ts";
import { averagePool } from "./averagePool.ts";
import { batchNormInference } from "./batchNormInference.ts";
import type { Build, OpCase } from "./cases.fixture.ts";
import { conv, convFilterGradient } from "./conv.ts";
import { convTranspose } from "./convTranspose.ts";
import type { Geometry } from "./geometry.ts";
import { groupNorm, instanceNorm } from "./groupNorm.ts";
import { l2Normalize } from "./l2Normalize.ts";
import { layerNorm } from "./layerNorm.ts";
import { maxPool } from "./maxPool.ts";
import { upsample } from "./upsample.ts";

/** Kernel, strides, dilations and pads of as many axes as the kernel has; 1 and 0 where nothing is said. */
const window = (kernel: number[], given: Partial<Geometry> = {}): Geometry => ({
  kernel,
  strides: kernel.map(() => 1),
  dilations: kernel.map(() => 1),
  pads: kernel.flatMap(() => [0, 0]),
  ...given,
});
const [k3, k2] = [
  [3, 3],
  [2, 2],
];
const one = (op: string, golden: string, build: Build, named: OpCase["named"]): OpCase => ({
  op,
  golden,
  build,
  named,
});
const batch = [["batch"], []];
const conv2 = (golden: string, geometry: Geometry, groups = 1): OpCase =>
  one("conv/conv", golden, (x, w) => conv(x, w, { ...geometry, groups }), batch);
const transposed = (golden: string, geometry: Geometry, outputSizes: number[], groups = 1): OpCase =>
  one(
    "convTranspose/convTranspose",
    golden,
    (x, w) => convTranspose(x, w, { ...geometry, groups, outputSizes }),
    batch,
  );
const pool = (golden: string, op: typeof maxPool, geometry: Geometry): OpCase =>
  one(op === maxPool ? "maxPool/maxPool" : "averagePool/averagePool", golden, (x) => op(x, geometry), batch);
const normalised: Build = (x, scale, bias, mean, variance) =>
  batchNormInference(x, { scale, bias, mean, variance } as Parameters<typeof batchNormInference>[1], 1e-3);

/** Operations over windows of pictures and series, and norms. */
export const windowCases: readonly OpCase[] = [
  conv2("conv", window(k3, { pads: [1, 1, 1, 1] })),
  conv2("conv: 1 by 1", window([1, 1])),
  conv2("conv: stride 2, padded", window(k3, { strides: [2, 2], pads: [1, 1, 1, 1] })),
  conv2("conv: stride 3, dilation 2, 2 groups", window(k3, { strides: [3, 3], dilations: [2, 2] }), 2),
  conv2("conv: dilation 2", window(k3, { dilations: [2, 2], pads: [2, 2, 2, 2] })),
  conv2("conv: depthwise, multiplier 2", window(k3), 3),
  conv2("conv: even kernel, uneven strides", window([2, 4], { strides: [2, 1] })),
  conv2("conv: 1D, causal, stride 2", window([3], { strides: [2], pads: [2, 0] })),
  conv2("conv: 1D, dilation 3", window([3], { dilations: [3] })),
  conv2("conv: 3D", window([2, 2, 2])),
  transposed("convTranspose", window(k3, { strides: [2, 2], pads: [1, 1, 1, 1] }), [6, 6]),
  transposed("convTranspose: stride 1", window(k2), [4, 3]),
  transposed(
    "convTranspose: stride 3, dilation 2, groups",
    window(k2, { strides: [3, 3], dilations: [2, 2] }),
    [6, 9],
    2,
  ),
  transposed("convTranspose: 1D", window([3], { strides: [2] }), [9]),
  one(
    "conv/convFilterGradient",
    "convFilterGradient",
    (x, dy) =>
      convFilterGradient(x, dy, [3, 2, 3, 3], {
        ...window(k3, { strides: [2, 2], pads: [1, 1, 1, 1] }),
        groups: 1,
      }),
    [["batch"], ["batch"]],
  ),
  pool("maxPool", maxPool, window(k2, { strides: [2, 2] })),
  pool("maxPool: overlapping, padded", maxPool, window(k3, { strides: [2, 2], pads: [1, 1, 1, 1] })),
  pool("maxPool: dilated, windows interleave", maxPool, window(k2, { strides: [2, 2], dilations: [2, 2] })),
  pool("maxPool: gaps between windows", maxPool, window(k2, { strides: [3, 3] })),
  pool("maxPool: 1D", maxPool, window([3], { strides: [2] })),
  one(
    "maxPool/maxPool",
    "maxPool: after relu",
    (x) => maxPool(relu(x), window(k2, { strides: [2, 2] })),
    batch,
  ),
  pool("averagePool", averagePool, window(k2, { strides: [2, 2] })),
  pool("averagePool: overlapping, padded", averagePool, window(k3, { strides: [2, 2], pads: [1, 1, 1, 1] })),
  pool("averagePool: 1D", averagePool, window([3])),
  one("upsample/upsample", "upsample", (x) => upsample(x, [2, 3]), batch),
  one("upsample/upsample", "upsample: 1D", (x) => upsample(x, [2]), batch),
  one("layerNorm/layerNorm", "layerNorm", (x, g, b) => layerNorm(x, g, b, 1e-5), [["batch", "time"], [], []]),
  one("groupNorm/groupNorm", "groupNorm", (x, g, b) => groupNorm(x, g, b, 2, 1e-5), [["batch"], [], []]),
  one("groupNorm/instanceNorm", "instanceNorm", (x, g, b) => instanceNorm(x, g, b, 1e-5), [
    ["batch"],
    [],
    [],
  ]),
  one("batchNormInference/batchNormInference", "batchNormInference", normalised, [["batch"], [], [], [], []]),
  one("batchNormInference/batchNormInference", "batchNormInference: rows", normalised, [
    ["batch"],
    [],
    [],
    [],
    [],
  ]),
  one("l2Normalize/l2Normalize", "l2Normalize", (x) => l2Normalize(x), [["batch", "time"]]),
  one("l2Normalize/l2Normalize", "l2Normalize: axis 1 of 3", (x) => l2Normalize(x, 1), [["batch", "time"]]),
];
