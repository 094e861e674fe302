import type { LayerCases } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { add } from "./add.ts";
import { average } from "./average.ts";
import { concatenate } from "./concatenate.ts";
import { dot } from "./dot.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import { multiply } from "./multiply.ts";
import { subtract } from "./subtract.ts";

const kept = { training: "same", mask: "kept" } as const;
const output = [3, 4];
const two = { inputs: [output, output], output };
const three = { inputs: [output, output, output], output };

export const mergingCases: Record<string, LayerCases> = {
  add: {
    ...kept,
    cases: [
      { golden: "add", make: () => add(), ...three },
      { golden: "add broadcast", make: () => add(), inputs: [[3, 4], [4]], output },
    ],
    bad: () => add()(input({ shape: [3, 4] }), input({ shape: [2, 4] })),
  },
  subtract: {
    ...kept,
    cases: [{ golden: "subtract", make: () => subtract(), ...two }],
    bad: () => subtract()(input({ shape: [4] }), input({ shape: [4] }), input({ shape: [4] })),
  },
  multiply: {
    ...kept,
    cases: [
      {
        golden: "multiply",
        make: () => multiply(),
        inputs: [
          [3, 4],
          [3, 4],
          [3, 1],
        ],
        output,
      },
    ],
    bad: () => multiply()(input({ shape: [4] }), input({ shape: [3] })),
  },
  average: {
    ...kept,
    cases: [{ golden: "average", make: () => average(), ...three }],
    bad: () => average()(input({ shape: [4] })),
  },
  maximum: {
    ...kept,
    cases: [{ golden: "maximum", make: () => maximum(), ...two }],
    bad: () => maximum()(input({ shape: [4] }), input({ shape: [4], dtype: "int32" })),
  },
  minimum: {
    ...kept,
    cases: [{ golden: "minimum", make: () => minimum(), ...two }],
    bad: () => minimum()(input({ shape: [4] }), input({ shape: [2, 3] })),
  },
  concatenate: {
    ...kept,
    cases: [
      {
        golden: "concatenate",
        make: () => concatenate(),
        inputs: [
          [3, 4],
          [3, 2],
        ],
        output: [3, 6],
      },
      {
        golden: "concatenate time",
        make: () => concatenate({ axis: 1 }),
        inputs: [
          [3, 4],
          [2, 4],
        ],
        output: [5, 4],
      },
    ],
    bad: () => concatenate()(input({ shape: [3, 4] }), input({ shape: [2, 4] })),
  },
  dot: {
    training: "same",
    mask: "dropped",
    cases: [
      {
        golden: "dot",
        make: () => dot([2, 1]),
        inputs: [
          [3, 4],
          [4, 2],
        ],
        output: [3, 2],
      },
      { golden: "dot cosine", make: () => dot(-1, { normalize: true }), inputs: [[4], [4]], output: [1] },
    ],
    bad: () => dot(1)(input({ shape: [4] }), input({ shape: [3] })),
  },
};
