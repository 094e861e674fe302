import { LeptonError, nearestName } from "@lepton/core";
import { binaryCrossentropy } from "./binaryCrossentropy.ts";
import { categoricalCrossentropy } from "./categoricalCrossentropy.ts";
import type { LossFactory } from "./defineLoss.ts";
import type { Loss } from "./loss.ts";
import { meanSquaredError } from "./meanSquaredError.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

/** Losses by Keras' names. */
export const losses = {
  binaryCrossentropy,
  categoricalCrossentropy,
  meanSquaredError,
  sparseCategoricalCrossentropy,
} as const;
export type LossName = keyof typeof losses;

/** Keras' short names. */
const short = {
  mse: "meanSquaredError",
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
