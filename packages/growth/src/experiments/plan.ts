import { z } from "zod";
import type { QuestionContext } from "../context.ts";
import { filterGroup } from "../schema/filter.ts";
import { Inquiry } from "../sql/run.ts";
import { validate } from "../validate.ts";
import { arrivals, dayMs, type Entry, exposureEvent, metricMoments } from "./people.ts";
import { detectable, peopleNeeded } from "./power.ts";
import { experimentMetric, experimentVariants } from "./schema.ts";
import { fewestPeople } from "./sequential.ts";

export const experimentPlanInput = z.strictObject({
  variants: experimentVariants,
  metric: experimentMetric,
  who: filterGroup.nullable().default(null),
  /** The event at which people will meet the experiment; null: any. */
  entry: z.string().min(1).max(200).nullable().default(null),
  /** Smallest change worth finding, as a share of today's value. */
  effect: z.number().min(0.001).max(5).default(0.1),
  level: z.number().min(0.8).max(0.999).default(0.95),
  power: z.number().min(0.5).max(0.99).default(0.8),
});
const look = z.object({
  /** Smallest difference found, in the metric's unit and as a share of today's value. */
  absolute: z.number(),
  relative: z.number().nullable(),
});
export const experimentPlan = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("plan"),
    /** From the project's own history, people who entered in `historyDays` and whose window has ended. */
    baseline: z.object({ value: z.number(), variance: z.number(), n: z.number() }),
    /** Share of the variance that the past explains (CUPED), 0 without one. */
    reduction: z.number(),
    historyDays: z.number(),
    newcomersPerDay: z.number(),
    /** For `effect`; with intervals that may be read daily, and for one look at the end. Null: never at this rate. */
    needed: z.object({
      people: z.number(),
      days: z.number().nullable(),
      peopleOneLook: z.number(),
      daysOneLook: z.number().nullable(),
    }),
    /** What is found after so many days, the metric's window included. */
    days: z.array(z.object({ days: z.number(), people: z.number(), safe: look, oneLook: look })),
  }),
  z.object({ kind: z.literal("notEnough"), have: z.number(), need: z.number() }),
]);
export type ExperimentPlan = z.infer<typeof experimentPlan>;
export type ExperimentPlanInput = z.input<typeof experimentPlanInput>;

/** Days of history that stand for the days to come. */
const historyDays = 28;
const fewest = 50;
const longestDays = 365;

/**
 * What an experiment of this shape can find, from what happened in the project's last `historyDays` before the metric's
 * window: as if everybody who entered then had been in it. Days to come bring newcomers as those did; after them, as
 * their last week.
 */
export async function planExperiment(
  context: QuestionContext,
  input: ExperimentPlanInput,
): Promise<ExperimentPlan> {
  const {
    variants,
    metric,
    who,
    entry: event,
    effect,
    level,
    power,
  } = validate(experimentPlanInput, input, "plan");
  const inquiry = await Inquiry.open(context, [metric, who]);
  const endMs = context.now.getTime();
  const toMs = endMs - metric.windowDays * dayMs;
  const entry: Entry = {
    span: { fromMs: toMs - historyDays * dayMs, toMs },
    selector:
      event === null
        ? {
            event: null,
            filter: {
              type: "group",
              op: "and",
              filters: [
                { type: "property", on: "builtin", key: "event", operator: "is_not", value: exposureEvent },
              ],
            },
          }
        : { event },
    ...(who ? { filter: who } : {}),
    variant: () => "'all'",
  };
  const moments = (await metricMoments(inquiry, entry, metric, endMs)).get("all");
  if (!moments || moments.n < fewest) return { kind: "notEnough", have: moments?.n ?? 0, need: fewest };
  const reduction =
    metric.preDays > 0 && moments.varX > 0 && moments.varY > 0
      ? Math.min(1, moments.cov ** 2 / (moments.varX * moments.varY))
      : 0;
  const byDay = await arrivals(inquiry, entry);
  const people = peopleAfter(byDay);
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const shares = variants.map(({ weight }) => weight / total);
  const options = {
    variance: moments.varY * (1 - reduction),
    shares: [shares[0] ?? 0.5, Math.min(...shares.slice(1))] as const,
    level,
    power,
  };
  const wanted = Math.abs(moments.meanY) * effect;
  // Nothing is said of a variant with fewer people than `fewestPeople`.
  const needed = Math.max(peopleNeeded(wanted, { ...options, peak: 1 }), fewestPeople / Math.min(...shares));
  const neededOnce = peopleNeeded(wanted, options);
  const found = (n: number, peak?: number) => {
    const absolute = detectable(n, peak === undefined ? options : { ...options, peak });
    return { absolute, relative: moments.meanY === 0 ? null : absolute / Math.abs(moments.meanY) };
  };
  return {
    kind: "plan",
    baseline: { value: moments.meanY, variance: moments.varY, n: moments.n },
    reduction,
    historyDays,
    newcomersPerDay: people(historyDays) / historyDays,
    needed: {
      people: finite(needed),
      days: daysFor(needed, people, metric.windowDays),
      peopleOneLook: finite(neededOnce),
      daysOneLook: daysFor(neededOnce, people, metric.windowDays),
    },
    days: [7, 14, 21, 28, 42, 56, 84]
      .map((days) => ({ days: days + metric.windowDays, n: people(days) }))
      .filter(({ n }) => n >= 2)
      .map(({ days, n }) => ({ days, people: Math.round(n), safe: found(n, n), oneLook: found(n) })),
  };
}

const finite = (n: number) => (Number.isFinite(n) ? n : Number.MAX_SAFE_INTEGER);

/** People who entered within so many days: as counted, then at the rate of the last week. */
function peopleAfter(byDay: ReadonlyMap<number, number>): (days: number) => number {
  const upTo = [0];
  for (let day = 0; day < historyDays; day++) upTo.push((upTo[day] ?? 0) + (byDay.get(day) ?? 0));
  const all = upTo[historyDays] ?? 0;
  const rate = (all - (upTo[historyDays - 7] ?? 0)) / 7;
  return (days) => (days <= historyDays ? (upTo[Math.floor(days)] ?? 0) : all + rate * (days - historyDays));
}

/** Days until so many people have entered and their window has ended; null beyond a year. */
function daysFor(needed: number, people: (days: number) => number, windowDays: number): number | null {
  for (let days = 1; days <= longestDays; days++) if (people(days) >= needed) return days + windowDays;
  return null;
}
