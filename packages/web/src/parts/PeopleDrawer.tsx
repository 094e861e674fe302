import type { PeoplePoint, QuestionInput } from "@lepton/growth";
import { Anchor, Button, Drawer, Group, Loader, Stack, Table, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUsersGroup } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeopleBehind } from "../api/hooks/question.ts";
import { cohorts } from "../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../app/project.tsx";
import { useFormat } from "../i18n/useFormat.ts";
import { useServerText } from "../i18n/useServerText.ts";
import { EmptyState } from "./EmptyState.tsx";
import { ErrorState } from "./ErrorState.tsx";

/** One mark of a chart, and what to call it. */
export interface Picked {
  question: QuestionInput;
  point: PeoplePoint;
  /** E.g. "Signed up, 12 May 2026". */
  label: string;
}

interface PeopleDrawerProps {
  picked: Picked | null;
  onClose: () => void;
}

/** The people behind a point, from the same query as the point; they can be kept as a cohort. */
export function PeopleDrawer({ picked, onClose }: PeopleDrawerProps) {
  const { t } = useTranslation("parts");
  return (
    <Drawer
      opened={picked !== null}
      onClose={onClose}
      title={picked ? <Text fw={650}>{picked.label}</Text> : null}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {picked && <Behind key={JSON.stringify(picked.point)} picked={picked} onClose={onClose} />}
    </Drawer>
  );
}

function Behind({ picked, onClose }: { picked: Picked; onClose: () => void }) {
  const { t } = useTranslation("parts");
  const format = useFormat();
  const told = useServerText();
  const { id: project, timezone } = useProject();
  const query = usePeopleBehind(project, picked.question, picked.point);
  if (query.isPending)
    return (
      <Group justify="center" p="xl">
        <Loader size="sm" />
        <Text size="sm" role="status">
          {t("people.loading")}
        </Text>
      </Group>
    );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  const people = query.data.pages.flatMap(({ items }) => items);
  const total = query.data.pages[0]?.total ?? null;
  if (people.length === 0)
    return (
      <EmptyState icon={IconUsersGroup} title={t("people.nobody")}>
        {t("people.nobodyText")}
      </EmptyState>
    );
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {total === null
          ? t("people.some", { count: people.length })
          : t("people.count", { count: total, shown: format.number(total) })}
      </Text>
      <SaveAsCohort picked={picked} />
      <Table.ScrollContainer minWidth={420}>
        <Table verticalSpacing={6} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("people.person")}</Table.Th>
              {people.some(({ why }) => why) && <Table.Th>{t("people.why")}</Table.Th>}
              <Table.Th>{t("people.lastSeen")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map(({ personId, label, lastSeen, why, reason }) => (
              <Table.Tr key={personId}>
                <Table.Td>
                  <Anchor
                    size="sm"
                    style={{ whiteSpace: "nowrap" }}
                    renderRoot={(props) => (
                      <Link
                        to="/p/$project/people/$person"
                        params={{ project, person: personId }}
                        {...props}
                        onClick={onClose}
                      />
                    )}
                  >
                    {label}
                  </Anchor>
                </Table.Td>
                {people.some((one) => one.why) && (
                  <Table.Td>
                    <Text size="sm" c="dimmed">
                      {told.why({ why, reason })}
                    </Text>
                  </Table.Td>
                )}
                <Table.Td>
                  <Text size="sm">{format.instant(lastSeen, timezone)}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t("people.more")}
        </Button>
      )}
    </Stack>
  );
}

function SaveAsCohort({ picked }: { picked: Picked }) {
  const { t } = useTranslation("parts");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const create = cohorts.useCreate(project);
  const [name, setName] = useState(picked.label);
  if (!canEdit) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          {
            name,
            definition: { kind: "static" },
            from: { question: picked.question as never, point: picked.point },
          },
          {
            onSuccess: (cohort) => notifications.show({ message: t("people.saved", { name: cohort.name }) }),
          },
        );
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          label={t("people.cohortName")}
          value={name}
          required
          maxLength={200}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button
          type="submit"
          variant="light"
          loading={create.isPending}
          leftSection={<IconUsersGroup size={16} aria-hidden />}
        >
          {t("people.saveCohort")}
        </Button>
      </Group>
      {create.isError && <ErrorState error={create.error} compact />}
    </form>
  );
}
