import type { Audience } from "@lepton/server";
import { Anchor, Button, Group, Stack, Switch, Table, Text } from "@mantine/core";
import { IconPlus, IconSpeakerphone } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useActSettings, useAudiences, useSetActSettings } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../../parts/EmptyState.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { useNow } from "../../people/PeopleTable.tsx";
import { Frame } from "../Frame.tsx";
import { AudienceModal } from "./AudienceModal.tsx";

const route = getRouteApi("/p/$project/act");

export function AudiencesTab() {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const { make } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useAudiences(project);
  if (list.isError) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (list.isPending) return <SkeletonCard height={200} lines={4} />;
  const { items } = list.data;
  const add = canEdit && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => navigate({ search: { tab: "audiences", make: true } })}
    >
      {t("audience.make")}
    </Button>
  );
  return (
    <Stack>
      {items.length === 0 ? (
        <EmptyState icon={IconSpeakerphone} title={t("audience.emptyTitle")} actions={add}>
          {t(canEdit ? "audience.emptyText" : "audience.emptyViewer")}
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between" align="flex-start">
            <Text c="dimmed" size="sm" maw={620}>
              {t("audience.lead")}
            </Text>
            {add}
          </Group>
          <List items={items} />
        </>
      )}
      <PrivateAddresses />
      <AudienceModal
        opened={make === true && canEdit}
        onClose={() => navigate({ search: { tab: "audiences" }, replace: true })}
      />
    </Stack>
  );
}

function List({ items }: { items: Audience[] }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const now = useNow();
  const { id: project } = useProject();
  return (
    <Frame minWidth={320}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("audience.column.name")}</Table.Th>
          <Table.Th ta="end">{t("audience.column.people")}</Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            {t("audience.column.heldOut")}
          </Table.Th>
          <Table.Th visibleFrom="sm">{t("audience.column.to")}</Table.Th>
          <Table.Th visibleFrom="md">{t("audience.column.last")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map(({ id, name, delivered, heldOut, webhookUrl, schedule, lastRunAt, lastProblem }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Anchor
                fw={600}
                c="var(--mantine-color-text)"
                renderRoot={(props) => (
                  <Link
                    to="/p/$project/act/audiences/$audience"
                    params={{ project, audience: id }}
                    {...props}
                  />
                )}
              >
                {name}
              </Anchor>
              {lastProblem && (
                <Text size="xs" c="red">
                  {t("audience.failed")}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="end">{lastRunAt ? format.number(delivered) : "–"}</Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {lastRunAt ? format.number(heldOut) : "–"}
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm">{webhookUrl ? new URL(webhookUrl).host : t("audience.byHand")}</Text>
              <Text size="xs" c="dimmed">
                {t(`schedule.${schedule}`)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="md">
              <Text size="sm" c="dimmed">
                {lastRunAt ? format.ago(lastRunAt, now) : t("audience.never")}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Frame>
  );
}

/** Only an owner may open this server's own network to webhooks. */
function PrivateAddresses() {
  const { t } = useTranslation("act");
  const { id: project, role } = useProject();
  const settings = useActSettings(project);
  const set = useSetActSettings(project);
  if (role !== "owner" || !settings.data) return null;
  return (
    <Stack gap="xs" mt="lg">
      <Switch
        label={t("private.label")}
        description={t("private.text")}
        // What was asked for shows at once; a refusal takes it back.
        checked={((!set.isError && set.variables) || settings.data).allowPrivateAddresses}
        onChange={({ currentTarget }) => set.mutate({ allowPrivateAddresses: currentTarget.checked })}
      />
      {set.isError && <ErrorState error={set.error} compact />}
    </Stack>
  );
}
