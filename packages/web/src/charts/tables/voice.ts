import { cells, intervalIn, type Layouts, text } from "./cells.ts";

/** What people say, and what the market does. */
export const voice: Pick<Layouts, "survey" | "pmfScore" | "pmfSegments" | "marketShare" | "pmfReport"> = {
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
