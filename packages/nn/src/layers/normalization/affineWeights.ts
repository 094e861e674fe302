import { z } from "zod";
import { type Initializer, initializerSchema } from "../../initializers/index.ts";
import { type Regularizer, regularizerSchema } from "../../regularizers/index.ts";
import type { WeightSpec } from "../layer.ts";

/** γ and β per feature, which may be left out. */
export const affineOptions = {
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  betaInitializer: initializerSchema.default("zeros"),
  gammaInitializer: initializerSchema.default("ones"),
  betaRegularizer: regularizerSchema.optional(),
  gammaRegularizer: regularizerSchema.optional(),
};

interface Config {
  readonly center: boolean;
  readonly scale: boolean;
  readonly betaInitializer: Initializer;
  readonly gammaInitializer: Initializer;
  readonly betaRegularizer?: Regularizer | undefined;
  readonly gammaRegularizer?: Regularizer | undefined;
}

/** gamma and beta [features], those asked for. */
export function affineWeights(features: number, config: Config): Record<"gamma" | "beta", WeightSpec> {
  const shape = [features];
  const gamma = { shape, initializer: config.gammaInitializer, regularizer: config.gammaRegularizer };
  const beta = { shape, initializer: config.betaInitializer, regularizer: config.betaRegularizer };
  return { ...(config.scale ? { gamma } : {}), ...(config.center ? { beta } : {}) } as {
    gamma: WeightSpec;
    beta: WeightSpec;
  };
}
