import type { Survey } from "@lepton/server";
import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { surveys } from "../../api/hooks/surveys.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { StartStop } from "./StartStop.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

export function SurveyTable({ items }: { items: Survey[] }) {
  const { t } = useTranslation("surveys");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  return (
    <Table.ScrollContainer
      minWidth={640}
      bg="var(--lepton-surface)"
      style={{
        border: "1px solid var(--mantine-color-default-border)",
        borderRadius: "var(--mantine-radius-lg)",
      }}
    >
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.survey")}</Table.Th>
            <Table.Th>{t("column.status")}</Table.Th>
            <Table.Th ta="end">{t("column.answers")}</Table.Th>
            <Table.Th>{t("column.since")}</Table.Th>
            <Table.Th w={220} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((survey) => (
            <Table.Tr key={survey.id}>
              <Table.Td>
                <Anchor
                  fw={600}
                  c="var(--mantine-color-text)"
                  renderRoot={(props) => (
                    <Link
                      to="/p/$project/surveys/$survey"
                      params={{ project, survey: survey.id }}
                      search={{ tab: survey.status === "draft" ? "edit" : "results" }}
                      {...props}
                    />
                  )}
                >
                  {survey.name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {t(`kind.${survey.kind}`)}
                </Text>
              </Table.Td>
              <Table.Td>
                <StatusBadge status={survey.status} />
              </Table.Td>
              <Table.Td ta="end">
                <AnswerCount survey={survey} />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{format.instant(survey.startedAt, timezone)}</Text>
              </Table.Td>
              <Table.Td ta="end">
                <StartStop survey={survey} size="xs" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Counted survey by survey, as the list does not wait for it. */
function AnswerCount({ survey: { id, status } }: { survey: Survey }) {
  const format = useFormat();
  const { id: project } = useProject();
  const one = surveys.useOne(project, status === "draft" ? undefined : id);
  return <Text size="sm">{one.isLoading ? "…" : format.number(one.data?.answers)}</Text>;
}
