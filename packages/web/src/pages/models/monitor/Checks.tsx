import type { Model, ModelCheck, ModelMonitor } from "@lepton/server";
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { Section } from "../quality/Section.tsx";
import { useWords } from "../useWords.ts";
import { HealthBadge } from "./HealthBadge.tsx";

/** Every scoring: how far it had moved, and what happened to those people since. */
export function Checks({ model, monitor: { checks } }: { model: Model; monitor: ModelMonitor }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const { timezone } = useProject();
  return (
    <Section title={t("monitor.checks")} text={t("monitor.checksText", { days: model.horizonDays })}>
      <Table.ScrollContainer minWidth={560}>
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("monitor.at")}</Table.Th>
              <Table.Th ta="end">{t("monitor.people")}</Table.Th>
              <Table.Th ta="end">{t("monitor.scorePsi")}</Table.Th>
              <Table.Th>{t("monitor.worst")}</Table.Th>
              <Table.Th>{t("monitor.outcomes")}</Table.Th>
              <Table.Th>{t("monitor.stateColumn")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {checks.map((check) => (
              <Table.Tr key={check.id}>
                <Table.Td>{format.instant(check.at, timezone)}</Table.Td>
                <Table.Td ta="end">{format.number(check.people)}</Table.Td>
                <Table.Td ta="end">{format.number(check.scorePsi, 3)}</Table.Td>
                <Table.Td>
                  {check.worst
                    ? `${words.feature(check.worst.feature, model.inputs)} · ${format.number(check.worst.psi, 3)}`
                    : "–"}
                </Table.Td>
                <Table.Td>
                  <Outcomes model={model} check={check} />
                </Table.Td>
                <Table.Td>
                  <HealthBadge state={check.state} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function Outcomes({ model, check: { outcomes, outcomesDue } }: { model: Model; check: ModelCheck }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const { timezone } = useProject();
  if (outcomes === null)
    return (
      <Text size="xs" c="dimmed">
        {t("monitor.due", { at: format.instant(outcomesDue, timezone) })}
      </Text>
    );
  return (
    <>
      {Object.entries(outcomes.metrics)
        .filter(([name]) => name === model.headline.metric || name === "brier" || name === "mae")
        .map(([name, found]) => (
          <Text key={name} size="sm">
            {words.metric(name)} {words.measure(name, found.value)}{" "}
            {words.interval(found, (value) => words.measure(name, value))}
          </Text>
        ))}
      <Text size="xs" c="dimmed">
        {t("monitor.happened", {
          count: outcomes.n,
          expected: words.score(outcomes.expected, model),
          happened: words.score(outcomes.happened, model),
        })}
      </Text>
    </>
  );
}
