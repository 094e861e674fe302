import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { useChartColors } from "../colors.ts";
import { FlowChart } from "../FlowChart.tsx";
import { lifecycleFlows } from "../flows.ts";
import type { ViewProps } from "../types.ts";

const statuses = ["new", "returning", "resurrecting", "dormant"] as const;

/** New, returning and resurrected people above the line, those gone quiet below it. */
export function LifecycleView({
  result,
  question,
  timezone,
  height,
  compact,
  onPick,
}: ViewProps<"lifecycle">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const flows = useMemo(() => lifecycleFlows(result, colors), [result, colors]);
  return (
    <FlowChart
      buckets={result.buckets}
      flows={flows}
      interval={question.interval ?? "week"}
      timezone={timezone}
      height={height}
      label={t("label.lifecycle")}
      write={format.number}
      {...(compact ? { compact } : {})}
      onPick={
        onPick &&
        ((bucket, { key }, label) => {
          const status = statuses.find((one) => one === key);
          if (status) onPick({ kind: "lifecycle", bucket: bucket.start, status }, label);
        })
      }
    />
  );
}
