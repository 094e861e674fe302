import { LeptonError, nearestName } from "@lepton/core";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import { binaryFocalCrossentropy } from "./binaryFocalCrossentropy.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import type { LossFactory } from "./defineLoss.ts";
import { cosineSimilarity, klDivergence } from "./divergence.ts";
import { gaussianNegativeLogLikelihood } from "./gaussianNegativeLogLikelihood.ts";
import { categoricalHinge, hinge, squaredHinge } from "./hinge.ts";
import type { Loss } from "./loss.ts";
import { quantile } from "./quantile.ts";
import {
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "./regression.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";
import { tripletLoss } from "./tripletLoss.ts";

/** Losses by Keras' names. */
export const losses = {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalHinge,
  cosineSimilarity,
  gaussianNegativeLogLikelihood,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  quantile,
  sparseCategoricalCrossentropy,
  squaredHinge,
  tripletLoss,
} as const;
export type LossName = keyof typeof losses;

/** Keras' short names. */
const short = {
  bce: "binaryCrossentropy",
  kld: "klDivergence",
  mae: "meanAbsoluteError",
  mape: "meanAbsolutePercentageError",
  mse: "meanSquaredError",
  msle: "meanSquaredLogarithmicError",
  pinball: "quantile",
} as const satisfies Record<string, LossName>;
export type ShortLossName = keyof typeof short;

/** What stands for a loss: its name, its name with options as a saved model has them, or the loss itself. */
export type LossLike =
  | LossName
  | ShortLossName
  | { readonly name: string; readonly config?: Readonly<Record<string, unknown>> }
  | Loss;

/**
 * The loss meant: `lossFrom("mse")`, `lossFrom({ name: "huber", config: { delta: 2 } })`, or a loss as it is.
 * Errors: NN_LOSS_UNKNOWN suggests the nearest name; NN_CONFIG_INVALID on options it does not take.
 */
export function lossFrom(like: LossLike): Loss {
  if (typeof like === "object" && "perSample" in like) return like;
  const { name, config } = typeof like === "string" ? { name: like, config: {} } : like;
  const known = Object.hasOwn(short, name) ? short[name as ShortLossName] : name;
  const factory = Object.hasOwn(losses, known) ? losses[known as LossName] : undefined;
  // The factory checks the options itself: they may come from a file.
  if (factory) return (factory as LossFactory)(config);
  const nearest = nearestName(name, Object.keys(losses));
  throw new LeptonError("NN_LOSS_UNKNOWN", {
    problem: "There is no loss of this name.",
    received: name,
    next: nearest ? `Did you mean ${nearest}?` : `Use one of: ${Object.keys(losses).join(", ")}.`,
  });
}
