import { mul, sub } from "../ops/arithmetic.ts";
import { aligned } from "./align.ts";
import { defineLoss, type LossFactory, noOptions } from "./defineLoss.ts";
import { meanOf } from "./elementwise.ts";

/** mean (p − y)² over the last axis. Unit: that of y, squared. dp = 2(p − y)/n. */
export const meanSquaredError: LossFactory<typeof noOptions> = defineLoss("meanSquaredError", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const error = sub(prediction, aligned(truth, prediction, "meanSquaredError"));
    return meanOf("meanSquaredError", prediction, mul(error, error), () => mul(error, 2));
  },
});
