import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { conv1d } from "./conv1d.ts";
import { conv1dTranspose } from "./conv1dTranspose.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dTranspose } from "./conv2dTranspose.ts";
import { depthwiseConv1d } from "./depthwiseConv1d.ts";
import { depthwiseConv2d } from "./depthwiseConv2d.ts";
import { separableConv1d } from "./separableConv1d.ts";
import { separableConv2d } from "./separableConv2d.ts";

const plain = { training: "same", mask: "dropped" } as const;
const picture = { training: "same", mask: "no series" } as const;

export const convolutionCases: Record<string, LayerCases> = {
  conv1d: {
    ...plain,
    cases: [
      { golden: "conv1d", make: () => conv1d(4, 3), inputs: [[7, 3]], output: [5, 4] },
      {
        golden: "conv1d causal",
        make: () => conv1d(3, 2, { padding: "causal", dilationRate: 2, activation: "tanh" }),
        inputs: [[6, 2]],
        output: [6, 3],
      },
      {
        golden: "conv1d strided",
        make: () => conv1d(3, [3], { strides: 2, padding: "same", useBias: false }),
        inputs: [[6, 2]],
        output: [3, 3],
      },
    ],
    bad: () => conv1d(4, 9)(input({ shape: [7, 3] })),
  },
  conv2d: {
    ...picture,
    cases: [
      { golden: "conv2d", make: () => conv2d(3, [3, 2]), inputs: [[5, 4, 2]], output: [3, 3, 3] },
      {
        golden: "conv2d same",
        make: () => conv2d(3, 3, { strides: 2, padding: "same", activation: "elu" }),
        inputs: [[5, 6, 2]],
        output: [3, 3, 3],
      },
      {
        golden: "conv2d dilated",
        make: () => conv2d(2, [3, 2], { dilationRate: [2, 1], padding: "same", useBias: false }),
        inputs: [[5, 4, 2]],
        output: [5, 4, 2],
      },
      {
        golden: "conv2d groups",
        make: () => conv2d(6, [3, 2], { strides: [2, 1], groups: 2, activation: "sigmoid" }),
        inputs: [[5, 4, 4]],
        output: [2, 3, 6],
      },
      {
        golden: "conv2d softmax",
        make: () => conv2d(3, 3, { activation: "softmax" }),
        inputs: [[4, 4, 2]],
        output: [2, 2, 3],
      },
    ],
    bad: () => conv2d(3, 3)(input({ shape: [28, 28] })),
  },
  depthwiseConv1d: {
    ...plain,
    cases: [
      {
        golden: "depthwiseConv1d",
        make: () => depthwiseConv1d(3, { depthMultiplier: 2, padding: "same" }),
        inputs: [[5, 3]],
        output: [5, 6],
      },
    ],
    mask: "kept",
    bad: () => depthwiseConv1d(3)(input({ shape: ["time", 3] })),
  },
  depthwiseConv2d: {
    ...picture,
    cases: [
      {
        golden: "depthwiseConv2d",
        make: () =>
          depthwiseConv2d(3, { depthMultiplier: 2, strides: 2, padding: "same", activation: "tanh" }),
        inputs: [[5, 4, 2]],
        output: [3, 2, 4],
      },
    ],
    bad: () => depthwiseConv2d([3, 3])(input({ shape: [2, 5, 1] })),
  },
  separableConv1d: {
    ...plain,
    cases: [
      {
        golden: "separableConv1d",
        make: () => separableConv1d(3, 3, { depthMultiplier: 2, strides: 2, padding: "causal" }),
        inputs: [[6, 2]],
        output: [3, 3],
      },
    ],
    bad: () => separableConv1d(3, 3)(input({ shape: [6] })),
  },
  separableConv2d: {
    ...picture,
    cases: [
      {
        golden: "separableConv2d",
        make: () => separableConv2d(3, 3, { depthMultiplier: 2, padding: "same", activation: "tanh" }),
        inputs: [[4, 4, 2]],
        output: [4, 4, 3],
      },
    ],
    bad: () => separableConv2d(3, 3)(input({ shape: [4, 4, "channels"] })),
  },
  conv1dTranspose: {
    ...plain,
    cases: [
      {
        golden: "conv1dTranspose",
        make: () => conv1dTranspose(2, 3, { strides: 2 }),
        inputs: [[4, 3]],
        output: [9, 2],
      },
      {
        golden: "conv1dTranspose same",
        make: () => conv1dTranspose(2, 3, { strides: 2, padding: "same" }),
        inputs: [[4, 3]],
        output: [8, 2],
      },
    ],
    bad: () => conv1dTranspose(2, 3)(input({ shape: [4, 4, 3] })),
  },
  conv2dTranspose: {
    ...picture,
    cases: [
      {
        golden: "conv2dTranspose",
        make: () => conv2dTranspose(3, 3, { strides: 2, padding: "same", activation: "tanh" }),
        inputs: [[3, 2, 2]],
        output: [6, 4, 3],
      },
      {
        golden: "conv2dTranspose apart",
        make: () => conv2dTranspose(2, 2, { strides: 3 }),
        inputs: [[2, 3, 2]],
        output: [6, 9, 2],
      },
      {
        golden: "conv2dTranspose even",
        make: () => conv2dTranspose(2, 4, { strides: 2, padding: "same", useBias: false }),
        inputs: [[3, 2, 2]],
        output: [6, 4, 2],
      },
      {
        golden: "conv2dTranspose outputPadding",
        make: () => conv2dTranspose(2, 3, { strides: 2, padding: "same", outputPadding: 1, useBias: false }),
        inputs: [[3, 2, 2]],
        output: [6, 4, 2],
      },
    ],
    bad: () => conv2dTranspose(2, 3, { strides: 2, outputPadding: 2 }),
  },
};
