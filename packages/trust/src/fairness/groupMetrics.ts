import { type Estimate, type NotEnough, notEnough, wilson } from "@lepton/core";
import { byGroup, type Case, casesOf, type Decisions, leastPeople } from "./decisions.ts";

export interface GroupMetrics {
  group: unknown;
  n: number;
  /** P(decided = 1). */
  selectionRate: Estimate | NotEnough;
  /** P(decided = 1 | truth = 1): of those who deserve it, how many get it. Null without truth. */
  truePositiveRate: Estimate | NotEnough | null;
  /** P(decided = 1 | truth = 0). Null without truth. */
  falsePositiveRate: Estimate | NotEnough | null;
  /** Is a score of 0.7 right seven times in ten? Null without truth and scores. */
  calibration: CalibrationBin[] | null;
}

export interface CalibrationBin {
  low: number;
  high: number;
  /** Mean score in the bin. */
  score: number;
  /** Share of truth = 1 in the bin. */
  observed: Estimate | NotEnough;
}

export interface GroupMetricsOptions {
  /** Below it the answer is `notEnough`. Default 30. */
  minimum?: number;
  /** Equal bins of the score. Default 5. */
  bins?: number;
  level?: number;
}

/**
 * Rates of every group with Wilson intervals, largest group first. Unit: fractions in [0, 1]. A rate from too few
 * people is no rate: `notEnough` with how many there are.
 * Errors: TRUST_DECISIONS.
 * Sources: Hardt, Price & Srebro 2016, arXiv:1610.02413 (rates); Kleinberg et al. 2016, arXiv:1609.05807 (calibration).
 */
export function groupMetrics(
  decisions: Decisions,
  { minimum = leastPeople, bins = 5, level = 0.95 }: GroupMetricsOptions = {},
): GroupMetrics[] {
  const share = (cases: readonly Case[], of: (one: Case) => number): Estimate | NotEnough =>
    cases.length < minimum
      ? notEnough(cases.length, minimum)
      : wilson(
          cases.reduce((sum, one) => sum + of(one), 0),
          cases.length,
          level,
        );
  const calibration = (cases: readonly Case[]): CalibrationBin[] =>
    Array.from({ length: bins }, (_, b) => {
      const inside = cases.filter(
        ({ score }) => Math.min(bins - 1, Math.floor((score as number) * bins)) === b,
      );
      const score = inside.reduce((sum, one) => sum + (one.score as number), 0) / inside.length;
      return {
        low: b / bins,
        high: (b + 1) / bins,
        score,
        observed: share(inside, ({ truth }) => truth as number),
      };
    }).filter(({ score }) => !Number.isNaN(score));
  const decided = (one: Case) => one.decided;
  return [...byGroup(casesOf(decisions))]
    .map(([group, cases]) => ({
      group,
      n: cases.length,
      selectionRate: share(cases, decided),
      truePositiveRate: decisions.truth
        ? share(
            cases.filter(({ truth }) => truth === 1),
            decided,
          )
        : null,
      falsePositiveRate: decisions.truth
        ? share(
            cases.filter(({ truth }) => truth === 0),
            decided,
          )
        : null,
      calibration: decisions.truth && decisions.scores ? calibration(cases) : null,
    }))
    .sort((a, b) => b.n - a.n);
}
