import type { Tensor } from "../graph/tensor.ts";
import { relu, sigmoid, softsign, tanh } from "./activations.ts";
import { abs, mul, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { greater } from "./compare.ts";
import { asTensor } from "./elementwise.ts";
import { expandLike } from "./expand.ts";

interface Sloped {
  of(x: Tensor): Tensor;
  /** dy/dx from y. */
  slope(y: Tensor): Tensor;
}
/** Activations whose derivative follows from their value, so that a loop backwards need not see their argument. */
export const saturating = {
  sigmoid: { of: sigmoid, slope: (y) => mul(y, sub(1, y)) },
  tanh: { of: tanh, slope: (y) => sub(1, mul(y, y)) },
  relu: { of: relu, slope: (y) => cast(greater(y, 0), "float32") },
  softsign: { of: softsign, slope: (y) => square(sub(1, abs(y))) },
  linear: { of: (x) => x, slope: (y) => expandLike(asTensor(1), y) },
} as const satisfies Record<string, Sloped>;
const square = (x: Tensor): Tensor => mul(x, x);

export type Saturating = keyof typeof saturating;
export const isSaturating = (activation: unknown): activation is Saturating =>
  typeof activation === "string" && activation in saturating;
