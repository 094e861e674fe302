import {
  ActionIcon,
  Anchor,
  Card,
  Group,
  Menu,
  SimpleGrid,
  Stack,
  Table,
  Text,
  ThemeIcon,
  Title,
} from "@mantine/core";
import { IconChartDots3, IconDots, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { insights } from "../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ConfirmModal } from "../../parts/ConfirmModal.tsx";
import { EmptyState } from "../../parts/EmptyState.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import classes from "./InsightsPage.module.css";
import { questionKinds } from "./kinds.ts";

/** Ask something new, or open what was kept. */
export function InsightsPage() {
  const { t } = useTranslation("insights");
  const { id: project } = useProject();
  return (
    <>
      <PageHeader title={t("app:nav.insights")} subtitle={t("title.subtitle")} />
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm" mb="xl">
        {questionKinds.map(({ kind, icon: Icon }) => (
          <Card
            key={kind}
            p="md"
            className={classes.kind}
            renderRoot={(props) => (
              <Link to="/p/$project/insights/new" params={{ project }} search={{ kind }} {...props} />
            )}
          >
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <ThemeIcon variant="light" size={34} radius="md">
                <Icon size={19} stroke={1.7} aria-hidden />
              </ThemeIcon>
              <div>
                <Text fw={600}>{t(`app:kind.${kind}`)}</Text>
                <Text size="sm" c="dimmed" lh={1.35}>
                  {t(`app:kindHint.${kind}`)}
                </Text>
              </div>
            </Group>
          </Card>
        ))}
      </SimpleGrid>
      <Saved />
    </>
  );
}

function Saved() {
  const { t } = useTranslation("insights");
  const { id: project, timezone } = useProject();
  const canEdit = useCanEdit();
  const format = useFormat();
  const list = insights.useList(project);
  const remove = insights.useRemove(project);
  const [doomed, setDoomed] = useState<{ id: string; name: string } | null>(null);
  if (list.isPending) return <SkeletonCard height={160} lines={4} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  return (
    <Stack gap="sm">
      <Title order={2}>{t("saved.title")}</Title>
      {list.data.items.length === 0 ? (
        <Card>
          <EmptyState icon={IconChartDots3} title={t("saved.none")}>
            {t("saved.noneText")}
          </EmptyState>
        </Card>
      ) : (
        <Card p={0}>
          <Table.ScrollContainer minWidth={480}>
            <Table highlightOnHover verticalSpacing="xs" horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("saved.name")}</Table.Th>
                  <Table.Th>{t("saved.kind")}</Table.Th>
                  <Table.Th>{t("saved.updated")}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.data.items.map(({ id, name, question, updatedAt }) => (
                  <Table.Tr key={id}>
                    <Table.Td>
                      <Anchor
                        renderRoot={(props) => (
                          <Link
                            to="/p/$project/insights/$insight"
                            params={{ project, insight: id }}
                            {...props}
                          />
                        )}
                      >
                        {name}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{t(`app:kind.${question.kind}`)}</Table.Td>
                    <Table.Td>
                      <Text size="sm" c="dimmed">
                        {format.instant(updatedAt, timezone)}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="end">
                      {canEdit && (
                        <Menu position="bottom-end">
                          <Menu.Target>
                            <ActionIcon
                              variant="subtle"
                              color="gray"
                              aria-label={t("saved.actions", { name })}
                            >
                              <IconDots size={16} />
                            </ActionIcon>
                          </Menu.Target>
                          <Menu.Dropdown>
                            <Menu.Item
                              color="red"
                              leftSection={<IconTrash size={15} />}
                              onClick={() => setDoomed({ id, name })}
                            >
                              {t("saved.delete")}
                            </Menu.Item>
                          </Menu.Dropdown>
                        </Menu>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Card>
      )}
      <ConfirmModal
        opened={doomed !== null}
        title={t("saved.deleteTitle", { name: doomed?.name ?? "" })}
        confirm={t("saved.delete")}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setDoomed(null)}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(null) })}
      >
        {t("saved.deleteText")}
      </ConfirmModal>
    </Stack>
  );
}
