import { z } from "zod";
import { softplus, tanh } from "../ops/activations.ts";
import { abs, add, div, log, maximum, minimum, mul, sign, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { greater } from "../ops/compare.ts";
import { aligned, epsilon } from "./align.ts";
import { defineLoss, type LossFactory, noOptions } from "./defineLoss.ts";
import { meanOf } from "./elementwise.ts";

type Plain = LossFactory<typeof noOptions>;

/** mean (p − y)² over the last axis. Unit: that of y, squared. dp = 2(p − y)/n. */
export const meanSquaredError: Plain = defineLoss("meanSquaredError", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const error = sub(prediction, aligned(truth, prediction, "meanSquaredError"));
    return meanOf("meanSquaredError", prediction, mul(error, error), () => mul(error, 2));
  },
});

/** mean |p − y| over the last axis. Unit: that of y. dp = sign(p − y)/n, 0 where they are equal. */
export const meanAbsoluteError: Plain = defineLoss("meanAbsoluteError", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const error = sub(prediction, aligned(truth, prediction, "meanAbsoluteError"));
    return meanOf("meanAbsoluteError", prediction, abs(error), () => sign(error));
  },
});

/** 100 · mean |p − y| / max(|y|, 1e-7) over the last axis. Unit: percent. Near y = 0 it is huge: take another there. */
export const meanAbsolutePercentageError: Plain = defineLoss("meanAbsolutePercentageError", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = aligned(truth, prediction, "meanAbsolutePercentageError");
    const error = sub(prediction, y);
    const unit = div(100, maximum(abs(y), epsilon));
    return meanOf("meanAbsolutePercentageError", prediction, mul(abs(error), unit), () =>
      mul(sign(error), unit),
    );
  },
});

/**
 * mean (ln(1 + max(p, 1e-7)) − ln(1 + max(y, 1e-7)))² over the last axis. Unit: none, ratios count.
 * Negative predictions are held at 1e-7 and get no gradient.
 */
export const meanSquaredLogarithmicError: Plain = defineLoss("meanSquaredLogarithmicError", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = aligned(truth, prediction, "meanSquaredLogarithmicError");
    const plus = add(maximum(prediction, epsilon), 1);
    const error = sub(log(plus), log(add(maximum(y, epsilon), 1)));
    const isInside = () => cast(greater(prediction, epsilon), "float32");
    return meanOf("meanSquaredLogarithmicError", prediction, mul(error, error), () =>
      mul(div(mul(error, 2), plus), isInside()),
    );
  },
});

const huberConfig = z.strictObject({ delta: z.number().positive().default(1) });
/**
 * With e = p − y: ½e² for |e| ≤ δ, else δ|e| − ½δ²; mean over the last axis. dp = e held within ±δ, / n.
 * Option: `delta` (1), where squares turn into a line. Source: Huber 1964, Ann. Math. Stat. 35(1):73–101.
 */
export const huber: LossFactory<typeof huberConfig> = defineLoss("huber", {
  config: huberConfig,
  perSample: (truth, prediction, { delta }) => {
    const error = sub(prediction, aligned(truth, prediction, "huber"));
    const size = abs(error);
    const held = minimum(size, delta); // ½e² and δ|e| − ½δ² are both held · (|e| − held/2)
    return meanOf("huber", prediction, mul(held, sub(size, mul(held, 0.5))), () =>
      clip(error, -delta, delta),
    );
  },
});

/** mean ln cosh(p − y) over the last axis, as e + softplus(−2e) − ln 2, which cannot overflow. dp = tanh(e)/n. */
export const logCosh: Plain = defineLoss("logCosh", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const error = sub(prediction, aligned(truth, prediction, "logCosh"));
    const value = sub(add(error, softplus(mul(error, -2))), Math.LN2);
    return meanOf("logCosh", prediction, value, () => tanh(error));
  },
});

/** mean (p − y·ln(p + 1e-7)) over the last axis, for counts y and predicted rates p > 0. dp = (1 − y/(p + 1e-7))/n. */
export const poisson: Plain = defineLoss("poisson", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = aligned(truth, prediction, "poisson");
    const rate = add(prediction, epsilon);
    return meanOf("poisson", prediction, sub(prediction, mul(y, log(rate))), () => sub(1, div(y, rate)));
  },
});
