import { estimate, normalQuantile } from "@lepton/core";
import { z } from "zod";
import type { Minimum } from "./maximum.ts";

/** A parameter with its standard error and interval; these are null where the data do not settle it. */
export const parameterEstimateSchema = estimate.extend({ standardError: z.number().nullable() });
export type ParameterEstimate = z.infer<typeof parameterEstimateSchema>;

/**
 * Standard errors by the inverse of the observed information, se(θ) = θ·se(ln θ); intervals are symmetric in ln θ.
 * n is the number of persons. Source: Efron & Hinkley 1978, Biometrika 65:457–482.
 */
export function parameterEstimates<Name extends string>(
  names: readonly Name[],
  values: readonly number[],
  { inverseHessian }: Minimum,
  n: number,
  level = 0.95,
): Record<Name, ParameterEstimate> {
  const z = normalQuantile((1 + level) / 2);
  const entries = names.map((name, i) => {
    const value = values[i] as number;
    const variance = inverseHessian?.[i]?.[i];
    if (variance === undefined)
      return [name, { value, low: null, high: null, level, n, standardError: null }] as const;
    const spread = Math.sqrt(variance / n);
    const [low, high] = [value * Math.exp(-z * spread), value * Math.exp(z * spread)];
    return [name, { value, low, high, level, n, standardError: value * spread }] as const;
  });
  return Object.fromEntries(entries) as Record<Name, ParameterEstimate>;
}
