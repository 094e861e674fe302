import type { Experiment } from "@lepton/server";
import { Anchor, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconFlask2, IconPlus } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { experiments, useAudience } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../../parts/EmptyState.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { Frame } from "../Frame.tsx";
import { ExperimentModal } from "./ExperimentModal.tsx";
import { SampleResult } from "./SampleResult.tsx";
import { StatusBadge } from "./StatusBadge.tsx";

const route = getRouteApi("/p/$project/act");

export function ExperimentsTab() {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const { make, audience } = route.useSearch();
  const navigate = route.useNavigate();
  const list = experiments.useList(project);
  const forWhom = useAudience(project, audience);
  const isWaiting = audience !== undefined && forWhom.isPending;
  if (list.isError) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (list.isPending) return <SkeletonCard height={200} lines={4} />;
  const { items } = list.data;
  const add = canEdit && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => navigate({ search: { tab: "experiments", make: true } })}
    >
      {t("experiment.make")}
    </Button>
  );
  return (
    <Stack>
      {items.length === 0 ? (
        <EmptyState
          icon={IconFlask2}
          title={t("experiment.emptyTitle")}
          actions={add}
          sample={<SampleResult />}
        >
          {t(canEdit ? "experiment.emptyText" : "experiment.emptyViewer")}
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between" align="flex-start">
            <Text c="dimmed" size="sm" maw={620}>
              {t("experiment.lead")}
            </Text>
            {add}
          </Group>
          <List items={items} />
        </>
      )}
      <ExperimentModal
        opened={make === true && canEdit && !isWaiting}
        who={forWhom.data?.who}
        name={forWhom.data && t("experiment.nameFor", { audience: forWhom.data.name })}
        onClose={() => navigate({ search: { tab: "experiments" }, replace: true })}
      />
    </Stack>
  );
}

function List({ items }: { items: Experiment[] }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  return (
    <Frame minWidth={320}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("experiment.column.name")}</Table.Th>
          <Table.Th>{t("experiment.column.status")}</Table.Th>
          <Table.Th visibleFrom="sm">{t("experiment.column.metric")}</Table.Th>
          <Table.Th visibleFrom="md">{t("experiment.column.since")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>
              <Anchor
                fw={600}
                c="var(--mantine-color-text)"
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/act/experiments/$experiment"
                    params={{ project, experiment: one.id }}
                    {...props}
                  />
                )}
              >
                {one.name}
              </Anchor>
              <Text size="xs" c="dimmed" ff={one.audience ? undefined : "monospace"}>
                {one.audience ? t("experiment.ofAudience") : one.key}
              </Text>
            </Table.Td>
            <Table.Td>
              <StatusBadge status={one.status} />
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm">{one.metrics.find(({ role }) => role === "primary")?.name}</Text>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Text size="sm" c="dimmed">
                {one.startedAt ? format.instant(one.startedAt, timezone) : "–"}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Frame>
  );
}
