import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { cropping1d } from "./cropping1d.ts";
import { cropping2d } from "./cropping2d.ts";
import { flatten } from "./flatten.ts";
import { permute } from "./permute.ts";
import { repeatVector } from "./repeatVector.ts";
import { reshape } from "./reshape.ts";
import { upSampling1d } from "./upSampling1d.ts";
import { upSampling2d } from "./upSampling2d.ts";
import { zeroPadding1d } from "./zeroPadding1d.ts";
import { zeroPadding2d } from "./zeroPadding2d.ts";

const series = { training: "same", mask: "dropped" } as const;
const picture = { training: "same", mask: "no series" } as const;

export const reshapingCases: Record<string, LayerCases> = {
  flatten: {
    ...series,
    // As many features as steps: what is left is not taken for [batch, time].
    cases: [
      { make: () => flatten(), inputs: [[1, 3]], output: [3] },
      { make: () => flatten(), inputs: [[2, 3, 2]], output: [12] },
    ],
    bad: () => flatten({ units: 3 } as object),
  },
  reshape: {
    ...series,
    cases: [{ make: () => reshape([2, -1]), inputs: [[3, 4]], output: [2, 6] }],
    bad: () => reshape([5, -1])(input({ shape: [3, 4] })),
  },
  permute: {
    ...series,
    cases: [
      { make: () => permute([2, 1]), inputs: [[3, 3]], output: [3, 3] },
      { golden: "permute", make: () => permute([3, 1, 2]), inputs: [[3, 2, 4]], output: [4, 3, 2] },
    ],
    bad: () => permute([1, 3])(input({ shape: [3, 4] })),
  },
  repeatVector: {
    ...picture,
    cases: [{ golden: "repeatVector", make: () => repeatVector(3), inputs: [[4]], output: [3, 4] }],
    bad: () => repeatVector(3)(input({ shape: [3, 4] })),
  },
  zeroPadding1d: {
    ...series,
    cases: [
      { golden: "zeroPadding1d", make: () => zeroPadding1d([1, 2]), inputs: [[3, 2]], output: [6, 2] },
      { make: () => zeroPadding1d(), inputs: [[3, 2]], output: [5, 2] },
    ],
    bad: () => zeroPadding1d(-1),
  },
  zeroPadding2d: {
    ...picture,
    cases: [
      {
        golden: "zeroPadding2d",
        make: () =>
          zeroPadding2d([
            [1, 2],
            [0, 3],
          ]),
        inputs: [[3, 2, 2]],
        output: [6, 5, 2],
      },
      { make: () => zeroPadding2d([1, 2]), inputs: [[3, 2, 2]], output: [5, 6, 2] },
    ],
    bad: () => zeroPadding2d()(input({ shape: [3, 2] })),
  },
  cropping1d: {
    ...series,
    cases: [{ golden: "cropping1d", make: () => cropping1d([1, 2]), inputs: [[5, 2]], output: [2, 2] }],
    bad: () => cropping1d(2)(input({ shape: [4, 2] })),
  },
  cropping2d: {
    ...picture,
    cases: [
      { golden: "cropping2d", make: () => cropping2d([[1, 2], 1]), inputs: [[5, 4, 2]], output: [2, 2, 2] },
    ],
    bad: () => cropping2d(2)(input({ shape: [5, 4, 2] })),
  },
  upSampling1d: {
    ...series,
    cases: [{ golden: "upSampling1d", make: () => upSampling1d(3), inputs: [[3, 2]], output: [9, 2] }],
    bad: () => upSampling1d()(input({ shape: [3] })),
  },
  upSampling2d: {
    ...picture,
    cases: [
      { golden: "upSampling2d", make: () => upSampling2d([2, 3]), inputs: [[3, 2, 2]], output: [6, 6, 2] },
    ],
    bad: () => upSampling2d(0),
  },
};
