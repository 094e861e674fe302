import { Blockquote, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { EstimateText } from "../../parts/EstimateText.tsx";
import { OriginBadge } from "../../parts/OriginBadge.tsx";
import { formatBucket } from "../buckets.ts";
import { type ChartColors, useChartColors } from "../colors.ts";
import { EstimateTrend } from "../EstimateTrend.tsx";
import { ShareBar } from "../ShareBar.tsx";
import type { ViewProps } from "../types.ts";

const units = { nps: "score", csat: "share", ces: "number" } as const;
const commentsShown = 12;

/** Detractors red, passives honey, promoters pine; CSAT and CES by the same thought. */
function answerColor(survey: "nps" | "csat" | "ces", answer: string, colors: ChartColors): string {
  const value = Number(answer);
  const [middle, top] = survey === "nps" ? [7, 9] : survey === "csat" ? [3, 4] : [4, 5];
  return value >= top ? colors.good : value >= middle ? colors.warn : colors.bad;
}

export function SurveyView({ result, question, timezone, height, compact, onPick }: ViewProps<"survey">) {
  const { t } = useTranslation("charts");
  const format = useFormat();
  const colors = useChartColors();
  const { survey, score, distribution, trend, breakdown, comments } = result;
  const unit = units[survey];
  const interval = question.interval ?? "month";
  return (
    <Stack gap="md">
      <Group gap="sm">
        <EstimateText estimate={score} unit={unit} size={compact ? "lg" : "xl"} />
        {result.simulated > 0 && <OriginBadge origin="simulated" />}
      </Group>
      {score.n < 30 && (
        <Text size="sm" c="dimmed">
          {t("survey.few", { count: score.n })}
        </Text>
      )}
      <Stack gap={4}>
        <ShareBar
          parts={distribution.map(({ answer, count }) => ({
            key: answer,
            name: answer,
            count,
            color: answerColor(survey, answer, colors),
            onClick:
              onPick &&
              (() =>
                onPick(
                  { kind: "survey", answer, bucket: null, breakdown: null },
                  t("survey.answered", { answer }),
                )),
          }))}
        />
        <Text size="xs" c="dimmed">
          {t(`survey.scale.${survey}`)}
          {result.invalid + result.repeats > 0 &&
            ` · ${t("survey.left", { invalid: result.invalid, repeats: result.repeats })}`}
        </Text>
      </Stack>
      <EstimateTrend
        trend={trend}
        unit={unit}
        interval={interval}
        timezone={timezone}
        height={compact ? height : Math.min(height, 260)}
        label={t(`survey.name.${survey}`)}
        {...(compact ? { compact } : {})}
      />
      {!compact && breakdown.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {breakdown.map(({ value, score: one }) => (
            <Group key={value} justify="space-between">
              <Text size="sm">{value}</Text>
              <EstimateText estimate={one} unit={unit} size="sm" />
            </Group>
          ))}
        </SimpleGrid>
      )}
      {!compact && comments.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>{t("survey.comments")}</Title>
          {comments.slice(0, commentsShown).map(({ personId, answer, text, at }) => (
            <Blockquote
              key={`${personId}-${at}`}
              p="sm"
              color={Number(answer) >= 9 ? "pine" : "gray"}
              cite={`${answer} · ${formatBucket(at.slice(0, 10), "day", format.language)}`}
            >
              {text}
            </Blockquote>
          ))}
        </Stack>
      )}
    </Stack>
  );
}
