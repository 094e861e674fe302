import type { Model } from "@lepton/server";
import { Group, Paper, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Metric } from "../../charts/Metric.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { headlineOf, headlineShare } from "./headline.ts";
import { baselineRow } from "./metrics.ts";
import classes from "./models.module.css";
import { useWords } from "./useWords.ts";
import { VerdictMark } from "./VerdictMark.tsx";

/** The model in one sentence, whether it is worth having, and the figures behind that. */
export function HeadlineCard({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const { headline, verdict, leaderboard, data } = model;
  const show = (value: number) => words.measure(headline.metric, value);
  const baseline = baselineRow(leaderboard, verdict.baseline);
  const beside = baseline?.metrics[headline.metric];
  return (
    <Paper p="lg" component="section" aria-label={t("headline.label")}>
      <p className={classes.headline}>
        <Sentence model={model} />
      </p>
      <Group gap="sm" mt="sm">
        <VerdictMark verdict={verdict} />
        <Text size="sm">
          {verdict.code !== "better" && model.stage !== "published" && `${t("verdict.notPublished")} `}
          {words.verdict(verdict)}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4 }} mt="lg" spacing="lg">
        <Metric
          label={words.metric(headline.metric)}
          hint={t(`metricHint.${headline.metric}`, { defaultValue: words.metric(headline.metric) })}
          value={show(headline.value)}
        />
        <Metric
          label={t("headline.baseline", { name: words.estimator(verdict.baseline) })}
          hint={t("headline.baselineHint")}
          value={beside ? show(beside.value) : "–"}
        />
        <Metric
          label={t("headline.test")}
          hint={t("headline.testHint")}
          value={format.number(data.testRows)}
        />
        <Metric label={t("headline.learnt")} value={format.number(data.trainRows)} />
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt={6}>
        {headline.low !== null &&
          t("headline.interval", {
            level: format.share(headline.level, 0),
            low: show(headline.low),
            high: show(headline.high ?? headline.low),
            n: format.number(headline.n),
          })}
      </Text>
    </Paper>
  );
}

function Sentence({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const told = headlineOf(model);
  const baseline = words.estimator(model.verdict.baseline);
  if (told.kind === "share") {
    const values = {
      found: format.share(told.found, 0),
      top: format.share(headlineShare, 0),
      days: model.horizonDays,
      precision: format.share(told.precision, 0),
      overall: format.share(told.overall, 0),
      baseline,
      baselinePrecision: told.baselinePrecision === null ? "" : format.share(told.baselinePrecision, 0),
      baselineFound: told.baselineFound === null ? "" : format.share(told.baselineFound, 0),
    };
    const beside = told.baselineFound === null ? "" : "Beside";
    const lines = told.leads === "found" ? [`found${beside}`, "precision"] : [`pure${beside}`, "foundAlso"];
    return lines.map((line) => <span key={line}>{t(`headline.${model.target}.${line}`, values)} </span>);
  }
  if (told.kind === "error")
    return t(told.baseline === null ? "headline.error" : "headline.errorBeside", {
      mae: words.score(told.mae, model),
      baseline,
      baselineMae: told.baseline === null ? "" : words.score(told.baseline, model),
      mean: words.score(model.data.outcomeMean, model),
    });
  return t("headline.plain", {
    metric: words.metric(model.headline.metric),
    value: words.measure(model.headline.metric, model.headline.value),
  });
}
