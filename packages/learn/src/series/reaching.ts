import { type Estimate, estimate, LeptonError, random, wilson } from "@lepton/core";
import type { FittedForecast } from "./fitted.ts";
import type { Residuals } from "./intervals.ts";

export interface ReachingOptions {
  id?: string;
  /** "by": at any step up to it, "at": at the step itself; "by" unless told. */
  when?: "by" | "at";
  /** "above": target or more; "below": target or less. "above" unless told. */
  direction?: "above" | "below";
  /** Simulated paths; 4,000 unless told. */
  paths?: number;
  seed?: number;
  /** Of the probability's own interval; 0.95 unless told. */
  level?: number;
}

/**
 * How likely the series reaches a target within `step` coming steps: share of simulated paths, mean + the errors of one
 * earlier origin (so that neighbouring steps err together), turned at random, plus a normal shift of Silverman's width
 * for what so few origins did not show. The interval is Wilson's for as many cases as there were origins: with 16
 * origins "62 %" may well be 40 or 80. Value in [0, 1]; unknown (null) when intervals are assumed for want of history.
 * Errors: LEARN_OPTION when the step lies past the horizon that the model was fitted for.
 */
export async function probabilityOfReaching(
  fitted: FittedForecast,
  target: number,
  step: number,
  options: ReachingOptions = {},
): Promise<Estimate> {
  const { id, when = "by", direction = "above", paths = 4000, seed = 0, level = 0.95 } = options;
  if (!Number.isInteger(step) || step < 1 || step > fitted.horizon || !Number.isFinite(target))
    throw new LeptonError("LEARN_OPTION", {
      problem:
        "The step must lie within the horizon that the model was fitted for, and the target be a number.",
      received: `step ${step} of ${fitted.horizon}, target ${target}`,
      next: `Fit with { horizon: ${step} } or more.`,
      field: "step",
    });
  const forecast = await fitted.forecast(step, id === undefined ? {} : { id });
  const place = fitted.series.findIndex((series) => series.id === forecast.id);
  const { errors, isAssumed } = fitted.residuals[place] as Residuals;
  if (isAssumed || errors.length < 2) return { value: null, low: null, high: null, level, n: errors.length };
  const sign = direction === "above" ? 1 : -1;
  const draw = random(seed);
  const width = bandwidths(errors, step);
  let reached = 0;
  for (let i = 0; i < paths; i++) {
    const row = errors[draw.int(errors.length)] as Float64Array;
    const turn = draw.next() < 0.5 ? -1 : 1;
    const shift = draw.normal();
    for (let h = when === "by" ? 0 : step - 1; h < step; h++) {
      const y = (forecast.mean[h] as number) + turn * (row[h] as number) + shift * (width[h] as number);
      if (sign * (y - target) < 0) continue;
      reached++;
      break;
    }
  }
  const share = reached / paths;
  const n = errors.length;
  const { low, high } = wilson(share * n, n, level);
  return estimate.parse({ value: share, low, high, level, n });
}

/** Silverman's 0.9·σ·n^(−1/5) per step. */
function bandwidths(errors: readonly Float64Array[], steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, h) => {
    const square = errors.reduce((sum, row) => sum + (row[h] as number) ** 2, 0) / errors.length;
    return 0.9 * Math.sqrt(square) * errors.length ** -0.2;
  });
}
