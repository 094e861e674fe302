import { Badge, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/useFormat.ts";
import { type EstimateLike, EstimateText } from "../../parts/EstimateText.tsx";
import { useChartColors } from "../colors.ts";
import { ShareBar } from "../ShareBar.tsx";
import type { ViewProps } from "../types.ts";
import { ellisColors } from "./PmfScoreView.tsx";

const ellis = ["very", "somewhat", "not"] as const;

/** Whom it fits: personas, what they love, and what holds back those who nearly love it. */
export function PmfSegmentsView({ result, compact, onPick }: ViewProps<"pmfSegments">) {
  const { t } = useTranslation("charts");
  const colors = useChartColors();
  const paint = ellisColors(colors);
  const scores: [string, EstimateLike][] = [
    ["all", result.all],
    ["kept", result.kept],
    ["crossFitted", result.crossFitted],
  ];
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {scores.map(([key, estimate]) => (
          <Stack key={key} gap={2}>
            <Text size="sm" c="dimmed">
              {t(`segments.${key}`)}
            </Text>
            <EstimateText estimate={estimate} unit="share" size="lg" />
          </Stack>
        ))}
      </SimpleGrid>
      <Stack gap="sm">
        {result.personas.map((one) => (
          <Stack key={one.persona} gap={4}>
            <Group justify="space-between">
              <Group gap={6}>
                <Text size="sm" fw={600}>
                  {one.persona}
                </Text>
                {one.kept && <Badge>{t("segments.fits")}</Badge>}
                {one.tooFew && <Badge color="honey">{t("segments.tooFew")}</Badge>}
              </Group>
              <EstimateText estimate={one.score} unit="share" size="sm" />
            </Group>
            <ShareBar
              height={16}
              parts={ellis.map((answer) => ({
                key: answer,
                name: t(`ellis.${answer}`),
                count: one[answer],
                color: paint[answer],
                onClick:
                  onPick &&
                  (() =>
                    onPick(
                      { kind: "pmfSegments", persona: one.persona, answer },
                      `${one.persona} · ${t(`ellis.${answer}`)}`,
                    )),
              }))}
            />
          </Stack>
        ))}
      </Stack>
      {!compact && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Themes title={t("segments.benefits")} text={t("segments.benefitsText")} themes={result.benefits} />
          <Themes
            title={t("segments.blockers")}
            text={t("segments.blockersText", {
              count: result.somewhatWinning,
              of: result.somewhatInFit,
              benefit: result.winningBenefit ?? "–",
            })}
            themes={result.blockers}
          />
        </SimpleGrid>
      )}
    </Stack>
  );
}

function Themes({
  title,
  text,
  themes,
}: {
  title: string;
  text: string;
  themes: { theme: string; count: number; quotes: string[] }[];
}) {
  const format = useFormat();
  const most = Math.max(1, ...themes.map(({ count }) => count));
  return (
    <Stack gap="xs">
      <Title order={3}>{title}</Title>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      {themes.map(({ theme, count, quotes }) => (
        <div key={theme}>
          <Group justify="space-between">
            <Text size="sm" fw={600}>
              {theme}
            </Text>
            <Text size="sm">{format.number(count)}</Text>
          </Group>
          <div
            style={{
              height: 6,
              borderRadius: 3,
              width: `${(count / most) * 100}%`,
              background: "var(--mantine-primary-color-filled)",
            }}
          />
          {quotes[0] && (
            <Text size="xs" c="dimmed" mt={3} lineClamp={2}>
              “{quotes[0]}”
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
