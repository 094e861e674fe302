import type { Interval, PeoplePoint, QuestionInput, QuestionResult, ResultOf } from "@lepton/growth";
import { formatBucket } from "./buckets.ts";
import type { Cell } from "./csv.ts";
import { seriesName } from "./trends.ts";

/** One cell: its raw value for files, its words for people, and who stands behind it. */
export interface TableCell {
  value: Cell;
  shown: string;
  point?: PeoplePoint;
  isOpen?: boolean;
}
export interface ResultTable {
  key: string;
  title: string;
  columns: string[];
  rows: TableCell[][];
}

/** How a language writes: the part of `useFormat` and `t` that tables need. */
export interface Writer {
  t: (key: string, values?: Record<string, unknown>) => string;
  language: string;
  number: (value: number | null | undefined, digits?: number) => string;
  share: (value: number | null | undefined) => string;
  money: (value: number | null | undefined, currency: string) => string;
  duration: (seconds: number | null | undefined) => string;
}
interface Given<K extends QuestionResult["kind"]> {
  result: ResultOf<K>;
  question: QuestionInput;
  write: Writer;
  currency: string;
}

const text = (value: string): TableCell => ({ value, shown: value });
function cells({ write, currency }: Pick<Given<"trends">, "write" | "currency">) {
  const cell =
    (shown: (value: number | null) => string) => (value: number | null | undefined, point?: PeoplePoint) => ({
      value: value ?? null,
      shown: shown(value ?? null),
      ...(point && value ? { point } : {}),
    });
  return {
    number: cell((value) => write.number(value, 2)),
    share: cell(write.share),
    money: cell((value) => write.money(value, currency)),
    duration: cell(write.duration),
    bucket: ({ start, complete }: { start: string; complete?: boolean }, interval: Interval): TableCell => ({
      value: start,
      shown: formatBucket(start, interval, write.language),
      ...(complete === false ? { isOpen: true } : {}),
    }),
  };
}
const intervalIn = (question: QuestionInput, fallback: Interval): Interval =>
  ("interval" in question ? question.interval : undefined) ?? fallback;

type Layouts = { [K in QuestionResult["kind"]]: (given: Given<K>) => Omit<ResultTable, "title">[] };

