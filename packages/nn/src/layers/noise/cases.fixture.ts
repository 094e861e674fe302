import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { alphaDropout } from "./alphaDropout.ts";
import { dropout } from "./dropout.ts";
import { gaussianDropout } from "./gaussianDropout.ts";
import { gaussianNoise } from "./gaussianNoise.ts";
import { spatialDropout1d } from "./spatialDropout1d.ts";
import { spatialDropout2d } from "./spatialDropout2d.ts";

const random = { training: "random", mask: "kept" } as const;
const series = { inputs: [[6, 4]], output: [6, 4] };

export const noiseCases: Record<string, LayerCases> = {
  alphaDropout: {
    ...random,
    cases: [{ make: () => alphaDropout(0.5), ...series }],
    bad: () => alphaDropout(1),
  },
  dropout: { ...random, cases: [{ make: () => dropout(0.5), ...series }], bad: () => dropout(1.5) },
  gaussianDropout: {
    ...random,
    cases: [{ make: () => gaussianDropout(0.5), ...series }],
    bad: () => gaussianDropout(-0.1),
  },
  gaussianNoise: {
    ...random,
    cases: [{ make: () => gaussianNoise(0.5), ...series }],
    bad: () => gaussianNoise(-1),
  },
  spatialDropout1d: {
    ...random,
    cases: [{ make: () => spatialDropout1d(0.5), inputs: [[3, 20]], output: [3, 20] }],
    bad: () => spatialDropout1d(0.5)(input({ shape: [4] })),
  },
  spatialDropout2d: {
    ...random,
    cases: [{ make: () => spatialDropout2d(0.5), inputs: [[3, 2, 20]], output: [3, 2, 20] }],
    mask: "no series",
    bad: () => spatialDropout2d(0.5)(input({ shape: [4, 4] })),
  },
};
