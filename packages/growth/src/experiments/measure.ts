import { beliefs, posteriorOf } from "./bayes.ts";
import { armValue, compareMeans, compareShares, relativeDifference } from "./compare.ts";
import { cuped } from "./cuped.ts";
import type { Moments } from "./moments.ts";
import type { Comparison, ExperimentMetric, MetricResult } from "./schema.ts";
import { compareSafely } from "./sequential.ts";

/** Below this, adjusting is noise on the page: the raw figures stand alone. */
const leastReduction = 0.01;

const emptyArm: Moments = { n: 0, meanY: 0, varY: 0, meanX: 0, varX: 0, cov: 0 };

/** One metric of an experiment from its moments; the first variant is the control. */
export function measureMetric(
  metric: ExperimentMetric,
  variants: readonly string[],
  moments: ReadonlyMap<string, Moments>,
  { level, peak, exposed }: { level: number; peak: number; exposed: number },
): MetricResult {
  const isShare = metric.kind === "conversion";
  const sign = metric.goal === "increase" ? 1 : -1;
  const arms = variants.map((variant) => moments.get(variant) ?? emptyArm);
  const found = metric.preDays > 0 ? cuped(arms) : null;
  const past = found && found.reduction >= leastReduction ? found : null;
  const believed = arms.every(({ n }) => n > 1)
    ? beliefs(
        arms.map((arm) => posteriorOf(arm, isShare)),
        sign,
        level,
      )
    : null;
  const looks = (control: Moments, treatment: Moments, asShare: boolean) => ({
    fixed: asShare ? compareShares(control, treatment, level) : compareMeans(control, treatment, level),
    safe: compareSafely(control, treatment, level, peak),
  });
  const control = arms[0] ?? emptyArm;
  const comparisons = variants.slice(1).map((variant, i): Comparison => {
    const treatment = arms[i + 1] ?? emptyArm;
    const adjustedControl = past?.adjusted[0];
    const adjustedTreatment = past?.adjusted[i + 1];
    const raw = looks(control, treatment, isShare);
    const adjusted =
      adjustedControl && adjustedTreatment ? looks(adjustedControl, adjustedTreatment, false) : null;
    return {
      variant,
      raw,
      adjusted,
      relative: relativeDifference(control, treatment, level),
      correctedP: null,
      verdict: verdictOf((adjusted ?? raw).safe?.difference ?? null, sign),
    };
  });
  return {
    metric,
    arms: variants.map((variant, i) => {
      const adjusted = past?.adjusted[i];
      return {
        variant,
        n: arms[i]?.n ?? 0,
        value: armValue(arms[i] ?? emptyArm, isShare, level),
        adjusted: adjusted ? armValue(adjusted, false, level) : null,
        best: believed?.[i]?.best ?? null,
        loss: believed?.[i]?.loss ?? null,
      };
    }),
    comparisons,
    cuped: past && { theta: past.theta, reduction: past.reduction },
    waiting: Math.max(0, exposed - arms.reduce((sum, { n }) => sum + n, 0)),
  };
}

function verdictOf(
  difference: { low: number | null; high: number | null } | null,
  sign: 1 | -1,
): Comparison["verdict"] {
  if (difference?.low == null || difference.high == null) return "notEnough";
  if (difference.low > 0) return sign === 1 ? "better" : "worse";
  if (difference.high < 0) return sign === 1 ? "worse" : "better";
  return "open";
}
