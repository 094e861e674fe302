import { Group, Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { useChartColors } from "../colors.ts";
import { FlowChart } from "../FlowChart.tsx";
import { accountingFlows } from "../flows.ts";
import { Metric } from "../Metric.tsx";
import type { ViewProps } from "../types.ts";

const statuses = ["new", "retained", "expansion", "contraction", "churned", "resurrected"] as const;

/** What is gained and lost per period, and the ratios of the last complete one. */
export function GrowthAccountingView(props: ViewProps<"growthAccounting">) {
  const { result, question, timezone, currency, height, compact, onPick } = props;
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const flows = useMemo(() => accountingFlows(result.periods, colors), [result, colors]);
  const isMoney = result.of === "revenue";
  const write = useMemo(
    () =>
      isMoney
        ? (value: number | null) => format.money(value, currency)
        : (value: number | null) => format.number(value),
    [isMoney, currency, format],
  );
  const last = result.periods.findLast(({ complete }) => complete);
  return (
    <Stack gap="md">
      {last && (
        <Group gap="xl">
          <Metric
            label={t("metric.quickRatio")}
            value={format.number(last.quickRatio, 2)}
            hint={t("metric.quickRatioHint")}
          />
          <Metric
            label={t("metric.grossRetention")}
            value={format.share(last.grossRetention)}
            hint={t("metric.grossRetentionHint")}
          />
          {isMoney && !compact && (
            <Metric
              label={t("metric.netRetention")}
              value={format.share(last.netRetention)}
              hint={t("metric.netRetentionHint")}
            />
          )}
          {!compact && (
            <Metric
              label={t(isMoney ? "metric.totalMoney" : "metric.totalPeople")}
              value={write(last.total)}
            />
          )}
        </Group>
      )}
      <FlowChart
        buckets={result.periods}
        flows={flows}
        interval={question.interval ?? "month"}
        timezone={timezone}
        height={height}
        label={t("label.growthAccounting")}
        write={write}
        {...(compact ? { compact } : {})}
        onPick={
          onPick &&
          ((bucket, { key }, label) => {
            const status = statuses.find((one) => one === key);
            if (status) onPick({ kind: "growthAccounting", bucket: bucket.start, status }, label);
          })
        }
      />
    </Stack>
  );
}
