import { bootstrap, type Estimate, LeptonError, type NotEnough, notEnough } from "@lepton/core";
import { byGroup, type Case, casesOf, type Decisions, leastPeople, selection } from "./decisions.ts";

export interface Disparity {
  kind: "disparity";
  /** Largest less smallest rate over the groups; 0 is equal. */
  difference: Estimate;
  /** Smallest over largest rate; 1 is equal. */
  ratio: Estimate;
  /** Groups too small to be among them. */
  left: { group: unknown; n: number }[];
}

export interface DisparityOptions {
  /** Groups (or, for equalised odds, their deserving and undeserving people) below it are left out. Default 30. */
  minimum?: number;
  resamples?: number;
  seed?: number;
  level?: number;
}

/**
 * Demographic parity: are rates of selection alike? difference max − min, ratio min/max of P(decided | group).
 * Interval: percentile bootstrap over people. Limit: a largest less a smallest is never negative, so equal groups
 * show a small difference by chance, and the lower bound seldom reaches 0.
 * Too few: fewer than two groups of `minimum` people. Errors: TRUST_DECISIONS.
 * Source: Dwork et al. 2012, arXiv:1104.3913; formulas as fairlearn's demographic_parity_difference and _ratio.
 */
export function demographicParity(
  decisions: Decisions,
  options: DisparityOptions = {},
): Disparity | NotEnough {
  return compare(casesOf(decisions), [undefined], options);
}

/**
 * Equalised odds: are the rates alike among the deserving and among the undeserving? The worse of the differences of
 * true and false positive rates, and the smaller of their ratios.
 * Interval, limit: as `demographicParity`. Errors: TRUST_DECISIONS without truth.
 * Source: Hardt, Price & Srebro 2016, arXiv:1610.02413; formulas as fairlearn's equalized_odds_difference and _ratio.
 */
export function equalisedOdds(decisions: Decisions, options: DisparityOptions = {}): Disparity | NotEnough {
  if (!decisions.truth)
    throw new LeptonError("TRUST_DECISIONS", {
      problem: "Equalised odds compare decisions with what was right.",
      received: "no truth",
      next: "Pass truth, or use demographicParity.",
      field: "truth",
    });
  return compare(casesOf(decisions), [1, 0], options);
}

function compare(
  cases: readonly Case[],
  truths: readonly (number | undefined)[],
  { minimum = leastPeople, resamples = 1000, seed = 7, level = 0.95 }: DisparityOptions,
): Disparity | NotEnough {
  const sizes = [...byGroup(cases)].map(([group, own]) => ({
    group,
    n: Math.min(
      ...truths.map((truth) => own.filter((one) => truth === undefined || one.truth === truth).length),
    ),
  }));
  const left = sizes.filter(({ n }) => n < minimum);
  if (sizes.length - left.length < 2) {
    const second = sizes.map(({ n }) => n).sort((a, b) => b - a)[1] ?? 0;
    return notEnough(second, minimum);
  }
  const small = new Set(left.map(({ group }) => group));
  const kept = cases.filter(({ group }) => !small.has(group));
  const options = { resamples, seed, level, method: "percentile" as const };
  const over = (statistic: (low: number, high: number) => number | null, worse: typeof Math.max) =>
    bootstrap(
      kept,
      (sample) => {
        const groups = [...byGroup(sample).values()];
        const each = truths.map((truth) => {
          const rates = groups.map((own) => selection(own, truth)).filter((rate) => rate !== null);
          return statistic(Math.min(...rates), Math.max(...rates));
        });
        const known = each.filter((value) => value !== null);
        return known.length === 0 ? null : worse(...known);
      },
      options,
    );
  return {
    kind: "disparity",
    difference: over((low, high) => high - low, Math.max),
    // Nobody selected anywhere: no ratio.
    ratio: over((low, high) => (high === 0 ? null : low / high), Math.min),
    left,
  };
}
