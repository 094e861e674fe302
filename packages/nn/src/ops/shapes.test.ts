import { describe, expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { constant, input, int64Constant } from "../graph/op.ts";
import { addN } from "./addN.ts";
import { argMax } from "./argMax.ts";
import { add, mul } from "./arithmetic.ts";
import { averagePool } from "./averagePool.ts";
import { batchNormInference } from "./batchNormInference.ts";
import { clip } from "./clip.ts";
import { greater } from "./compare.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./convTranspose.ts";
import { cumSum } from "./cumSum.ts";
import { expandLike } from "./expand.ts";
import { gather, scatterAddRows } from "./gather.ts";
import { gatherElements, scatterAdd } from "./gatherElements.ts";
import { padsOf, positions } from "./geometry.ts";
import { groupNorm } from "./groupNorm.ts";
import { layerNorm } from "./layerNorm.ts";
import { matMul } from "./matMul.ts";
import { maxPool } from "./maxPool.ts";
import { oneHot } from "./oneHot.ts";
import { pad } from "./pad.ts";
import { reduceSum } from "./reduce.ts";
import { expandDims, reshape, squeeze } from "./reshape.ts";
import { reverse } from "./reverse.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { split } from "./split.ts";
import { stack } from "./stack.ts";
import { repeat, tile } from "./tile.ts";
import { toChannelsFirst, toChannelsLast, transpose } from "./transpose.ts";
import { upsample } from "./upsample.ts";
import { where } from "./where.ts";

const at = (...shape: (number | string)[]) => input("x", shape);
const window = (kernel: number[], strides = kernel) => ({
  kernel,
  strides,
  dilations: kernel.map(() => 1),
  pads: kernel.flatMap(() => [0, 0]),
});
const k3 = { ...window([3, 3], [1, 1]), groups: 1 };

describe("shapes that follow from named sizes", () => {
  const shapes = {
    "broadcasting a name against 1": add(at("batch", 1, 3), at("time", 1)).shape,
    "a matrix for every step": matMul(at("batch", "time", 8), at(8, 5)).shape,
    "attention scores": matMul(at("batch", 4, "time", 16), at("batch", 4, "time", 16), { transB: true })
      .shape,
    "batch and time joined": reshape(at("batch", "time", 8), [-1, 8]).shape,
    "and apart again": reshape(reshape(at("batch", "time", 8), [-1, 8]), ["batch", "time", 2, 4]).shape,
    "what is left, with a name": reshape(at("batch", 4, 6), [4, -1]).shape,
    flattened: reshape(at("batch", 4, 6), ["batch", -1]).shape,
    "rows of a table": gather(at(100, 16), input("ids", ["batch", "time"], "int32")).shape,
    "channels last to first": toChannelsFirst(at("batch", 28, 30, 3)).shape,
    "and back": toChannelsLast(at("batch", 3, 28, 30)).shape,
    convolution: conv(at("batch", 3, 28, 30), at(8, 3, 3, 3), k3).shape,
    "pooling, the rest left out": maxPool(at("batch", 8, 7, 9), window([2, 2])).shape,
    "repeated along a named axis": repeat(at("batch", "time", 2), 3, 1).shape,
    tiled: tile(at("batch", 2), [2, 3]).shape,
    "one for all, kept": reduceSum(at("batch", "time", 2), [0, 2], true).shape,
    "one hot": oneHot(input("k", ["batch"], "int64"), 10).shape,
    stacked: stack([at("batch", 2), at("batch", 2)], -2).shape,
    "largest of each": argMax(at("batch", "time", 5)).shape,
    upsampled: upsample(at("batch", 3, 4, 5), [2, 3]).shape,
  };
  test("are inferred when the graph is built", () => {
    expect(
      Object.entries(shapes).map(([what, shape]) => `${what}: [${shape.join(", ")}]`),
    ).toMatchInlineSnapshot(`
      [
        "broadcasting a name against 1: [batch, time, 3]",
        "a matrix for every step: [batch, time, 5]",
        "attention scores: [batch, 4, time, time]",
        "batch and time joined: [batch*time, 8]",
        "and apart again: [batch, time, 2, 4]",
        "what is left, with a name: [4, 6*batch]",
        "flattened: [batch, 24]",
        "rows of a table: [batch, time, 16]",
        "channels last to first: [batch, 3, 28, 30]",
        "and back: [batch, 28, 30, 3]",
        "convolution: [batch, 8, 26, 28]",
        "pooling, the rest left out: [batch, 8, 3, 4]",
        "repeated along a named axis: [batch, 3*time, 2]",
        "tiled: [2*batch, 6]",
        "one for all, kept: [1, time, 1]",
        "one hot: [batch, 10]",
        "stacked: [batch, 2, 2]",
        "largest of each: [batch, time]",
        "upsampled: [batch, 3, 8, 15]",
      ]
    `);
  });
});

describe("errors name what was received", () => {
  const errors: Record<string, () => unknown> = {
    add: () => add(at(3, 4), at(3)),
    "add of types": () => add(at(2), int64Constant([1, 2])),
    "a name and a number": () => mul(at("batch", 2), at(32, 2)),
    addN: () => addN([at(2), at(3)]),
    argMax: () => argMax(at(2, 3), 2),
    averagePool: () => averagePool(at("batch", 3, "height", 4), window([2, 2])),
    batchNormInference: () =>
      batchNormInference(
        at("batch", 3, 2),
        { scale: at(3), bias: at(2), mean: at(3), variance: at(3) },
        1e-3,
      ),
    clip: () => clip(at(2), 1, -1),
    greater: () => greater(at(2), at(3)),
    concat: () => concat([at(2, 3), at(3, 3)], 1),
    "concat of unknown size": () => concat([at("batch", 3), at("batch", 3)], 0),
    "conv: channels": () => conv(at("batch", 4, 8, 8), at(8, 3, 3, 3), k3),
    "conv: kernel": () => conv(at("batch", 3, 8, 8), at(8, 3, 5, 5), k3),
    "conv: groups": () => conv(at("batch", 4, 8, 8), at(7, 2, 3, 3), { ...k3, groups: 2 }),
    "conv: too small": () => conv(at("batch", 3, 2, 8), at(8, 3, 3, 3), k3),
    "conv: axes": () => conv(at("batch", 3, 8), at(8, 3, 3, 3), k3),
    "convTranspose: channels": () =>
      convTranspose(at("batch", 4, 8, 8), at(8, 3, 3, 3), { ...k3, outputSizes: [10, 10] }),
    "convTranspose: sizes": () =>
      convTranspose(at("batch", 8, 8, 8), at(8, 3, 3, 3), { ...k3, outputSizes: [11, 10] }),
    cumSum: () => cumSum(at(2, 3), -3),
    expandLike: () => expandLike(at(2, 3), at(2, 4)),
    gather: () => gather(at(4, 2), at(2)),
    gatherElements: () => gatherElements(at(4, 2), int64Constant([1])),
    scatterAdd: () => scatterAdd(at(4), int64Constant([1]), at(2)),
    scatterAddRows: () => scatterAddRows(at(4, 2), int64Constant([1, 2], [2, 1]), at(2, 3)),
    groupNorm: () => groupNorm(at("batch", 6, 2), at(6), at(6), 4, 1e-5),
    layerNorm: () => layerNorm(at("batch", 6), at(5), at(6), 1e-5),
    matMul: () => matMul(at("batch", 3, 4), at(3, 5)),
    "matMul: one axis": () => matMul(at(3), at(3, 5)),
    "matMul: batches": () => matMul(at(2, 3, 4), at(3, 4, 5)),
    maxPool: () => maxPool(at("batch", 3, 4), window([2, 2])),
    "maxPool: too small": () => maxPool(at("batch", 3, 1, 4), window([2, 2])),
    oneHot: () => oneHot(at("batch"), 3),
    pad: () => pad(at("batch", 3), [1, 0], [0, 0]),
    "pad: counts": () => pad(at(3, 3), [1], [0]),
    reduceSum: () => reduceSum(at(2, 3), [2]),
    reshape: () => reshape(at("batch", 6), ["batch", 4]),
    "reshape: names": () => reshape(at("batch", 6), ["time", 6]),
    "reshape: left over": () => reshape(at(7), [2, -1]),
    expandDims: () => expandDims(at(2), 3),
    squeeze: () => squeeze(at(2, 3), [1]),
    reverse: () => reverse(at(2, 3), [2]),
    slice: () => slice(at(2, 3), 1, 1, 4),
    softmax: () => softmax(at(2, 3), 2),
    split: () => split(at(2, 5), 1, [2, 2]),
    stack: () => stack([at(2), at(3)]),
    tile: () => tile(at(2, 3), [2]),
    repeat: () => repeat(at(2, 3), 0, 1),
    transpose: () => transpose(at(2, 3), [0, 0]),
    upsample: () => upsample(at("batch", 3, 4, 4), [2]),
    where: () => where(at(2), 1, 2),
    "where: shapes": () => where(greater(at(2), 0), at(3), 2),
  };
  const message = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      const { code, problem, received, next } = error as Record<string, string>;
      return `${code}: ${problem} | ${received} | ${next}`;
    }
    return "no error";
  };
  test("and what to do", () => {
    expect(Object.entries(errors).map(([what, make]) => `${what}: ${message(make)}`)).toMatchInlineSnapshot(`
      [
        "add: NN_SHAPE_MISMATCH: add cannot take these shapes. | shapes [3, 4] and [3] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "add of types: NN_SHAPE_MISMATCH: add cannot take these shapes. | types float32 and int64 | Cast one of them to the other's type.",
        "a name and a number: NN_SHAPE_MISMATCH: mul cannot take these shapes. | shapes [batch, 2] and [32, 2] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "addN: NN_SHAPE_MISMATCH: addN cannot take these shapes. | float32 [2], float32 [3] | Give equal shapes and types.",
        "argMax: NN_AXIS_INVALID: argMax has no such axis; its input has 2 axes. | axis 2 | Give an axis from -2 to 1.",
        "averagePool: NN_SHAPE_MISMATCH: averagePool cannot take these shapes. | [batch, 3, height, 4] | Give [batch, channels, size, size] with known sizes.",
        "batchNormInference: NN_SHAPE_MISMATCH: batchNormInference cannot take these shapes. | [batch, 3, 2], [3], [2], [3], [3] | Give [batch, channels, ...] and four times [channels].",
        "clip: NN_SHAPE_MISMATCH: clip cannot take these shapes. | low 1, high -1 | Give the smaller bound first.",
        "greater: NN_SHAPE_MISMATCH: greater cannot take these shapes. | shapes [2] and [3] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "concat: NN_SHAPE_MISMATCH: concat cannot take these shapes. | float32 [2, 3], float32 [3, 3] | Give values equal in type and in all axes but 1, whose size must be known.",
        "concat of unknown size: NN_SHAPE_MISMATCH: concat cannot take these shapes. | float32 [batch, 3], float32 [batch, 3] | Give values equal in type and in all axes but 0, whose size must be known.",
        "conv: channels: NN_SHAPE_MISMATCH: conv cannot take these shapes. | input [batch, 4, 8, 8], filters [8, 3, 3, 3], kernel [3, 3], groups 1 | Input channels must be the filters' channels times the groups, filters a multiple of the groups, sizes known.",
        "conv: kernel: NN_SHAPE_MISMATCH: conv cannot take these shapes. | input [batch, 3, 8, 8], filters [8, 3, 5, 5], kernel [3, 3], groups 1 | Input channels must be the filters' channels times the groups, filters a multiple of the groups, sizes known.",
        "conv: groups: NN_SHAPE_MISMATCH: conv cannot take these shapes. | input [batch, 4, 8, 8], filters [7, 2, 3, 3], kernel [3, 3], groups 2 | Input channels must be the filters' channels times the groups, filters a multiple of the groups, sizes known.",
        "conv: too small: NN_SHAPE_MISMATCH: conv: the window is larger than its input. | kernel [3, 3] over [2, 8] | Take a smaller kernel, padding 'same', or larger inputs.",
        "conv: axes: NN_SHAPE_MISMATCH: conv cannot take these shapes. | input [batch, 3, 8], filters [8, 3, 3, 3], kernel [3, 3], groups 1 | Input channels must be the filters' channels times the groups, filters a multiple of the groups, sizes known.",
        "convTranspose: channels: NN_SHAPE_MISMATCH: convTranspose cannot take these shapes. | input [batch, 4, 8, 8], filters [8, 3, 3, 3], kernel [3, 3], groups 1 | The input's channels must be the filters' first axis, a multiple of the groups, and sizes must be known.",
        "convTranspose: sizes: NN_SHAPE_MISMATCH: convTranspose cannot take these shapes. | input [batch, 8, 8, 8] to sizes [11, 10], strides [1, 1] | Give sizes of an input from which the convolution would make this one's.",
        "cumSum: NN_AXIS_INVALID: cumSum has no such axis; its input has 2 axes. | axis -3 | Give an axis from -2 to 1.",
        "expandLike: NN_SHAPE_MISMATCH: expand cannot take these shapes. | shapes [2, 3] and [2, 4] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "gather: NN_SHAPE_MISMATCH: gather cannot take these shapes. | float32 indices | Give indices of type int32 or int64.",
        "gatherElements: NN_SHAPE_MISMATCH: gatherElements cannot take these shapes. | [4, 2] and [1] | Give values of one axis.",
        "scatterAdd: NN_SHAPE_MISMATCH: scatterAdd cannot take these shapes. | [1] and [2] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "scatterAddRows: NN_SHAPE_MISMATCH: scatterAddRows cannot take these shapes. | [4, 2], [2, 1], [2, 3] | Give [n, ...], indices [..., 1], and a row for every index.",
        "groupNorm: NN_SHAPE_MISMATCH: groupNorm cannot take these shapes. | [batch, 6, 2], [6], [6] in 4 groups | Give [batch, channels, ...], twice [channels], and groups that divide the channels.",
        "layerNorm: NN_SHAPE_MISMATCH: layerNorm cannot take these shapes. | [batch, 6], [5], [6] | Give [features] twice.",
        "matMul: NN_SHAPE_MISMATCH: matMul cannot take these shapes. | [batch, 3, 4] · [3, 5] | The last axis of the first must be as long as the last but one of the second.",
        "matMul: one axis: NN_SHAPE_MISMATCH: matMul cannot take these shapes. | [3] | Give values of at least two axes: [..., rows, columns].",
        "matMul: batches: NN_SHAPE_MISMATCH: matMul cannot take these shapes. | shapes [2] and [3] | Give shapes whose sizes are equal, or 1, from the last axis on.",
        "maxPool: NN_SHAPE_MISMATCH: maxPool cannot take these shapes. | [batch, 3, 4] | Give [batch, channels, size, size] with known sizes.",
        "maxPool: too small: NN_SHAPE_MISMATCH: maxPool: the window is larger than its input. | kernel [2, 2] over [1, 4] | Take a smaller kernel, padding 'same', or larger inputs.",
        "oneHot: NN_SHAPE_MISMATCH: oneHot cannot take these shapes. | float32 indices, 3 classes | Give whole numbers and how many classes.",
        "pad: NN_SHAPE_MISMATCH: pad cannot take these shapes. | [1, 0] before and [0, 0] after [batch, 3] | Give one whole number per axis, and 0 for an axis whose size is not known.",
        "pad: counts: NN_SHAPE_MISMATCH: pad cannot take these shapes. | [1] before and [0] after [3, 3] | Give one whole number per axis, and 0 for an axis whose size is not known.",
        "reduceSum: NN_AXIS_INVALID: reduceSum has no such axis; its input has 2 axes. | axis 2 | Give an axis from -2 to 1.",
        "reshape: NN_SHAPE_MISMATCH: reshape cannot take these shapes. | [batch, 6] to [batch, 4] | Give a shape with the same number of elements; one size may be -1.",
        "reshape: names: NN_SHAPE_MISMATCH: reshape cannot take these shapes. | [batch, 6] to [time, 6] | Give a shape with the same number of elements; one size may be -1.",
        "reshape: left over: NN_SHAPE_MISMATCH: reshape cannot take these shapes. | [7] to [2, -1] | Give a shape with the same number of elements; one size may be -1.",
        "expandDims: NN_AXIS_INVALID: expandDims has no such axis; its input has 2 axes. | axis 3 | Give an axis from -2 to 1.",
        "squeeze: NN_SHAPE_MISMATCH: squeeze cannot take these shapes. | axes 1 of [2, 3] | Name axes of size 1.",
        "reverse: NN_AXIS_INVALID: reverse has no such axis; its input has 2 axes. | axis 2 | Give an axis from -2 to 1.",
        "slice: NN_SHAPE_MISMATCH: slice cannot take these shapes. | 1 to 4 of axis 1 of [2, 3] | Stay within the axis.",
        "softmax: NN_AXIS_INVALID: softmax has no such axis; its input has 2 axes. | axis 2 | Give an axis from -2 to 1.",
        "split: NN_SHAPE_MISMATCH: split cannot take these shapes. | sizes 2, 2 of axis 1 of [2, 5] | Give sizes that add up.",
        "stack: NN_SHAPE_MISMATCH: stack cannot take these shapes. | [2], [3] | Give at least one value, all of one shape.",
        "tile: NN_SHAPE_MISMATCH: tile cannot take these shapes. | [2, 3] by [2] | Give one whole number per axis.",
        "repeat: NN_SHAPE_MISMATCH: repeat cannot take these shapes. | 0 times [2, 3] | Give a whole number from 1 on.",
        "transpose: NN_SHAPE_MISMATCH: transpose cannot take these shapes. | shape [2, 3], axes [0, 0] | List each axis once.",
        "upsample: NN_SHAPE_MISMATCH: upsample cannot take these shapes. | [batch, 3, 4, 4] by [2] | Give [batch, channels, ...sizes] with known sizes, and a whole factor for each.",
        "where: NN_SHAPE_MISMATCH: where cannot take these shapes. | types float32, float32, float32 | Give a bool and two of one type.",
        "where: shapes: NN_SHAPE_MISMATCH: where cannot take these shapes. | shapes [2] and [3] | Give shapes whose sizes are equal, or 1, from the last axis on.",
      ]
    `);
  });
});

