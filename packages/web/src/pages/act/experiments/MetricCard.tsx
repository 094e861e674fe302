import type { Comparison, MetricResult } from "@lepton/growth";
import { Badge, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EstimateText } from "../../../parts/EstimateText.tsx";
import { Whisker } from "../Whisker.tsx";
import { useMetricWords } from "./useMetricWords.ts";

const verdictColor = { better: "pine", worse: "red", open: "gray", notEnough: "gray" } as const;

/** One metric: every variant's value, its difference with and without its past, and what Bayes says. */
export function MetricCard({ result, level }: { result: MetricResult; level: number }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { metric, arms, comparisons, cuped, waiting } = result;
  const scale = scaleOf(comparisons);
  return (
    <Card component="section" aria-labelledby={`metric-${metric.id}`}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <div>
          <Title order={3} id={`metric-${metric.id}`}>
            {metric.name}
          </Title>
          <Text size="xs" c="dimmed">
            {t("metric.about", {
              days: metric.windowDays,
              goal: t(`metric.goals.${metric.goal}`),
              waiting: format.number(waiting),
            })}
          </Text>
        </div>
        <Badge color={metric.role === "guardrail" ? "honey" : "pine"}>
          {t(`metric.roles.${metric.role}`)}
        </Badge>
      </Group>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("result.variant")}</Table.Th>
              <Table.Th>{t("result.value")}</Table.Th>
              <Table.Th>{t("result.difference", { level: format.share(level, 0) })}</Table.Th>
              <Table.Th>{t("result.raw")}</Table.Th>
              <Table.Th ta="end">{t("result.best")}</Table.Th>
              <Table.Th ta="end">{t("result.loss")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {arms.map((arm, i) => {
              const comparison = comparisons[i - 1];
              return (
                <Row key={arm.variant} arm={arm} comparison={comparison} result={result} scale={scale} />
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Stack gap={2} mt="xs">
        <Text size="xs" c="dimmed">
          {cuped
            ? t("result.cuped", { share: format.share(cuped.reduction, 0), days: metric.preDays })
            : t("result.noPast")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("result.looks")}
        </Text>
      </Stack>
    </Card>
  );
}

type Arm = MetricResult["arms"][number];

function Row({
  arm,
  comparison,
  result: { metric },
  scale,
}: {
  arm: Arm;
  comparison: Comparison | undefined;
  result: MetricResult;
  scale: number;
}) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const words = useMetricWords();
  const { kind } = metric;
  const main = comparison && (comparison.adjusted ?? comparison.raw);
  const safe = main?.safe ?? null;
  const figures = (found: typeof safe) =>
    found === null
      ? "–"
      : `${words.change(kind, found.difference.value)} [${words.change(kind, found.difference.low)}, ${words.change(kind, found.difference.high)}]`;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600} ff="monospace" size="sm">
          {arm.variant}
        </Text>
        {comparison ? (
          <Badge size="sm" color={verdictColor[comparison.verdict]}>
            {t(`verdict.${comparison.verdict}`)}
          </Badge>
        ) : (
          <Text size="xs" c="dimmed">
            {t("variant.control")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <EstimateText estimate={arm.value} unit={kind === "conversion" ? "share" : "number"} size="sm" />
      </Table.Td>
      <Table.Td>
        {safe &&
        safe.difference.low !== null &&
        safe.difference.high !== null &&
        safe.difference.value !== null ? (
          <>
            <Whisker
              low={safe.difference.low}
              value={safe.difference.value}
              high={safe.difference.high}
              from={-scale}
              to={scale}
              tone={
                comparison?.verdict === "better" ? "good" : comparison?.verdict === "worse" ? "bad" : "open"
              }
              label={figures(safe)}
            />
            <Text size="xs" style={{ whiteSpace: "nowrap" }}>
              {figures(safe)}
            </Text>
            <Text size="xs" c="dimmed">
              {comparison?.relative?.value != null && `${words.relative(comparison.relative.value)} · `}
              {t("result.p", { p: words.p(comparison?.correctedP ?? safe.p) })}
            </Text>
          </>
        ) : (
          comparison && (
            <Text size="sm" c="dimmed">
              {t("result.notEnough")}
            </Text>
          )
        )}
      </Table.Td>
      <Table.Td>
        {comparison && (
          <>
            <Text size="xs" style={{ whiteSpace: "nowrap" }}>
              {figures(comparison.raw.safe)}
            </Text>
            {comparison.raw.fixed && (
              <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {t("result.fixed", {
                  low: words.change(kind, comparison.raw.fixed.difference.low),
                  high: words.change(kind, comparison.raw.fixed.difference.high),
                  p: words.p(comparison.raw.fixed.p),
                })}
              </Text>
            )}
          </>
        )}
      </Table.Td>
      <Table.Td ta="end">{format.share(arm.best, 1)}</Table.Td>
      <Table.Td ta="end">
        {arm.loss === null ? "–" : words.change(kind, arm.loss).replace(/^\+/, "")}
      </Table.Td>
    </Table.Tr>
  );
}

/** The widest interval of the table, both sides. */
function scaleOf(comparisons: readonly Comparison[]): number {
  const ends = comparisons.flatMap((one) => {
    const safe = (one.adjusted ?? one.raw).safe?.difference;
    return [safe?.low ?? 0, safe?.high ?? 0].map(Math.abs);
  });
  return Math.max(1e-9, ...ends) * 1.08;
}
