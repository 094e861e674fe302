import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { dense } from "./dense.ts";
import { masking } from "./masking.ts";
import { rescaling } from "./rescaling.ts";

export const coreCases: Record<string, LayerCases> = {
  dense: {
    cases: [
      { golden: "dense", make: () => dense(5, { activation: "tanh" }), inputs: [[3, 4]], output: [3, 5] },
      { make: () => dense(2, { useBias: false }), inputs: [[3]], output: [2] },
    ],
    training: "same",
    mask: "kept",
    bad: () => dense(5)(input({ shape: [3, "features"] })),
  },
  masking: {
    cases: [{ make: () => masking(), inputs: [[3, 4]], output: [3, 4] }],
    training: "same",
    mask: "made",
    bad: () => masking()(input({ shape: [3] })),
  },
  rescaling: {
    cases: [
      { make: () => rescaling(1 / 255), inputs: [[3, 4]], output: [3, 4] },
      { make: () => rescaling([1, 2, 3], { offset: [0, -1, 1] }), inputs: [[2, 2, 3]], output: [2, 2, 3] },
    ],
    training: "same",
    mask: "kept",
    bad: () => rescaling([1, 2])(input({ shape: [4, 4, 3] })),
  },
};
