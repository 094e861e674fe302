import { Group, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { Delta } from "../Delta.tsx";
import { EChart } from "../EChart.tsx";
import { FlowChart } from "../FlowChart.tsx";
import { accountingFlows } from "../flows.ts";
import { Legend } from "../Legend.tsx";
import { Metric } from "../Metric.tsx";
import { axisChart } from "../options/base.ts";
import { lineSeries } from "../options/series.ts";
import type { ViewProps } from "../types.ts";

const statuses = ["new", "expansion", "contraction", "churned", "resurrected"] as const;
const curvesShown = 8;

/** Money per period by what happened to it, and what a cohort is worth over time. */
export function RevenueView(props: ViewProps<"revenue">) {
  const { result, question, timezone, height, compact, onPick } = props;
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { periods, currency, ltv, concentration } = result;
  const flows = useMemo(() => accountingFlows(periods, colors), [periods, colors]);
  const write = useMemo(() => (value: number | null) => format.money(value, currency), [format, currency]);
  const complete = periods.filter((one) => one.complete);
  const [before, last] = [complete.at(-2), complete.at(-1)];
  const interval = question.interval ?? "month";
  return (
    <Stack gap="md">
      {last && (
        <Group gap="xl" align="flex-end">
          <Group gap="xs" align="flex-end">
            <Metric
              label={t("metric.mrr", { period: formatBucket(last.start, interval, format.language) })}
              value={write(last.mrr)}
              hint={t("metric.mrrHint")}
            />
            {before && <Delta now={last.mrr} before={before.mrr} />}
          </Group>
          <Metric label={t("metric.arpu")} value={write(last.arpu)} hint={t("metric.arpuHint")} />
          {!compact && (
            <>
              <Metric label={t("metric.averageOrder")} value={write(last.averageOrder)} />
              <Metric label={t("metric.payers")} value={format.number(last.payers)} />
              <Metric
                label={t("metric.top10")}
                value={format.share(concentration.top10Share)}
                hint={t("metric.top10Hint", {
                  top1: format.share(concentration.top1Share),
                  gini: format.number(concentration.gini, 2),
                  n: format.number(concentration.payers),
                })}
              />
            </>
          )}
        </Group>
      )}
      <FlowChart
        buckets={periods}
        flows={flows}
        interval={interval}
        timezone={timezone}
        height={height}
        label={t("label.revenue")}
        write={write}
        {...(compact ? { compact } : {})}
        onPick={
          onPick &&
          ((bucket, { key }, label) => {
            const status = statuses.find((one) => one === key);
            onPick({ kind: "revenue", bucket: bucket.start, status: status ?? "paying" }, label);
          })
        }
      />
      {!compact && ltv.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>{t("ltv.title")}</Title>
          <Text size="sm" c="dimmed">
            {t("ltv.text")}
          </Text>
          <LtvCurves {...props} />
        </Stack>
      )}
    </Stack>
  );
}

function LtvCurves({ result, question, height }: ViewProps<"revenue">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { currency } = result;
  const interval = question.interval ?? "month";
  // The largest cohorts tell most; all of them stand in the table.
  const shown = useMemo(
    () =>
      result.ltv
        .filter(({ size }) => size > 0)
        .sort((a, b) => b.size - a.size)
        .slice(0, curvesShown)
        .sort((a, b) => (a.cohort.start < b.cohort.start ? -1 : 1)),
    [result],
  );
  const option = useMemo(() => {
    const length = Math.max(1, ...shown.map(({ values }) => values.length));
    const ages = Array.from({ length }, (_, i) => i);
    return axisChart({
      colors,
      categories: ages.map((age) => t(`retention.age.${interval}`, { age })),
      axisName: t("ltv.axis"),
      formatValue: (value) => format.money(value, currency),
      min: 0,
      series: shown.flatMap(({ cohort, values }, i) =>
        lineSeries({
          id: `l${i}`,
          name: cohort.start,
          color: seriesColor(colors, i),
          values,
          complete: values.map(() => true),
        }),
      ),
      tooltip: (index) => ({
        header: t(`retention.age.${interval}`, { age: index }),
        rows: shown.map(({ cohort, size, values }, i) => ({
          color: seriesColor(colors, i),
          name: formatBucket(cohort.start, interval, format.language),
          value: format.money(values[index] ?? null, currency),
          note: `n = ${format.number(size)}`,
        })),
      }),
    });
  }, [shown, interval, currency, colors, format, t]);
  return (
    <>
      <EChart option={option} height={Math.min(300, height)} label={t("label.ltv")} />
      <Legend
        items={shown.map(({ cohort, size }, i) => ({
          color: seriesColor(colors, i),
          name: formatBucket(cohort.start, interval, format.language),
          note: `n = ${format.compact(size)}`,
        }))}
      />
    </>
  );
}
