import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { activation } from "./activation.ts";
import { elu } from "./elu.ts";
import { leakyRelu } from "./leakyRelu.ts";
import { prelu } from "./prelu.ts";
import { relu } from "./relu.ts";
import { softmax } from "./softmax.ts";

const kept = { training: "same", mask: "kept" } as const;
const series = { inputs: [[3, 4]], output: [3, 4] };

export const activationCases: Record<string, LayerCases> = {
  activation: {
    ...kept,
    cases: [{ golden: "activation", make: () => activation("gelu"), ...series }],
    bad: () => activation("geluu" as "gelu"),
  },
  relu: {
    ...kept,
    cases: [
      { golden: "relu", make: () => relu(), ...series },
      {
        golden: "relu bent",
        make: () => relu({ threshold: 0.2, negativeSlope: 0.1, maxValue: 0.7 }),
        ...series,
      },
    ],
    bad: () => relu({ negativeSlope: -1 }),
  },
  leakyRelu: {
    ...kept,
    cases: [{ golden: "leakyRelu", make: () => leakyRelu(), ...series }],
    bad: () => leakyRelu({ alpha: 0.3 } as object),
  },
  elu: {
    ...kept,
    cases: [{ golden: "elu", make: () => elu(), ...series }],
    bad: () => elu({ alpha: Number.NaN }),
  },
  prelu: {
    ...kept,
    cases: [
      { golden: "prelu", make: () => prelu(), inputs: [[3, 2, 4]], output: [3, 2, 4] },
      {
        golden: "prelu shared",
        make: () => prelu({ sharedAxes: [1, 2] }),
        inputs: [[3, 2, 4]],
        output: [3, 2, 4],
      },
      { make: () => prelu({ sharedAxes: [1] }), ...series },
    ],
    bad: () => prelu()(input({ shape: ["time", 4] })),
  },
  softmax: {
    ...kept,
    cases: [{ golden: "softmax", make: () => softmax({ axis: 1 }), ...series }],
    bad: () => softmax({ axis: 5 })(input({ shape: [3, 4] })),
  },
};
