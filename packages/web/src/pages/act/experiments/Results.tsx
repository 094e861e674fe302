import type { Experiment, ExperimentResultsReply } from "@lepton/server";
import { Alert, Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import classes from "../act.module.css";
import { MetricCard } from "./MetricCard.tsx";
import { useMetricWords } from "./useMetricWords.ts";

/** What was found: the sentence, whether it can be trusted, and every metric with its intervals. */
export function Results({
  experiment,
  results,
}: {
  experiment: Experiment;
  results: ExperimentResultsReply;
}) {
  return (
    <Stack gap="lg">
      <SampleRatio results={results} />
      <Decision experiment={experiment} results={results} />
      {results.metrics.map((metric) => (
        <MetricCard key={metric.metric.id} result={metric} level={results.level} />
      ))}
    </Stack>
  );
}

function Decision({ experiment, results }: { experiment: Experiment; results: ExperimentResultsReply }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { decision, metrics, exposed, mixed, unknown } = results;
  const primary = metrics.find(({ metric }) => metric.role === "primary");
  const counted = (primary?.arms ?? []).reduce((sum, { n }) => sum + n, 0);
  const people = exposed.reduce((sum, one) => sum + one.people, 0);
  return (
    <Card component="section" aria-labelledby="decision">
      <Stack gap="sm">
        <Title order={2} id="decision" className={classes.headline}>
          {t(`decision.${decision.code}`, {
            variant: decision.variant,
            metric: primary?.metric.name,
            level: format.share(results.level, 0),
          })}
        </Title>
        <Text size="sm" c="dimmed">
          {t(`decisionNext.${decision.code}`)}
        </Text>
        {people > 0 && (
          <div>
            <div
              className={classes.split}
              role="img"
              aria-label={t("split.label", {
                list: exposed.map(({ variant, people: n }) => `${variant} ${format.number(n)}`).join(", "),
              })}
            >
              {exposed.map(({ variant, people: n }) => (
                <span key={variant} style={{ flexGrow: n }} />
              ))}
            </div>
            <Group gap="lg" mt={6}>
              {exposed.map(({ variant, people: n, expected }) => (
                <Text key={variant} size="sm">
                  <b>{variant}</b> {format.number(n)}{" "}
                  <Text span size="xs" c="dimmed">
                    {t("split.expected", { n: format.number(Math.round(expected)) })}
                  </Text>
                </Text>
              ))}
            </Group>
          </div>
        )}
        <Text size="xs" c="dimmed">
          {t("progress", {
            counted: format.number(counted),
            planned: format.number(experiment.plannedPeople),
            waiting: format.number(primary?.waiting ?? 0),
          })}
          {mixed > 0 && ` ${t("mixed", { n: format.number(mixed) })}`}
          {unknown > 0 && ` ${t("unknown", { n: format.number(unknown) })}`}
        </Text>
      </Stack>
    </Card>
  );
}

function SampleRatio({ results: { sampleRatio, exposed } }: { results: ExperimentResultsReply }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const words = useMetricWords();
  if (sampleRatio === null) return null;
  const values = {
    p: words.p(sampleRatio.p),
    statistic: format.number(sampleRatio.statistic, 2),
    df: sampleRatio.df,
    counts: exposed.map(({ people }) => format.number(people)).join(" : "),
  };
  if (!sampleRatio.failed)
    return (
      <Text size="sm" c="dimmed">
        {t("sampleRatio.fine", values)}
      </Text>
    );
  return (
    <Alert
      role="alert"
      color="red"
      radius="lg"
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={t("sampleRatio.title")}
    >
      <Text size="sm">{t("sampleRatio.failed", values)}</Text>
      <Text size="sm" mt={4}>
        {t("sampleRatio.causes")}
      </Text>
    </Alert>
  );
}
