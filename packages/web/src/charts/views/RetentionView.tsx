import { Group, Stack, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { formatBucket } from "../buckets.ts";
import { seriesColor, useChartColors } from "../colors.ts";
import { EChart } from "../EChart.tsx";
import { Legend } from "../Legend.tsx";
import { axisChart } from "../options/base.ts";
import { bandSeries, lineSeries } from "../options/series.ts";
import type { ViewProps } from "../types.ts";
import classes from "./RetentionView.module.css";

/** Cohorts as a heat triangle with their weighted mean, or the mean as a curve with its interval. */
export function RetentionView(props: ViewProps<"retention">) {
  return props.view === "curve" || (props.compact && props.view !== "triangle") ? (
    <Curve {...props} />
  ) : (
    <Triangle {...props} />
  );
}

function Triangle({ result, question, onPick, compact }: ViewProps<"retention">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const interval = question.interval ?? "week";
  const ages = Array.from({ length: result.periods + 1 }, (_, i) => i);
  const peopled = result.rows.filter(({ size }) => size > 0);
  const withoutPeople = result.rows.length - peopled.length;
  return (
    <div className={classes.scroll}>
      <table className={classes.triangle} aria-label={t("label.retention")}>
        <thead>
          <tr>
            <th scope="col">{t("retention.cohort")}</th>
            <th scope="col">{t("retention.size")}</th>
            {ages.map((age) => (
              <th key={age} scope="col">
                {t(`retention.age.${interval}`, { age })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.average.map(({ breakdown, rates }) => (
            <tr key={`mean-${breakdown ?? ""}`} className={classes.mean}>
              <th scope="row">
                <Tooltip label={t("retention.meanExplain")}>
                  <span>
                    {breakdown === null ? t("retention.mean") : t("retention.meanOf", { value: breakdown })}
                  </span>
                </Tooltip>
              </th>
              <td />
              {ages.map((age) => {
                const rate = rates[age];
                return (
                  <td key={age}>
                    {rate && rate.value !== null ? (
                      <Tooltip
                        label={t("retention.interval", {
                          low: format.share(rate.low),
                          high: format.share(rate.high),
                          n: format.number(rate.n),
                        })}
                      >
                        <span>{format.share(rate.value)}</span>
                      </Tooltip>
                    ) : (
                      "–"
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
          {peopled.map(({ cohort, breakdown, size, counts, rates }) => {
            const name = `${formatBucket(cohort.start, interval, format.language)}${breakdown === null ? "" : ` · ${breakdown}`}`;
            return (
              <tr key={`${cohort.start}-${breakdown ?? ""}`}>
                <th scope="row">{name}</th>
                <td className={classes.size}>{format.number(size)}</td>
                {ages.map((age) => {
                  const [count, rate] = [counts[age] ?? null, rates[age] ?? null];
                  if (count === null)
                    return (
                      <td
                        key={age}
                        className="hatched"
                        aria-label={t("retention.notYet")}
                        title={t("retention.notYet")}
                      />
                    );
                  const text = t("retention.cell", {
                    count: format.number(count),
                    size: format.number(size),
                    share: format.share(rate),
                  });
                  return (
                    <td key={age} className={classes.cell} style={heat(rate)}>
                      <UnstyledButton
                        className={classes.button}
                        disabled={!onPick}
                        title={text}
                        aria-label={`${name}, ${t(`retention.age.${interval}`, { age })}: ${text}`}
                        onClick={() =>
                          onPick?.(
                            {
                              kind: "retention",
                              cohort: cohort.start,
                              period: age,
                              outcome: "retained",
                              breakdown,
                            },
                            `${name} · ${t(`retention.age.${interval}`, { age })}`,
                          )
                        }
                      >
                        {compact ? format.share(rate, 0) : format.share(rate)}
                      </UnstyledButton>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {withoutPeople > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t("retention.withoutPeople", { count: withoutPeople })}
        </Text>
      )}
    </div>
  );
}

/** The share as strength of the heat colour, kept below where text would lose its contrast. */
function heat(rate: number | null): { background?: string } {
  if (rate === null || rate <= 0) return {};
  const strength = Math.round(Math.min(1, rate ** 0.7) * 94) + 6;
  return { background: `color-mix(in srgb, var(--lepton-heat) ${strength}%, transparent)` };
}

function Curve({ result, question, height, compact, onPick }: ViewProps<"retention">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const interval = question.interval ?? "week";
  const { average } = result;
  const option = useMemo(() => {
    const ages = Array.from({ length: result.periods + 1 }, (_, i) => i);
    return axisChart({
      colors,
      categories: ages.map((age) => t(`retention.age.${interval}`, { age })),
      axisName: t("retention.axis"),
      formatValue: (value) => format.share(value, 0),
      min: 0,
      max: 1,
      compact: compact ?? false,
      series: average.flatMap(({ breakdown, rates }, i) => {
        const color = seriesColor(colors, i);
        const values = ages.map((age) => rates[age]?.value ?? null);
        const line = lineSeries({
          id: `r${i}`,
          name: breakdown ?? t("retention.mean"),
          color,
          values,
          complete: values.map(() => true),
        });
        if (average.length > 3) return line;
        return [
          ...bandSeries(
            `r${i}`,
            ages.map((age) => rates[age]?.low ?? null),
            ages.map((age) => rates[age]?.high ?? null),
            color,
          ),
          ...line,
        ];
      }),
      tooltip: (index) => ({
        header: t(`retention.age.${interval}`, { age: index }),
        rows: average.map(({ breakdown, rates }, i) => ({
          color: seriesColor(colors, i),
          name: breakdown ?? t("retention.mean"),
          value: format.share(rates[index]?.value),
          note: `${format.share(rates[index]?.low)} – ${format.share(rates[index]?.high)} · n = ${format.number(rates[index]?.n ?? 0)}`,
        })),
      }),
    });
  }, [result, average, interval, compact, colors, format, t]);
  const first = average[0];
  const week1 = first?.rates[1];
  return (
    <Stack gap="sm">
      {compact && week1 && week1.value !== null && (
        <Group gap="sm" align="baseline">
          <Text fz="1.4rem" fw={650} lh={1.1}>
            {format.share(week1.value)}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`retention.age.${interval}`, { age: 1 })} · n = {format.number(week1.n)}
          </Text>
        </Group>
      )}
      <EChart option={option} height={height} label={t("label.retentionCurve")} />
      {average.length > 1 && (
        <Legend
          items={average.map(({ breakdown }, i) => ({
            color: seriesColor(colors, i),
            name: breakdown ?? t("retention.mean"),
          }))}
        />
      )}
      {!compact && onPick && (
        <Text size="xs" c="dimmed">
          {t("retention.curveHint")}
        </Text>
      )}
    </Stack>
  );
}
