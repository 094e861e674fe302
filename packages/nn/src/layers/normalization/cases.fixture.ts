import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { batchNormalization } from "./batchNormalization.ts";
import { groupNormalization } from "./groupNormalization.ts";
import { layerNormalization } from "./layerNormalization.ts";
import { rmsNormalization } from "./rmsNormalization.ts";
import { unitNormalization } from "./unitNormalization.ts";

const kept = { training: "same", mask: "kept" } as const;

export const normalizationCases: Record<string, LayerCases> = {
  batchNormalization: {
    cases: [
      {
        golden: "batchNormalization training",
        make: () => batchNormalization(),
        inputs: [[3, 4, 2]],
        output: [3, 4, 2],
        isTraining: true,
      },
      {
        golden: "batchNormalization series",
        make: () => batchNormalization({ epsilon: 0.1 }),
        inputs: [[5, 3]],
        output: [5, 3],
        isTraining: true,
      },
      {
        golden: "batchNormalization inference",
        make: () => batchNormalization(),
        inputs: [[3, 4, 2]],
        output: [3, 4, 2],
      },
      {
        make: () => batchNormalization({ scale: false, center: false }),
        inputs: [[4, 3]],
        output: [4, 3],
        isTraining: true,
      },
    ],
    training: "batch",
    mask: "kept",
    bad: () => batchNormalization()(input({ shape: [3, "features"] })),
  },
  layerNormalization: {
    ...kept,
    cases: [
      { golden: "layerNormalization", make: () => layerNormalization(), inputs: [[3, 5]], output: [3, 5] },
      { make: () => layerNormalization({ center: false }), inputs: [[4]], output: [4] },
    ],
    bad: () => layerNormalization()(input({ shape: [] })),
  },
  groupNormalization: {
    ...kept,
    cases: [
      {
        golden: "groupNormalization",
        make: () => groupNormalization(2),
        inputs: [[3, 2, 4]],
        output: [3, 2, 4],
      },
      {
        golden: "groupNormalization instance",
        make: () => groupNormalization(-1, { epsilon: 1e-5, scale: false }),
        inputs: [[5, 3]],
        output: [5, 3],
      },
    ],
    bad: () => groupNormalization()(input({ shape: [4, 4, 48] })),
  },
  unitNormalization: {
    ...kept,
    cases: [
      { golden: "unitNormalization", make: () => unitNormalization(), inputs: [[3, 4]], output: [3, 4] },
    ],
    bad: () => unitNormalization({ axis: 3 })(input({ shape: [3, 4] })),
  },
  rmsNormalization: {
    ...kept,
    cases: [{ golden: "rmsNormalization", make: () => rmsNormalization(), inputs: [[3, 5]], output: [3, 5] }],
    bad: () => rmsNormalization()(input({ shape: ["features"] })),
  },
};