const layouts: Layouts = {
  trends: ({ result, question, write, currency }) => {
    const { number, bucket } = cells({ write, currency });
    const interval = intervalIn(question, "day");
    const names = result.series.map((one) => seriesName(one, write.t("other")));
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
  revenue: ({ result, question, write }) => {
    const { number, share, money, bucket } = cells({ write, currency: result.currency });
    const interval = intervalIn(question, "month");
    const amounts = ["revenue", "mrr", "new", "expansion", "contraction", "churned", "resurrected"] as const;
    const length = Math.max(0, ...result.ltv.map(({ values }) => values.length));
    return [
      {
        key: "periods",
        columns: ["bucket", ...amounts, "payers", "orders", "arpu", "averageOrder"].map((name) =>
          write.t(`column.${name}`),
        ),
        rows: result.periods.map((one) => [
          bucket(one, interval),
          ...amounts.map((name) => money(one[name])),
          number(one.payers, { kind: "revenue", bucket: one.start, status: "paying" }),
          number(one.orders),
          money(one.arpu),
          money(one.averageOrder),
        ]),
      },
      {
        key: "ltv",
        columns: [
          write.t("column.cohort"),
          write.t("column.payers"),
          ...Array.from({ length }, (_, age) => write.t(`retention.age.${interval}`, { age })),
        ],
        rows: result.ltv.map(({ cohort, size, values }) => [
          bucket(cohort, interval),
          number(size),
          ...Array.from({ length }, (_, i) => money(values[i])),
        ]),
      },
      {
        key: "concentration",
        columns: ["top1", "top10", "gini", "payers"].map((name) => write.t(`column.${name}`)),
        rows: [
          [
            share(result.concentration.top1Share),
            share(result.concentration.top10Share),
            number(result.concentration.gini),
            number(result.concentration.payers),
          ],
        ],
      },
    ];
  },
  growthAccounting: ({ result, question, write, currency }) => {
    const { number, share, money, bucket } = cells({ write, currency });
    const isMoney = result.of === "revenue";
    const amount = isMoney ? money : number;
    const flows = [
      "new",
      "retained",
      "resurrected",
      ...(isMoney ? (["expansion", "contraction"] as const) : []),
      "churned",
    ] as const;
    return [
      {
        key: "periods",
        columns: [
          ...["bucket", "total", ...flows, "quickRatio", "grossRetention"].map((name) =>
            write.t(`column.${name}`),
          ),
          ...(isMoney ? [write.t("column.netRetention"), write.t("column.netChurn")] : []),
        ],
        rows: result.periods.map((one) => [
          bucket(one, intervalIn(question, "month")),
          amount(one.total),
          ...flows.map((status) =>
            amount(one[status], { kind: "growthAccounting", bucket: one.start, status }),
          ),
          number(one.quickRatio),
          share(one.grossRetention),
          ...(isMoney ? [share(one.netRetention), share(one.netChurn)] : []),
        ]),
      },
    ];
  },
  survey: ({ result, question, write, currency }) => {
    const { number, share, bucket } = cells({ write, currency });
    const score = result.survey === "csat" ? share : number;
    return [
      {
        key: "trend",
        columns: ["bucket", "score", "low", "high", "n"].map((name) => write.t(`column.${name}`)),
        rows: result.trend.map((one) => [
          bucket(one, intervalIn(question, "month")),
          score(one.score.value),
          score(one.score.low),
          score(one.score.high),
          number(one.score.n),
        ]),
      },
      {
        key: "answers",
        columns: ["answer", "people"].map((name) => write.t(`column.${name}`)),
        rows: result.distribution.map(({ answer, count }) => [
          text(answer),
          number(count, { kind: "survey", answer, bucket: null, breakdown: null }),
        ]),
      },
      {
        key: "comments",
        columns: ["at", "answer", "comment", "person"].map((name) => write.t(`column.${name}`)),
        rows: result.comments.map((one) => [
          text(one.at),
          text(one.answer),
          text(one.text),
          text(one.personId),
        ]),
      },
    ];
  },
  pmfScore: ({ result, question, write, currency }) => {
    const { number, share, bucket } = cells({ write, currency });
    const counts = ["very", "somewhat", "not"] as const;
    return [
      {
        key: "trend",
        columns: [
          write.t("column.bucket"),
          ...counts.map((one) => write.t(`ellis.${one}`)),
          ...["score", "low", "high", "n"].map((name) => write.t(`column.${name}`)),
        ],
        rows: result.trend.map((one) => [
          bucket(one, intervalIn(question, "month")),
          ...counts.map((answer) =>
            number(one[answer], { kind: "pmfScore", answer, bucket: one.start, breakdown: null }),
          ),
          share(one.score.value),
          share(one.score.low),
          share(one.score.high),
          number(one.score.n),
        ]),
      },
      {
        key: "answers",
        columns: ["answer", "people"].map((name) => write.t(`column.${name}`)),
        rows: [...counts, "na" as const, "unqualified" as const].map((answer) => [
          text(write.t(`ellis.${answer}`)),
          number(result.answers[answer], { kind: "pmfScore", answer, bucket: null, breakdown: null }),
        ]),
      },
    ];
  },
  pmfSegments: ({ result, write, currency }) => {
    const { number, share } = cells({ write, currency });
    const counts = ["very", "somewhat", "not"] as const;
    const themes = (key: "benefits" | "blockers") => ({
      key,
      columns: [write.t("column.theme"), write.t("column.people")],
      rows: result[key].map(({ theme, count }) => [text(theme), number(count)]),
    });
    return [
      {
        key: "personas",
        columns: [
          write.t("column.persona"),
          ...counts.map((one) => write.t(`ellis.${one}`)),
          ...["score", "low", "high", "n"].map((name) => write.t(`column.${name}`)),
        ],
        rows: result.personas.map(({ persona, score, ...of }) => [
          text(persona),
          ...counts.map((answer) => number(of[answer], { kind: "pmfSegments", persona, answer })),
          share(score.value),
          share(score.low),
          share(score.high),
          number(score.n),
        ]),
      },
      themes("benefits"),
      themes("blockers"),
    ];
  },
  marketShare: ({ result, write, currency }) => {
    const { number, share } = cells({ write, currency });
    return [
      {
        key: "periods",
        columns: [
          "segment",
          "period",
          "own",
          "market",
          "share",
          "low",
          "high",
          "relativeShare",
          "rival",
          "shareOfGrowth",
          "sources",
        ].map((name) => write.t(`column.${name}`)),
        rows: result.segments.flatMap(({ segment, periods }) =>
          periods.map((one) => [
            text(segment),
            text(one.period),
            number(one.own),
            number(one.market),
            share(one.share),
            share(one.low),
            share(one.high),
            number(one.relativeShare),
            text(one.largestRival ?? "–"),
            share(one.shareOfGrowth),
            text(one.sources.map(({ player, source, asOf }) => `${player}: ${source} (${asOf})`).join("; ")),
          ]),
        ),
      },
    ];
  },
  pmfReport: ({ result, write, currency }) => {
    const { number } = cells({ write, currency });
    return [
      {
        key: "measures",
        columns: ["measure", "score", "low", "high", "n"].map((name) => write.t(`column.${name}`)),
        rows: result.measures.map(({ id, value }) => [
          text(id),
          number(value.value),
          number(value.low),
          number(value.high),
          number(value.n),
        ]),
      },
    ];
  },
};

/** The funnel's trend names its width in the start: hours carry a time. */
const trendWidth = (start: string): Interval => (start.length > 10 ? "hour" : "day");

/** The tables under a chart, main one first; empty ones are left out. */
export function tablesOf(
  result: QuestionResult,
  question: QuestionInput,
  write: Writer,
  currency: string,
): ResultTable[] {
  // The kind picks its own layout; TypeScript cannot follow that link through a union.
  const layout = layouts[result.kind] as (
    given: Given<QuestionResult["kind"]>,
  ) => Omit<ResultTable, "title">[];
  return layout({ result, question, write, currency } as Given<QuestionResult["kind"]>)
    .filter(({ rows }) => rows.length > 0)
    .map((one) => ({ ...one, title: write.t(`table.${one.key}`) }));
}