describe("padsOf", () => {
  test("'same' of an even kernel or a stride puts the odd cell behind, as TensorFlow does", () => {
    const pads = (size: number, k: number, s: number, d = 1) =>
      padsOf("same", [size], { kernel: [k], strides: [s], dilations: [d] });
    expect(pads(7, 3, 1)).toEqual([1, 1]);
    expect(pads(7, 4, 1)).toEqual([1, 2]);
    expect(pads(8, 3, 2)).toEqual([0, 1]);
    expect(pads(7, 3, 2)).toEqual([1, 1]);
    expect(pads(7, 1, 2)).toEqual([0, 0]);
    expect(pads(7, 3, 1, 2)).toEqual([2, 2]);
  });
  test("'same' gives ⌈n / s⌉ positions, 'causal' as many as there are cells, 'valid' those that fit", () => {
    for (let size = 5; size < 12; size++)
      for (const [k, s, d] of [
        [3, 1, 1],
        [4, 2, 1],
        [3, 3, 1],
        [2, 1, 3],
      ] as const) {
        const geometry = { kernel: [k], strides: [s], dilations: [d] };
        const count = (padding: "same" | "causal" | "valid") =>
          positions([size], { ...geometry, pads: padsOf(padding, [size], geometry) }, "test")[0];
        expect(count("same")).toBe(Math.ceil(size / s));
        expect(count("causal")).toBe(Math.ceil(size / s));
        expect(count("valid")).toBe(Math.floor((size - (d * (k - 1) + 1)) / s) + 1);
      }
  });
});

describe("what changes nothing is not written", () => {
  test("an operation that leaves its value as it is gives the value itself", () => {
    const x = at("batch", 3);
    expect(reshape(x, ["batch", 3])).toBe(x);
    expect(slice(x, 1, 0, 3)).toBe(x);
    expect(pad(x, [0, 0], [0, 0])).toBe(x);
    expect(tile(x, [1, 1])).toBe(x);
    expect(split(x, 1, [3])[0]).toBe(x);
    expect(concat([x], 1)).toBe(x);
    expect(addN([x])).toBe(x);
    expect(reduceSum(x, [])).toBe(x);
    expect(reverse(x, [])).toBe(x);
    expect(expandLike(x, at("batch", 3))).toBe(x);
  });
  test("a part of size 0 is left out of a concatenation", () => {
    const x = at("batch", 3);
    expect(concat([x, at("batch", 0)], 1)).toBe(x);
    expect(concat([at("batch", 0), at("batch", 0)], 1).shape).toEqual(["batch", 0]);
  });
  test("a number is a scalar constant", () => {
    expect(mul(at(2), 3).node.inputs[1]?.shape).toEqual([]);
    expect(constant(float32([1, 2])).shape).toEqual([2]);
  });
});
