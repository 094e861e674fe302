import type { Bucket, Interval } from "@lepton/growth";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/useFormat.ts";
import { type EstimateLike, type EstimateUnit, useFigure } from "../parts/EstimateText.tsx";
import { formatBucket } from "./buckets.ts";
import { seriesColor, useChartColors } from "./colors.ts";
import { EChart } from "./EChart.tsx";
import { axisChart } from "./options/base.ts";
import { bandSeries, lineSeries } from "./options/series.ts";

interface EstimateTrendProps {
  trend: readonly (Bucket & { score: EstimateLike })[];
  unit: EstimateUnit;
  interval: Interval;
  timezone: string;
  height: number;
  label: string;
  /** Drawn as a dashed line, e.g. the 40 % of the Sean Ellis test. */
  threshold?: number;
  compact?: boolean;
  onPick?: ((bucket: Bucket) => void) | undefined;
}

/** A score over time inside its interval. */
export function EstimateTrend(props: EstimateTrendProps) {
  const { trend, unit, interval, timezone, height, label, threshold, compact, onPick } = props;
  const { t } = useTranslation("charts");
  const format = useFormat();
  const figure = useFigure();
  const colors = useChartColors();
  const option = useMemo(() => {
    const color = seriesColor(colors, 0);
    const pick = (of: "value" | "low" | "high") => trend.map(({ score }) => score[of]);
    const line = lineSeries({
      id: "score",
      name: label,
      color,
      values: pick("value"),
      complete: trend.map(({ complete }) => complete),
    });
    const marked = line.map((one, i) =>
      i === 0 && threshold !== undefined
        ? {
            ...one,
            markLine: {
              silent: true,
              symbol: "none",
              lineStyle: { color: colors.warn, type: "dashed", width: 1.5 },
              label: { color: colors.quiet, formatter: figure(threshold, unit), position: "insideEndTop" },
              data: [{ yAxis: threshold }],
            },
          }
        : one,
    );
    return axisChart({
      colors,
      categories: trend.map(({ start }) => formatBucket(start, interval, format.language)),
      axisName: t(`axis.${interval}`, { zone: timezone }),
      formatValue: (value) => (unit === "share" ? format.share(value, 0) : format.number(value)),
      compact: compact ?? false,
      ...(unit === "share" ? { min: 0, max: 1 } : {}),
      series:
        unit === "share" ? [...bandSeries("score", pick("low"), pick("high"), color), ...marked] : marked,
      tooltip: (index) => {
        const at = trend[index];
        return {
          header: `${formatBucket(at?.start ?? "", interval, format.language)}${at?.complete === false ? ` · ${t("incomplete")}` : ""}`,
          rows: [
            {
              color,
              name: label,
              value: figure(at?.score.value ?? null, unit),
              note: `${figure(at?.score.low ?? null, unit)} – ${figure(at?.score.high ?? null, unit)} · n = ${format.number(at?.score.n ?? 0)}`,
            },
          ],
        };
      },
    });
  }, [trend, unit, interval, timezone, label, threshold, compact, colors, format, figure, t]);
  return (
    <EChart
      option={option}
      height={height}
      label={label}
      {...(onPick
        ? {
            onPlane: (index: number) => {
              const bucket = trend[index];
              if (bucket) onPick(bucket);
            },
          }
        : {})}
    />
  );
}
