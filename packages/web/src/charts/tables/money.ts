import { cells, intervalIn, type Layouts } from "./cells.ts";

/** What people pay, and growth as gains and losses. */
export const money: Pick<Layouts, "revenue" | "growthAccounting"> = {
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
};
