import type { Bucket, Interval } from "@lepton/growth";
import { Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/useFormat.ts";
import { formatBucket } from "./buckets.ts";
import { useChartColors } from "./colors.ts";
import { EChart } from "./EChart.tsx";
import type { Flow } from "./flows.ts";
import { Legend } from "./Legend.tsx";
import { axisChart } from "./options/base.ts";
import { barSeries } from "./options/series.ts";

interface FlowChartProps {
  buckets: readonly Bucket[];
  flows: readonly Flow[];
  interval: Interval;
  timezone: string;
  height: number;
  label: string;
  /** Writes a value in its unit. */
  write: (value: number | null) => string;
  compact?: boolean;
  onPick?: ((bucket: Bucket, flow: Flow, label: string) => void) | undefined;
}

/** Stacked bars of gains and losses per period; running periods hatched. */
export function FlowChart({
  buckets,
  flows,
  interval,
  timezone,
  height,
  label,
  write,
  compact,
  onPick,
}: FlowChartProps) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const option = useMemo(
    () =>
      axisChart({
        colors,
        categories: buckets.map(({ start }) => formatBucket(start, interval, format.language)),
        axisName: t(`axis.${interval}`, { zone: timezone }),
        formatValue: format.compact,
        pointer: "shadow",
        compact: compact ?? false,
        series: flows.map(({ key, color, values }) =>
          barSeries({
            id: key,
            name: t(`status.${key}`),
            color,
            values,
            complete: buckets.map(({ complete }) => complete),
            stack: "flows",
            colors,
          }),
        ),
        tooltip: (index) => ({
          header: `${formatBucket(buckets[index]?.start ?? "", interval, format.language)}${buckets[index]?.complete === false ? ` · ${t("incomplete")}` : ""}`,
          rows: flows.map(({ key, color, values }) => ({
            color,
            name: t(`status.${key}`),
            value: write(values[index] ?? null),
          })),
        }),
      }),
    [buckets, flows, interval, timezone, compact, colors, format, write, t],
  );
  return (
    <Stack gap="sm">
      <EChart
        option={option}
        height={height}
        label={label}
        {...(onPick
          ? {
              onMark: ({ seriesId, dataIndex }) => {
                const [bucket, flow] = [buckets[dataIndex], flows.find(({ key }) => key === seriesId)];
                if (bucket && flow)
                  onPick(
                    bucket,
                    flow,
                    `${t(`status.${flow.key}`)} · ${formatBucket(bucket.start, interval, format.language)}`,
                  );
              },
            }
          : {})}
      />
      <Legend items={flows.map(({ key, color }) => ({ color, name: t(`status.${key}`) }))} />
    </Stack>
  );
}
