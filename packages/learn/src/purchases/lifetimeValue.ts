import { LeptonError } from "@lepton/core";
import type { FittedBgNbd } from "./bgNbd.ts";
import type { FittedGammaGamma } from "./gammaGamma.ts";
import { type PurchaseSummary, unitMs } from "./summary.ts";

export interface LifetimeValueOptions {
  /** Units of time ahead that count, whole. */
  periods: number;
  /** By which money a year later is worth less: 0.1 is 10 % a year. Default 0.1. */
  discountPerYear?: number;
  /** Share of the value that is earned. Default 1. */
  margin?: number;
}

/**
 * Value still to come of each person: Σ_{i=1…n} (E[Y(i)] − E[Y(i−1)]) · E[value] · margin · (1 + d)^−(i−½)/year, what a
 * unit of time brings being paid in its middle. In the unit of the values. [persons]
 * Source: Fader, Hardie & Lee 2005, J. Marketing Research 42:415–430. Errors: LEARN_OPTION; those of the models.
 */
export function lifetimeValue(
  { purchases, value }: { purchases: FittedBgNbd; value: FittedGammaGamma },
  x: PurchaseSummary,
  { periods, discountPerYear = 0.1, margin = 1 }: LifetimeValueOptions,
): Float64Array {
  if (!(Number.isInteger(periods) && periods >= 1 && discountPerYear > -1 && Number.isFinite(margin)))
    throw new LeptonError("LEARN_OPTION", {
      problem: "Periods must be a whole number of at least 1, and the discount above −1.",
      received: `periods ${periods}, discountPerYear ${discountPerYear}, margin ${margin}`,
      next: "Give for example { periods: 52, discountPerYear: 0.1 }.",
    });
  const perYear = (365.25 * unitMs.day) / unitMs[x.unit];
  const sums = new Float64Array(x.persons.length);
  let before = new Float64Array(x.persons.length);
  for (let i = 1; i <= periods; i++) {
    const until = purchases.expectedPurchases(x, i);
    const worth = (1 + discountPerYear) ** (-(i - 0.5) / perYear);
    for (let person = 0; person < sums.length; person++)
      sums[person] =
        (sums[person] as number) + worth * ((until[person] as number) - (before[person] as number));
    before = Float64Array.from(until);
  }
  return value.expectedValue(x).map((each, i) => margin * each * (sums[i] as number));
}
