import type { Interval } from "@lepton/growth";
import { seriesNames } from "../trends.ts";
import { cells, intervalIn, type Layouts, type TableCell, text } from "./cells.ts";

/** The funnel's trend names its width in the start: hours carry a time. */
const trendWidth = (start: string): Interval => (start.length > 10 ? "hour" : "day");

/** What people do: trends, funnel, retention, lifecycle, stickiness, paths. */
export const behaviour: Pick<
  Layouts,
  "trends" | "funnel" | "retention" | "lifecycle" | "stickiness" | "paths"
> = {
  trends: ({ result, question, write, currency }) => {
    const { number, bucket } = cells({ write, currency });
    const interval = intervalIn(question, "day");
    const names = seriesNames(result.series, write.t("other"));
    return [
      {
        key: "buckets",
        columns: [
          write.t("column.bucket"),
          ...names,
          ...result.series.flatMap(({ previous }, i) =>
            previous ? [write.t("column.before", { name: names[i] })] : [],
          ),
        ],
        rows: result.buckets.map((one, i) => [
          bucket(one, interval),
          ...result.series.map(({ values, index, breakdown }) =>
            number(
              values[i],
              index < 0 ? undefined : { kind: "trends", series: index, bucket: one.start, breakdown },
            ),
          ),
          ...result.series.flatMap(({ previous }) => (previous ? [number(previous[i])] : [])),
        ]),
      },
      {
        key: "totals",
        columns: [write.t("column.series"), write.t("column.total")],
        rows: result.series.map(({ total }, i) => [text(names[i] ?? ""), number(total)]),
      },
    ];
  },
  funnel: ({ result, write, currency }) => {
    const { number, share, duration, bucket } = cells({ write, currency });
    const groups = [{ value: null as string | null, steps: result.steps }, ...result.breakdown];
    const withBreakdown = result.breakdown.length > 0;
    const names = ["step", "people", "ofPrevious", "ofFirst", "low", "high", "median", "mean", "dropped"];
    return [
      {
        key: "steps",
        columns: [...(withBreakdown ? ["breakdown"] : []), ...names].map((name) => write.t(`column.${name}`)),
        rows: groups.flatMap(({ value, steps }) =>
          steps.map((step, i): TableCell[] => [
            ...(withBreakdown ? [text(value ?? write.t("everybody"))] : []),
            text(`${i + 1}. ${step.label}`),
            number(step.count, {
              kind: "funnel",
              step: i,
              outcome: "converted",
              breakdown: value,
              bucket: null,
            }),
            share(step.ofPrevious),
            share(step.ofFirst),
            share(step.interval.low),
            share(step.interval.high),
            duration(step.medianSeconds),
            duration(step.meanSeconds),
            number(
              i === 0 ? null : Math.max(0, (steps[i - 1]?.count ?? 0) - step.count),
              i === 0
                ? undefined
                : { kind: "funnel", step: i, outcome: "dropped", breakdown: value, bucket: null },
            ),
          ]),
        ),
      },
      ...(result.trend
        ? [
            {
              key: "trend",
              columns: ["bucket", "entered", "converted", "rate"].map((name) => write.t(`column.${name}`)),
              rows: result.trend.map((one) => [
                bucket(one, trendWidth(one.start)),
                number(one.entered),
                number(one.converted),
                share(one.rate),
              ]),
            },
          ]
        : []),
    ];
  },
  retention: ({ result, question, write, currency }) => {
    const { number, share, bucket } = cells({ write, currency });
    const interval = intervalIn(question, "week");
    const ages = Array.from({ length: result.periods + 1 }, (_, i) => i);
    const withBreakdown = result.rows.some(({ breakdown }) => breakdown !== null);
    return [
      {
        key: "cohorts",
        columns: [
          write.t("column.cohort"),
          ...(withBreakdown ? [write.t("column.breakdown")] : []),
          write.t("column.people"),
          ...ages.map((age) => write.t(`retention.age.${interval}`, { age })),
        ],
        rows: result.rows.map(({ cohort, breakdown, size, counts }) => [
          bucket(cohort, interval),
          ...(withBreakdown ? [text(breakdown ?? "")] : []),
          number(size),
          ...ages.map((age) =>
            number(counts[age], {
              kind: "retention",
              cohort: cohort.start,
              period: age,
              outcome: "retained",
              breakdown,
            }),
          ),
        ]),
      },
      {
        key: "average",
        columns: ["breakdown", "age", "rate", "low", "high", "n"].map((name) => write.t(`column.${name}`)),
        rows: result.average.flatMap(({ breakdown, rates }) =>
          rates.map((rate, age) => [
            text(breakdown ?? write.t("everybody")),
            text(write.t(`retention.age.${interval}`, { age })),
            share(rate.value),
            share(rate.low),
            share(rate.high),
            number(rate.n),
          ]),
        ),
      },
    ];
  },
  lifecycle: ({ result, question, write, currency }) => {
    const { number, bucket } = cells({ write, currency });
    const statuses = ["new", "returning", "resurrecting", "dormant"] as const;
    return [
      {
        key: "buckets",
        columns: [write.t("column.bucket"), ...statuses.map((status) => write.t(`status.${status}`))],
        rows: result.buckets.map((one, i) => [
          bucket(one, intervalIn(question, "week")),
          ...statuses.map((status) =>
            number(result[status][i], { kind: "lifecycle", bucket: one.start, status }),
          ),
        ]),
      },
    ];
  },
  stickiness: ({ result, write, currency }) => {
    const { number, share, bucket } = cells({ write, currency });
    return [
      {
        key: "people",
        columns: ["activeIntervals", "people", "shareOfPeople"].map((name) => write.t(`column.${name}`)),
        rows: result.people.map((count, i) => [
          number(i + 1),
          number(count, { kind: "stickiness", intervals: i + 1, bucket: null }),
          share(result.total > 0 ? count / result.total : null),
        ]),
      },
      ...(result.days
        ? [
            {
              key: "days",
              columns: ["bucket", "dau", "active", "meanDays", "rate"].map((name) =>
                write.t(`column.${name}`),
              ),
              rows: result.days.map((one) => [
                bucket(one, "day"),
                number(one.dau),
                number(one.active),
                number(one.mean),
                share(one.ratio),
              ]),
            },
          ]
        : []),
    ];
  },
  paths: ({ result, write, currency }) => {
    const { number } = cells({ write, currency });
    return [
      {
        key: "paths",
        columns: [write.t("column.path"), write.t("column.people")],
        rows: result.top.map(({ path, people }) => [text(path.join(" → ")), number(people)]),
      },
      {
        key: "edges",
        columns: ["step", "from", "to", "people"].map((name) => write.t(`column.${name}`)),
        rows: result.edges.map(({ step, from, to, people }) => [
          number(step + 1),
          text(from),
          text(to),
          number(people, { kind: "paths", step, from, to }),
        ]),
      },
    ];
  },
};
