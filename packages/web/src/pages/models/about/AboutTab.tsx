import type { Model } from "@lepton/server";
import { Code, Group, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useModelCard } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import classes from "../models.module.css";
import { Section } from "../quality/Section.tsx";
import { useWords } from "../useWords.ts";
import { Copy } from "./Copy.tsx";
import { Markdown } from "./Markdown.tsx";
import { predictSnippet } from "./snippet.ts";
import { TakeAlong } from "./TakeAlong.tsx";

/** Where the model comes from, what it may be used for, and how to call it. */
export function AboutTab({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const card = useModelCard(project, model.id);
  const snippet = predictSnippet(location.origin, project, model);
  return (
    <div className={classes.about}>
      <Stack gap="lg" miw={0}>
        {card.isError ? (
          <ErrorState error={card.error} onRetry={card.refetch} />
        ) : card.isPending ? (
          <SkeletonCard height={360} lines={8} />
        ) : (
          <Section
            title={t("about.card")}
            text={t("about.cardText")}
            actions={<Copy text={card.data.markdown} label={t("about.copyCard")} />}
          >
            <Markdown>{card.data.markdown}</Markdown>
          </Section>
        )}
        <Section
          title={t("about.call")}
          text={t(model.stage === "published" ? "about.callText" : "about.callDraft")}
          actions={<Copy text={snippet} label={t("about.copyCall")} />}
        >
          <Code block tabIndex={0}>
            {snippet}
          </Code>
        </Section>
        <TakeAlong model={model} />
      </Stack>
      <Stack gap="lg" miw={0}>
        <Facts model={model} />
        <Cutoffs model={model} />
      </Stack>
    </div>
  );
}

function Facts({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const format = useFormat();
  const words = useWords();
  const { timezone } = useProject();
  const { data } = model;
  const facts: [string, string][] = [
    [t("fact.version"), `v${model.version} · ${model.id}`],
    [t("fact.estimator"), words.estimator(model.estimator)],
    [t("fact.property"), model.personProperty],
    [t("fact.trained"), format.instant(model.createdAt, timezone)],
    [t("fact.by"), model.createdBy],
    [t("fact.published"), format.instant(model.publishedAt, timezone)],
    [t("fact.took"), format.duration(model.trainSeconds)],
    [t("fact.rows"), format.number(data.rows)],
    [t("fact.people"), format.number(data.people)],
    [t("fact.outcome"), words.score(data.outcomeMean, model)],
    [t("fact.from"), format.instant(data.from, timezone)],
    [t("fact.to"), format.instant(data.to, timezone)],
    [t("fact.seed"), String(model.seed)],
    [t("fact.lepton"), model.leptonVersion],
    ...Object.entries(model.parameters)
      .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
      .map(([key, value]): [string, string] => [key, String(value)]),
  ];
  return (
    <Section title={t("about.facts")}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t("fact.hash")}</dt>
          <dd>
            <Code style={{ overflowWrap: "anywhere" }}>{data.hash}</Code>
          </dd>
        </div>
      </dl>
    </Section>
  );
}

/** When the question was asked of the past, and what came out. */
function Cutoffs({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const format = useFormat();
  const words = useWords();
  const { timezone } = useProject();
  const day = new Intl.DateTimeFormat(format.language, { timeZone: timezone, dateStyle: "medium" });
  const { cutoffs } = model.data;
  return (
    <Section title={t("cutoffs.title")} text={t("cutoffs.text", { days: model.horizonDays })}>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("cutoffs.at")}</Table.Th>
            <Table.Th ta="end">{t("cutoffs.rows")}</Table.Th>
            <Table.Th ta="end">{t(`cutoffs.${model.target}`)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cutoffs.map(({ at, rows, outcomeMean }, i) => (
            <Table.Tr key={at}>
              <Table.Td>
                <Group gap={6}>
                  {day.format(new Date(at))}
                  {i === cutoffs.length - 1 && (
                    <Text span size="xs" c="dimmed">
                      {t("cutoffs.test")}
                    </Text>
                  )}
                </Group>
              </Table.Td>
              <Table.Td ta="end">{format.number(rows)}</Table.Td>
              <Table.Td ta="end">{words.score(outcomeMean, model)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
