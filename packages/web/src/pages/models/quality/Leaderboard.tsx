import type { LeaderboardRow, Model } from "@lepton/server";
import { Badge, Group, SegmentedControl, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { baselineRow, type Domain, domainOf, isLowerBetter, metricsOf, placeIn, ranked } from "../metrics.ts";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { Section } from "./Section.tsx";

/** Every model that was tried, baselines among them: value as a dot, interval as a whisker, the baseline as a line. */
export function Leaderboard({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const { leaderboard, headline, verdict } = model;
  const [metric, setMetric] = useState(headline.metric);
  const metrics = metricsOf(leaderboard, headline.metric);
  const rows = ranked(leaderboard, metric);
  const domain = domainOf(rows.flatMap(({ metrics: of }) => of[metric] ?? []));
  const baseline = baselineRow(leaderboard, verdict.baseline);
  const line = baseline?.metrics[metric]?.value ?? null;
  return (
    <Section
      title={t("leaderboard.title")}
      text={t(isLowerBetter(metric) ? "leaderboard.lower" : "leaderboard.higher", {
        n: format.number(model.data.testRows),
        hint: t(`metricHint.${metric}`, { defaultValue: "" }),
      })}
      actions={
        metrics.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("leaderboard.choose")}
            value={metric}
            onChange={setMetric}
            data={metrics.map((value) => ({ value, label: words.metric(value) }))}
          />
        )
      }
    >
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing={7} horizontalSpacing="sm" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="26%">{t("leaderboard.model")}</Table.Th>
              <Table.Th>{words.metric(metric)}</Table.Th>
              <Table.Th ta="end" w={190}>
                {t("leaderboard.value")}
              </Table.Th>
              <Table.Th ta="end" w={90}>
                {t("leaderboard.time")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={row.name} row={row} metric={metric} domain={domain} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {line !== null && (
        <Group gap={8} mt="xs">
          <span className={classes.baselineKey} aria-hidden />
          <Text size="xs" c="dimmed">
            {t("leaderboard.line", { name: words.estimator(baseline?.name ?? "") })}
          </Text>
        </Group>
      )}
    </Section>
  );
}

interface RowProps {
  row: LeaderboardRow;
  metric: string;
  domain: Domain;
  line: number | null;
}

function Row({ row, metric, domain, line }: RowProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const measured = row.metrics[metric];
  const show = (value: number) => words.measure(metric, value);
  return (
    <Table.Tr className={row.chosen ? classes.chosen : undefined}>
      <Table.Td>
        <Group gap={6}>
          <Text size="sm" fw={row.chosen ? 650 : 400}>
            {words.estimator(row.name)}
          </Text>
          {row.chosen && <Badge size="sm">{t("leaderboard.chosen")}</Badge>}
          {row.baseline && (
            <Badge size="sm" color="gray">
              {t("leaderboard.baseline")}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        {measured ? (
          <div className={classes.whiskers} data-baseline={row.baseline || undefined} aria-hidden>
            {line !== null && <span className={classes.line} style={{ left: `${placeIn(domain, line)}%` }} />}
            {measured.low !== null && measured.high !== null && (
              <span
                className={classes.whisker}
                style={{
                  left: `${placeIn(domain, measured.low)}%`,
                  width: `${placeIn(domain, measured.high) - placeIn(domain, measured.low)}%`,
                }}
              />
            )}
            <span className={classes.dot} style={{ left: `${placeIn(domain, measured.value)}%` }} />
          </div>
        ) : (
          <Text size="xs" c="dimmed">
            {row.problem ?? t("leaderboard.unmeasured")}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
        {measured && (
          <>
            <Text span size="sm" fw={600}>
              {show(measured.value)}
            </Text>{" "}
            <Text span size="xs" c="dimmed">
              {words.interval(measured, show)}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
        {row.seconds < 1 ? t("leaderboard.underSecond") : format.duration(row.seconds)}
      </Table.Td>
    </Table.Tr>
  );
}
