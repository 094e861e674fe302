import type { ResultOf } from "@lepton/growth";
import { Group, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket, intervalOf } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { EChart } from "../EChart.tsx";
import { Metric } from "../Metric.tsx";
import { axisChart } from "../options/base.ts";
import { bandSeries, lineSeries } from "../options/series.ts";
import type { ViewProps } from "../types.ts";

type Segment = ResultOf<"marketShare">["segments"][number];

/** Own sales against the market, with the range that the sources leave open. */
export function MarketShareView({ result, height, compact }: ViewProps<"marketShare">) {
  return (
    <Stack gap="xl">
      {result.segments.map((segment) => (
        <OneSegment key={segment.segment} segment={segment} height={height} compact={compact ?? false} />
      ))}
    </Stack>
  );
}

function OneSegment({ segment, height, compact }: { segment: Segment; height: number; compact: boolean }) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { periods, notes } = segment;
  const last = periods.findLast(({ share }) => share !== null);
  const interval = intervalOf(periods.map(({ period }) => ({ start: period, complete: true })));
  const name = segment.segment || t("market.whole");
  const option = useMemo(() => {
    const color = seriesColor(colors, 0);
    const values = periods.map(({ share }) => share);
    return axisChart({
      colors,
      categories: periods.map(({ period }) => formatBucket(period, interval, format.language)),
      axisName: t("market.axis"),
      formatValue: (value) => format.share(value, 0),
      min: 0,
      compact,
      series: [
        ...bandSeries(
          "share",
          periods.map(({ low }) => low),
          periods.map(({ high }) => high),
          color,
        ),
        ...lineSeries({ id: "share", name, color, values, complete: values.map(() => true) }),
      ],
      tooltip: (index) => {
        const at = periods[index];
        return {
          header: formatBucket(at?.period ?? "", interval, format.language),
          rows: [
            {
              color,
              name: t("market.share"),
              value: format.share(at?.share),
              note: `${format.compact(at?.own)} / ${format.compact(at?.market)} ${segment.unit}`,
            },
          ],
        };
      },
    });
  }, [periods, interval, name, segment.unit, compact, colors, format, t]);
  return (
    <Stack gap="sm">
      <Title order={3}>{name}</Title>
      {last && (
        <Group gap="xl">
          <Metric label={t("market.share")} value={format.share(last.share)} />
          <Metric
            label={t("market.relative", { rival: last.largestRival ?? "–" })}
            value={format.number(last.relativeShare, 2)}
            hint={t("market.relativeHint")}
          />
          <Metric
            label={t("market.growth")}
            value={format.share(last.shareOfGrowth)}
            hint={t("market.growthHint")}
          />
        </Group>
      )}
      <EChart option={option} height={height} label={t("label.marketShare", { segment: name })} />
      {!compact &&
        notes.map((note) => (
          <Text key={note} size="sm" c="dimmed">
            {note}
          </Text>
        ))}
    </Stack>
  );
}
