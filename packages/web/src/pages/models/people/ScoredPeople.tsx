import type { Model, ModelPeople } from "@lepton/server";
import { ActionIcon, Anchor, Group, Progress, Table, Text, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import { PersonMark } from "../../people/PersonMark.tsx";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { ReasonChip } from "./ReasonChip.tsx";

const topReasons = 3;

interface ScoredPeopleProps {
  model: Model;
  items: ModelPeople["items"];
  isStale: boolean;
}

/** Highest score first, each with what speaks most for and against it. */
export function ScoredPeople({ model, items, isStale }: ScoredPeopleProps) {
  const { t } = useTranslation("models");
  const words = useWords();
  const { id: project } = useProject();
  const highest = Math.max(...items.map(({ score }) => score), 1e-9);
  const top = model.task === "classification" ? 1 : highest;
  return (
    <Table.ScrollContainer
      minWidth={340}
      bg="var(--lepton-surface)"
      style={{
        border: "1px solid var(--mantine-color-default-border)",
        borderRadius: "var(--mantine-radius-lg)",
        opacity: isStale ? 0.6 : 1,
      }}
    >
      <Table highlightOnHover verticalSpacing={8} horizontalSpacing="md" aria-busy={isStale}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("people.person")}</Table.Th>
            <Table.Th w={190}>{t(`people.score.${model.target}`)}</Table.Th>
            <Table.Th visibleFrom="md">{t("people.reasons")}</Table.Th>
            <Table.Th w={60}>
              <span className="sr-only">{t("tab.whatIf")}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(({ personId, label, score, reasons }) => (
            <Table.Tr key={personId}>
              <Table.Td>
                <Group gap={10} wrap="nowrap">
                  <PersonMark id={personId} label={label} />
                  <div style={{ minWidth: 0 }}>
                    <Anchor
                      fw={600}
                      c="var(--mantine-color-text)"
                      maw={{ base: 150, sm: 220 }}
                      truncate
                      display="block"
                      renderRoot={(props) => (
                        <Link
                          to="/p/$project/people/$person"
                          params={{ project, person: personId }}
                          {...props}
                        />
                      )}
                    >
                      {label || personId}
                    </Anchor>
                    {reasons[0] && (
                      <Text size="xs" c="dimmed" hiddenFrom="md" lineClamp={2}>
                        {words.feature(reasons[0].feature, model.inputs)}
                      </Text>
                    )}
                  </div>
                </Group>
              </Table.Td>
              <Table.Td>
                <Group gap="xs" wrap="nowrap">
                  <Progress value={(100 * score) / top} flex={1} miw={40} aria-hidden />
                  <Text size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
                    {words.score(score, model)}
                  </Text>
                </Group>
              </Table.Td>
              <Table.Td visibleFrom="md">
                <ul className={classes.reasons}>
                  {reasons.slice(0, topReasons).map((reason) => (
                    <ReasonChip key={reason.feature} reason={reason} model={model} />
                  ))}
                </ul>
              </Table.Td>
              <Table.Td>
                <Tooltip label={t("people.whatIf")}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={t("people.whatIfOne", { person: label || personId })}
                    renderRoot={(props) => (
                      <Link
                        from="/p/$project/models/$model"
                        to="."
                        search={(now) => ({ ...now, tab: "whatIf", person: personId })}
                        {...props}
                      />
                    )}
                  >
                    <IconAdjustmentsHorizontal size={17} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
