import { ask, type Question, type ResultOf } from "@lepton/growth";
import { seasonalAnomalies } from "@lepton/learn";
import type { AppContext } from "../context.ts";
import type { Alert, AlertRule } from "../contract/alert.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";

/** What one look at a metric found. */
export type Check =
  | {
      kind: "seen";
      fires: boolean;
      bucket: string;
      value: number;
      z: number | null;
      values: (number | null)[];
    }
  | { kind: "notEnough"; have: number; need: number };

type Interval = Extract<Question, { kind: "trends" }>["interval"];

/**
 * Per interval: the season in steps, complete steps needed to call something unusual (three seasons, or twelve), and how
 * far to look back.
 */
const rhythm: Record<Interval, { season: number; need: number; from: string }> = {
  hour: { season: 24, need: 72, from: "-14d" },
  day: { season: 7, need: 21, from: "-90d" },
  week: { season: 1, need: 12, from: "-60w" },
  month: { season: 12, need: 36, from: "-60m" },
  quarter: { season: 4, need: 12, from: "-10y" },
  year: { season: 1, need: 12, from: "-30y" },
};
/** Values shown beside the last one. */
const shownValues = 60;

/** Looks at the last complete bucket of the series that an alert watches. */
export async function checkAlert(
  context: Pick<AppContext, "warehouse" | "meta">,
  project: Project,
  alert: Pick<Alert, "insight" | "series" | "rule">,
  signal: AbortSignal,
): Promise<Check> {
  const { question } = await context.meta.insights.get(project.id, alert.insight);
  if (question.kind !== "trends") return { kind: "notEnough", have: 0, need: 1 };
  const { interval } = question;
  const range = { from: rhythm[interval].from, to: null };
  const { breakdown: _, compare: __, ...plain } = question;
  const { result } = await ask(questionContext(context, project, signal), { ...plain, range });
  return judge(result, alert.series, alert.rule, interval, firstOf(result, alert.series));
}

type Trends = ResultOf<"trends">;

/** Buckets before anything happened say nothing of what is usual. */
function firstOf({ series }: Trends, index: number): number {
  const first = series[index]?.values.findIndex((value) => value !== null && value !== 0) ?? -1;
  return Math.max(first, 0);
}

export function judge(
  { buckets, series }: Pick<Trends, "buckets" | "series">,
  index: number,
  rule: AlertRule,
  interval: Interval,
  first: number,
): Check {
  const values = series[index]?.values ?? [];
  const complete = buckets
    .map(({ complete: isWhole, start }, i) => ({ isWhole, start, value: values[i] ?? null }))
    .slice(first)
    .filter(({ isWhole, value }) => isWhole && value !== null);
  const need = rule.kind === "unusual" ? rhythm[interval].need : 1;
  const last = complete.at(-1);
  // Zeros of something that never happened are no data.
  const happened = values.some((value) => value !== null && value !== 0);
  if (last === undefined || !happened || complete.length < need)
    return { kind: "notEnough", have: happened ? complete.length : 0, need };
  const numbers = complete.map(({ value }) => value ?? 0);
  const value = last.value ?? 0;
  const seen = { kind: "seen", bucket: last.start, value, values: numbers.slice(-shownValues) } as const;
  if (rule.kind === "threshold")
    return { ...seen, z: null, fires: rule.op === "above" ? value > rule.value : value < rule.value };
  const { season } = rhythm[interval];
  const { z, threshold } = seasonalAnomalies({ values: numbers, seasons: season > 1 ? [season] : [] });
  const own = z.at(-1) ?? 0;
  const away = rule.direction === "any" ? Math.abs(own) : rule.direction === "up" ? own : -own;
  return { ...seen, z: own, fires: away > threshold };
}
