import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { EstimateText } from "../../parts/EstimateText.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { VerdictBadge } from "../../parts/VerdictBadge.tsx";
import { type ChartColors, useChartColors } from "../colors.ts";
import { EstimateTrend } from "../EstimateTrend.tsx";
import { Legend } from "../Legend.tsx";
import { ShareBar } from "../ShareBar.tsx";
import type { ViewProps } from "../types.ts";

const ellis = ["very", "somewhat", "not"] as const;
export const ellisColors = (colors: ChartColors) => ({
  very: colors.good,
  somewhat: colors.warn,
  not: colors.bad,
});

/** Share of "very disappointed" among the qualified, against its threshold. */
export function PmfScoreView({ result, question, timezone, height, compact, onPick }: ViewProps<"pmfScore">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { score, threshold, verdict, answers, needed, trend, breakdown } = result;
  const paint = ellisColors(colors);
  const parts = (counts: Record<(typeof ellis)[number], number>, value: string | null) =>
    ellis.map((answer) => ({
      key: answer,
      name: t(`ellis.${answer}`),
      count: counts[answer],
      color: paint[answer],
      onClick:
        onPick &&
        (() =>
          onPick(
            { kind: "pmfScore", answer, bucket: null, breakdown: value },
            `${t(`ellis.${answer}`)}${value ? ` · ${value}` : ""}`,
          )),
    }));
  return (
    <Stack gap="md">
      <Group gap="sm">
        <EstimateText estimate={score} unit="share" size={compact ? "lg" : "xl"} />
        <VerdictBadge verdict={verdict} have={score.n} need={score.n + needed} />
        {answers.simulated > 0 && <OriginBadge origin="simulated" />}
      </Group>
      <Stack gap={6}>
        <ShareBar parts={parts(answers, null)} />
        <Legend
          items={ellis.map((answer) => ({
            color: paint[answer],
            name: t(`ellis.${answer}`),
            note: format.number(answers[answer]),
          }))}
        />
        <Text size="xs" c="dimmed">
          {t("ellis.left", { na: answers.na, unqualified: answers.unqualified, repeats: answers.repeats })}
        </Text>
      </Stack>
      <EstimateTrend
        trend={trend}
        unit="share"
        interval={question.interval ?? "month"}
        timezone={timezone}
        height={compact ? height : Math.min(height, 260)}
        label={t("ellis.very")}
        threshold={threshold}
        {...(compact ? { compact } : {})}
      />
      {!compact &&
        breakdown.map((one) => (
          <Stack key={one.value} gap={4}>
            <Group justify="space-between">
              <Text size="sm" fw={600}>
                {one.value}
              </Text>
              <EstimateText estimate={one.score} unit="share" size="sm" />
            </Group>
            <ShareBar parts={parts(one, one.value)} height={16} />
          </Stack>
        ))}
    </Stack>
  );
}
