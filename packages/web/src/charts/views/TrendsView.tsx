import { Group, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { Delta } from "../Delta.tsx";
import { EChart } from "../EChart.tsx";
import { axisStarts, forecastSeries, lineOf, withoutRunning } from "../forecast.ts";
import { Legend } from "../Legend.tsx";
import { axisChart } from "../options/base.ts";
import { barSeries, lineSeries } from "../options/series.ts";
import { nearestSeries, seriesNames } from "../trends.ts";
import type { ViewProps } from "../types.ts";

/** Counts over time: lines, areas or bars; the running bucket dashed or hatched; what is to come dashed in a band. */
export function TrendsView({
  result,
  question,
  timezone,
  height,
  view,
  compact,
  forecast,
  onPick,
}: ViewProps<"trends">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { buckets, series } = result;
  const interval = question.interval ?? "day";
  const drawn = view === "bar" || view === "area" ? view : "line";
  const reply = forecast?.reply;
  const withRehearsals = forecast?.withRehearsals ?? false;
  // A band belongs to one line: layers on others have none.
  const isStacked = question.breakdown !== undefined && drawn !== "line" && !reply;
  const names = useMemo(() => seriesNames(series, t("other")), [series, t]);

  const option = useMemo(() => {
    const starts = axisStarts(buckets, reply);
    const complete = buckets.map((one) => one.complete);
    const marks = series.flatMap(({ index, values, previous }, i) => {
      const color = seriesColor(colors, i);
      const name = names[i] ?? "";
      const line = series[i] && lineOf(reply, series[i]);
      const common = {
        id: `s${i}`,
        name,
        color,
        values: drawn === "bar" ? values : withoutRunning(buckets, values, line),
        complete,
        ...(isStacked ? { stack: `stack${index}` } : {}),
      };
      const main =
        drawn === "bar"
          ? [barSeries({ ...common, colors })]
          : lineSeries({ ...common, area: drawn === "area" });
      const before = previous
        ? lineSeries({ id: `s${i}~before`, name, color, values: previous, complete, isBefore: true })
        : [];
      const coming = line
        ? forecastSeries({ id: `s${i}`, name, color, line, starts, values, withRehearsals, colors })
        : [];
      return [...before, ...main, ...coming];
    });
    return axisChart({
      colors,
      categories: starts.map((start) => formatBucket(start, interval, format.language)),
      axisName: t(`axis.${interval}`, { zone: timezone }),
      formatValue: format.compact,
      pointer: drawn === "bar" ? "shadow" : "line",
      compact: compact ?? false,
      series: marks,
      tooltip: (index) => ({
        header: `${formatBucket(starts[index] ?? "", interval, format.language)}${buckets[index]?.complete === false ? ` · ${t("incomplete")}` : ""}`,
        rows: series.flatMap((one, i) => {
          const row = { color: seriesColor(colors, i), name: names[i] ?? "" };
          const before = one.previous?.[index];
          const line = lineOf(reply, one);
          const step = line?.buckets.indexOf(starts[index] ?? "") ?? -1;
          const said = {
            ...row,
            value: format.number(one.values[index] ?? null),
            ...(one.previous ? { note: t("before", { value: format.number(before ?? null) }) } : {}),
          };
          if (!line || step < 0) return index < buckets.length ? [said] : [];
          const expected = {
            ...row,
            value: format.number(line.mean[step] ?? null),
            note: t("forecast.note", {
              low: format.number(line.low[step] ?? null),
              high: format.number(line.high[step] ?? null),
            }),
          };
          return index < buckets.length ? [said, expected] : [expected];
        }),
      }),
    });
  }, [
    buckets,
    series,
    names,
    colors,
    drawn,
    interval,
    timezone,
    compact,
    isStacked,
    reply,
    withRehearsals,
    format,
    t,
  ]);

  const pick = onPick
    ? (index: number, value: number) => {
        const bucket = buckets[index];
        const at = nearestSeries(series, index, value, isStacked);
        const chosen = at === null ? undefined : series[at];
        if (!bucket || !chosen || chosen.index < 0) return;
        onPick(
          { kind: "trends", series: chosen.index, bucket: bucket.start, breakdown: chosen.breakdown },
          `${names[at ?? 0]} · ${formatBucket(bucket.start, interval, format.language)}`,
        );
      }
    : undefined;
  const only = series.length === 1 ? series[0] : undefined;
  return (
    <Stack gap="sm">
      {only && (
        <Group gap="sm" align="baseline">
          <Text fz={compact ? "1.4rem" : "1.9rem"} fw={650} lh={1.1}>
            {format.number(only.total)}
          </Text>
          {only.previousTotal !== undefined && <Delta now={only.total} before={only.previousTotal} />}
          <Text size="sm" c="dimmed">
            {names[0]}
          </Text>
        </Group>
      )}
      <EChart
        option={option}
        height={height}
        label={`${t("label.trends", { series: names.join(", "), count: buckets.length })}${reply ? ` ${t("forecast.label", { count: reply.horizon })}` : ""}`}
        {...(pick ? { onPlane: pick } : {})}
      />
      {!only && (
        <Legend
          items={series.map(({ total }, i) => ({
            color: seriesColor(colors, i),
            name: names[i] ?? "",
            note: format.compact(total),
          }))}
        />
      )}
    </Stack>
  );
}
