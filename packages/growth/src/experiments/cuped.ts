import type { Moments } from "./moments.ts";

export interface Cuped {
  /** Slope of the metric on its own past. */
  theta: number;
  /** 1 − ρ²: share of the variance that is gone, fraction in [0, 1]. */
  reduction: number;
  /** Moments of y − θ(x − x̄), variant by variant, in the order given; x̄ over all. */
  adjusted: Moments[];
}

/**
 * Takes out of the metric what its own past explains: y′ = y − θ(x − x̄), θ = Σ cov(x, y)/Σ var(x) pooled within variants.
 * The mean difference stays unbiased, as the past cannot know the variant. Null where the past says nothing (everybody
 * had the same). Source: Deng, Xu, Kohavi & Walker 2013, WSDM, doi:10.1145/2433396.2433413.
 */
export function cuped(arms: readonly Moments[]): Cuped | null {
  const pooled = (of: (arm: Moments) => number) =>
    arms.reduce((sum, arm) => sum + Math.max(0, arm.n - 1) * of(arm), 0);
  const [xx, xy, yy] = [pooled((a) => a.varX), pooled((a) => a.cov), pooled((a) => a.varY)];
  if (!(xx > 0) || !(yy > 0)) return null;
  const theta = xy / xx;
  const total = arms.reduce((sum, { n }) => sum + n, 0);
  const centre = arms.reduce((sum, { n, meanX }) => sum + n * meanX, 0) / total;
  const adjusted = arms.map((arm) => ({
    ...arm,
    meanY: arm.meanY - theta * (arm.meanX - centre),
    // Rounding must not make it negative where x explains everything.
    varY: Math.max(0, arm.varY - 2 * theta * arm.cov + theta ** 2 * arm.varX),
  }));
  return { theta, reduction: Math.min(1, xy ** 2 / (xx * yy)), adjusted };
}
