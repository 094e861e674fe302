import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { averagePooling1d } from "./averagePooling1d.ts";
import { averagePooling2d } from "./averagePooling2d.ts";
import { globalAveragePooling1d } from "./globalAveragePooling1d.ts";
import { globalAveragePooling2d } from "./globalAveragePooling2d.ts";
import { globalMaxPooling1d } from "./globalMaxPooling1d.ts";
import { globalMaxPooling2d } from "./globalMaxPooling2d.ts";
import { maxPooling1d } from "./maxPooling1d.ts";
import { maxPooling2d } from "./maxPooling2d.ts";

const series = { training: "same", mask: "dropped" } as const;
const picture = { training: "same", mask: "no series" } as const;

export const poolingCases: Record<string, LayerCases> = {
  maxPooling1d: {
    ...series,
    cases: [
      { golden: "maxPooling1d", make: () => maxPooling1d(), inputs: [[7, 2]], output: [3, 2] },
      {
        golden: "maxPooling1d overlapping",
        make: () => maxPooling1d(3, { strides: 2, padding: "same" }),
        inputs: [[6, 2]],
        output: [3, 2],
      },
    ],
    bad: () => maxPooling1d(8)(input({ shape: [7, 2] })),
  },
  maxPooling2d: {
    ...picture,
    cases: [
      { golden: "maxPooling2d", make: () => maxPooling2d(), inputs: [[5, 4, 2]], output: [2, 2, 2] },
      {
        golden: "maxPooling2d overlapping",
        make: () => maxPooling2d([3, 2], { strides: [2, 1], padding: "same" }),
        inputs: [[6, 4, 2]],
        output: [3, 4, 2],
      },
    ],
    bad: () => maxPooling2d()(input({ shape: [7, 2] })),
  },
  averagePooling1d: {
    ...series,
    cases: [
      { golden: "averagePooling1d", make: () => averagePooling1d(2), inputs: [[7, 2]], output: [3, 2] },
      {
        golden: "averagePooling1d overlapping",
        make: () => averagePooling1d(3, { strides: 2, padding: "same" }),
        inputs: [[6, 2]],
        output: [3, 2],
      },
    ],
    bad: () => averagePooling1d()(input({ shape: [7] })),
  },
  averagePooling2d: {
    ...picture,
    cases: [
      { golden: "averagePooling2d", make: () => averagePooling2d(2), inputs: [[5, 4, 2]], output: [2, 2, 2] },
      {
        golden: "averagePooling2d overlapping",
        make: () => averagePooling2d(3, { strides: [2, 1], padding: "same" }),
        inputs: [[6, 4, 2]],
        output: [3, 4, 2],
      },
    ],
    bad: () => averagePooling2d(5)(input({ shape: [4, 4, 2] })),
  },
  globalAveragePooling1d: {
    ...series,
    cases: [
      {
        golden: "globalAveragePooling1d",
        make: () => globalAveragePooling1d(),
        inputs: [[4, 3]],
        output: [3],
      },
      { make: () => globalAveragePooling1d({ keepDims: true }), inputs: [[4, 3]], output: [1, 3] },
    ],
    bad: () => globalAveragePooling1d()(input({ shape: [4] })),
  },
  globalAveragePooling2d: {
    ...picture,
    cases: [
      {
        golden: "globalAveragePooling2d",
        make: () => globalAveragePooling2d({ keepDims: true }),
        inputs: [[3, 4, 2]],
        output: [1, 1, 2],
      },
      { make: () => globalAveragePooling2d(), inputs: [[3, 4, 2]], output: [2] },
    ],
    bad: () => globalAveragePooling2d()(input({ shape: [4, 3] })),
  },
  globalMaxPooling1d: {
    ...series,
    cases: [
      { golden: "globalMaxPooling1d", make: () => globalMaxPooling1d(), inputs: [[4, 3]], output: [3] },
    ],
    bad: () => globalMaxPooling1d()(input({ shape: [2, 2, 2] })),
  },
  globalMaxPooling2d: {
    ...picture,
    cases: [
      { golden: "globalMaxPooling2d", make: () => globalMaxPooling2d(), inputs: [[3, 4, 2]], output: [2] },
    ],
    bad: () => globalMaxPooling2d()(input({ shape: [3, 4] })),
  },
};
