import { Box, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { EChart } from "../EChart.tsx";
import { Legend } from "../Legend.tsx";
import { axisChart } from "../options/base.ts";
import { lineSeries } from "../options/series.ts";
import type { ViewProps } from "../types.ts";
import classes from "./FunnelView.module.css";

/** Steps as upright bars: reached filled, dropped hatched; both open the people. */
export function FunnelView(props: ViewProps<"funnel">) {
  const { result, height, view, compact, onPick } = props;
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  if (view === "line" && result.trend && result.trend.length > 0) return <FunnelTrend {...props} />;
  const groups =
    result.breakdown.length > 0
      ? result.breakdown.map(({ value, steps }, i) => ({ value, steps, color: seriesColor(colors, i) }))
      : [{ value: null, steps: result.steps, color: seriesColor(colors, 0) }];
  const first = Math.max(1, ...groups.map(({ steps }) => steps[0]?.count ?? 0));
  const barHeight = Math.max(90, height - (compact ? 84 : 120));
  const last = result.steps.at(-1);
  // The same event may be two steps: its place tells them apart.
  const stepKeys = result.steps.map(({ label }, i) => `${i}-${label}`);
  return (
    <Stack gap="sm">
      {last && (
        <Group gap="sm" align="baseline">
          <Text fz={compact ? "1.4rem" : "1.9rem"} fw={650} lh={1.1}>
            {format.share(last.ofFirst)}
          </Text>
          <Text size="sm" c="dimmed">
            {t("funnel.conversion", {
              low: format.share(last.interval.low),
              high: format.share(last.interval.high),
              n: format.number(result.steps[0]?.count ?? 0),
            })}
          </Text>
          {result.timeToConvert.median !== null && !compact && (
            <Text size="sm" c="dimmed">
              · {t("funnel.median", { time: format.duration(result.timeToConvert.median) })}
            </Text>
          )}
        </Group>
      )}
      <div className={classes.scroll}>
        <ol
          className={classes.steps}
          style={{
            gridTemplateColumns: `repeat(${result.steps.length}, minmax(${compact ? 84 : 118}px, 1fr))`,
          }}
        >
          {result.steps.map((step, i) => (
            <li key={stepKeys[i]} className={classes.step}>
              <div className={classes.bars} style={{ height: barHeight }}>
                {groups.map(({ value, steps, color }) => {
                  const own = steps[i];
                  const before = i === 0 ? undefined : steps[i - 1];
                  if (!own) return null;
                  const dropped = before ? Math.max(0, before.count - own.count) : 0;
                  const name = `${i + 1}. ${step.label}${value === null ? "" : ` · ${value}`}`;
                  const open = (outcome: "converted" | "dropped") =>
                    onPick?.(
                      { kind: "funnel", step: i, outcome, breakdown: value, bucket: null },
                      `${name} · ${t(`funnel.${outcome}`)}`,
                    );
                  return (
                    <div key={value ?? "all"} className={classes.column}>
                      {dropped > 0 && (
                        <UnstyledButton
                          className={classes.dropped}
                          style={{ height: `${(dropped / first) * 100}%`, color }}
                          disabled={!onPick}
                          onClick={() => open("dropped")}
                          title={t("funnel.droppedCount", { count: dropped, shown: format.number(dropped) })}
                          aria-label={`${name}: ${t("funnel.droppedCount", { count: dropped, shown: format.number(dropped) })}`}
                        />
                      )}
                      <UnstyledButton
                        className={classes.reached}
                        style={{ height: `${(own.count / first) * 100}%`, background: color }}
                        disabled={!onPick}
                        onClick={() => open("converted")}
                        title={`${value ?? step.label}: ${format.number(own.count)} · ${format.share(own.ofFirst)}`}
                        aria-label={`${name}: ${t("funnel.reachedCount", { count: own.count, shown: format.number(own.count) })}, ${format.share(own.ofFirst)}`}
                      />
                    </div>
                  );
                })}
              </div>
              <Box className={classes.caption}>
                <Text size="sm" fw={600} truncate title={step.label}>
                  {i + 1}. {step.label}
                </Text>
                <Text size="sm">
                  {format.number(step.count)}
                  <Text span size="sm" c="dimmed">
                    {" "}
                    · {format.share(step.ofFirst)}
                  </Text>
                </Text>
                {i > 0 && !compact && (
                  <Text size="xs" c="dimmed">
                    {t("funnel.ofPrevious", { share: format.share(step.ofPrevious) })}
                    {step.medianSeconds !== null && ` · ${format.duration(step.medianSeconds)}`}
                  </Text>
                )}
              </Box>
            </li>
          ))}
        </ol>
      </div>
      {groups.length > 1 && (
        <Legend
          items={groups.map(({ value, steps, color }) => ({
            color,
            name: value ?? "",
            note: format.share(steps.at(-1)?.ofFirst),
          }))}
        />
      )}
    </Stack>
  );
}

/** Conversion by the bucket of entry. */
function FunnelTrend({ result, question, timezone, height, compact, onPick }: ViewProps<"funnel">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const trend = result.trend ?? [];
  const interval = question.trend ?? "day";
  const option = useMemo(() => {
    const color = seriesColor(colors, 0);
    return axisChart({
      colors,
      categories: trend.map(({ start }) => formatBucket(start, interval, format.language)),
      axisName: t(`axis.${interval}`, { zone: timezone }),
      formatValue: (value) => format.share(value, 0),
      compact: compact ?? false,
      min: 0,
      series: lineSeries({
        id: "rate",
        name: t("funnel.rate"),
        color,
        values: trend.map(({ rate }) => rate),
        complete: trend.map(({ complete }) => complete),
      }),
      tooltip: (index) => {
        const at = trend[index];
        return {
          header: `${formatBucket(at?.start ?? "", interval, format.language)}${at?.complete === false ? ` · ${t("incomplete")}` : ""}`,
          rows: [
            {
              color,
              name: t("funnel.rate"),
              value: format.share(at?.rate),
              note: `${format.number(at?.converted ?? 0)} / ${format.number(at?.entered ?? 0)}`,
            },
          ],
        };
      },
    });
  }, [trend, interval, timezone, compact, colors, format, t]);
  return (
    <EChart
      option={option}
      height={height}
      label={t("label.funnelTrend")}
      {...(onPick
        ? {
            onPlane: (index: number) => {
              const at = trend[index];
              if (at)
                onPick(
                  {
                    kind: "funnel",
                    step: result.steps.length - 1,
                    outcome: "converted",
                    breakdown: null,
                    bucket: at.start,
                  },
                  `${t("funnel.converted")} · ${formatBucket(at.start, interval, format.language)}`,
                );
            },
          }
        : {})}
    />
  );
}
