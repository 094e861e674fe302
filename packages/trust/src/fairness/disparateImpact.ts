import { type Estimate, type NotEnough, notEnough, twoSidedZ } from "@lepton/core";
import { byGroup, casesOf, type Decisions, leastPeople } from "./decisions.ts";

export interface DisparateImpact {
  group: unknown;
  /** Rate of the group over that of the reference, with its interval. */
  ratio: Estimate;
  /** `unclear`: the interval reaches both sides of the threshold; more people are needed to say. */
  verdict: "passes" | "fails" | "unclear";
}

export interface DisparateImpactReport {
  /** The group the others are measured against, and its rate. */
  reference: unknown;
  rate: number;
  groups: (DisparateImpact | ({ group: unknown } & NotEnough))[];
}

export interface DisparateImpactOptions {
  /** Default the group of the highest rate among those large enough. */
  reference?: unknown;
  /** Four fifths. */
  threshold?: number;
  minimum?: number;
  level?: number;
}

/**
 * The four-fifths rule: a group whose rate of selection is below 80 % of the reference's is adversely affected.
 * Ratio r = (a/n)/(b/m) with Katz's interval exp(ln r ± z·√(1/a − 1/n + 1/b − 1/m)); counts of 0 or n get ½ more and 1
 * more trial. A rule of thumb, not a finding of law.
 * Limit: a reference chosen as the highest rate is high partly by chance.
 * Too few: the reference or a group below `minimum` people, or nobody selected in the reference.
 * Errors: TRUST_DECISIONS.
 * Sources: EEOC Uniform Guidelines, 29 CFR 1607.4(D); Katz et al. 1978, Biometrics 34:469–474.
 */
export function disparateImpact(
  decisions: Decisions,
  { reference, threshold = 0.8, minimum = leastPeople, level = 0.95 }: DisparateImpactOptions = {},
): DisparateImpactReport | NotEnough {
  const counts = [...byGroup(casesOf(decisions))].map(([group, cases]) => ({
    group,
    n: cases.length,
    selected: cases.reduce((sum, { decided }) => sum + decided, 0),
  }));
  const rate = ({ selected, n }: { selected: number; n: number }) => selected / n;
  const large = counts.filter(({ n }) => n >= minimum).sort((a, b) => rate(b) - rate(a));
  const against = reference === undefined ? large[0] : counts.find(({ group }) => group === reference);
  if (!against || against.n < minimum)
    return notEnough(against?.n ?? Math.max(...counts.map(({ n }) => n)), minimum);
  if (against.selected === 0) return notEnough(0, 1);
  const groups = counts
    .filter((own) => own !== against)
    .map((own) => {
      if (own.n < minimum) return { group: own.group, ...notEnough(own.n, minimum) };
      const ratio = katz(own, against, level);
      const [low, high] = [ratio.low as number, ratio.high as number];
      const verdict = low >= threshold ? "passes" : high < threshold ? "fails" : "unclear";
      return { group: own.group, ratio, verdict } as const;
    });
  return { reference: against.group, rate: rate(against), groups };
}

interface Count {
  selected: number;
  n: number;
}

function katz(own: Count, other: Count, level: number): Estimate {
  const isEdge = [own, other].some(({ selected, n }) => selected === 0 || selected === n);
  const add = isEdge ? 0.5 : 0;
  const [a, n, b, m] = [own.selected + add, own.n + 2 * add, other.selected + add, other.n + 2 * add];
  const middle = Math.log(a / n / (b / m));
  const half = twoSidedZ(level) * Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  const value = own.selected / own.n / (other.selected / other.n);
  return {
    value,
    low: Math.min(value, Math.exp(middle - half)),
    high: Math.max(value, Math.exp(middle + half)),
    level,
    n: own.n + other.n,
  };
}
