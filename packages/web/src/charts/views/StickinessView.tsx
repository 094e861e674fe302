import { Group, Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { EChart } from "../EChart.tsx";
import { Metric } from "../Metric.tsx";
import { axisChart } from "../options/base.ts";
import { barSeries, lineSeries } from "../options/series.ts";
import type { ViewProps } from "../types.ts";

/** People by the number of intervals they were active in; for L7 and L28 the ratio over time as well. */
export function StickinessView({
  result,
  question,
  timezone,
  height,
  compact,
  onPick,
}: ViewProps<"stickiness">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const interval = result.mode === "histogram" ? (question.interval ?? "day") : "day";
  const { people, total, days = [] } = result;
  const histogram = useMemo(() => {
    const color = seriesColor(colors, 0);
    return axisChart({
      colors,
      categories: people.map((_, i) => String(i + 1)),
      axisName: t(`stickiness.axis.${interval}`),
      formatValue: format.compact,
      pointer: "shadow",
      compact: compact ?? false,
      series: [
        barSeries({
          id: "people",
          name: t("people"),
          color,
          values: people,
          complete: people.map(() => true),
          colors,
        }),
      ],
      tooltip: (index) => ({
        header: t(question.cumulative ? `stickiness.atLeast.${interval}` : `stickiness.exactly.${interval}`, {
          count: index + 1,
        }),
        rows: [
          {
            color,
            name: t("people"),
            value: format.number(people[index] ?? 0),
            note: total > 0 ? format.share((people[index] ?? 0) / total) : "",
          },
        ],
      }),
    });
  }, [people, total, interval, question.cumulative, compact, colors, format, t]);
  const ratio = useMemo(() => {
    const color = seriesColor(colors, 2);
    return axisChart({
      colors,
      categories: days.map(({ start }) => formatBucket(start, "day", format.language)),
      axisName: t("axis.day", { zone: timezone }),
      formatValue: (value) => format.share(value, 0),
      min: 0,
      compact: compact ?? false,
      series: lineSeries({
        id: "ratio",
        name: t("metric.stickiness"),
        color,
        values: days.map((one) => one.ratio),
        complete: days.map(({ complete }) => complete),
      }),
      tooltip: (index) => ({
        header: formatBucket(days[index]?.start ?? "", "day", format.language),
        rows: [
          {
            color,
            name: t("metric.stickiness"),
            value: format.share(days[index]?.ratio),
            note: `${format.number(days[index]?.dau)} / ${format.number(days[index]?.active)}`,
          },
        ],
      }),
    });
  }, [days, timezone, compact, colors, format, t]);
  return (
    <Stack gap="md">
      <Group gap="xl">
        {result.ratio !== null && (
          <Metric
            label={t(result.mode === "l7" ? "metric.dauWau" : "metric.dauMau")}
            value={format.share(result.ratio)}
            hint={t("metric.dauMauHint")}
          />
        )}
        <Metric label={t("metric.activePeople")} value={format.number(total)} />
      </Group>
      <EChart
        option={histogram}
        height={height}
        label={t("label.stickiness")}
        {...(onPick
          ? {
              onPlane: (index: number) => {
                if (people[index])
                  onPick(
                    { kind: "stickiness", intervals: index + 1, bucket: null },
                    t(
                      question.cumulative
                        ? `stickiness.atLeast.${interval}`
                        : `stickiness.exactly.${interval}`,
                      { count: index + 1 },
                    ),
                  );
              },
            }
          : {})}
      />
      {days.length > 0 && !compact && (
        <EChart option={ratio} height={220} label={t("label.stickinessRatio")} />
      )}
    </Stack>
  );
}
