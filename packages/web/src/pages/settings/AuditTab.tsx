import { Button, Card, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAudit } from "../../api/hooks/members.ts";
import { useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../parts/SkeletonCard.tsx";
import { shortValue } from "../people/timeline.ts";

/** Who changed what, newest first. */
export function AuditTab() {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const { id: project, role, timezone } = useProject();
  const audit = useAudit(project, role === "owner");
  if (role !== "owner") return <Text c="dimmed">{t("audit.owners")}</Text>;
  if (audit.isError) return <ErrorState error={audit.error} onRetry={audit.refetch} />;
  if (audit.isPending) return <SkeletonCard height={320} lines={8} />;
  const rows = audit.data.pages.flatMap((page) => page.items);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("audit.lead")}
      </Text>
      <Card p={0}>
        <Table.ScrollContainer minWidth={680}>
          <Table horizontalSpacing="md" verticalSpacing={7} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={200}>{t("audit.time")}</Table.Th>
                <Table.Th>{t("audit.who")}</Table.Th>
                <Table.Th>{t("audit.what")}</Table.Th>
                <Table.Th>{t("audit.detail")}</Table.Th>
                <Table.Th>{t("audit.ip")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ id, at, actor, action, target, detail, ip }) => (
                <Table.Tr key={id}>
                  <Table.Td c="dimmed">{format.instant(at, timezone)}</Table.Td>
                  <Table.Td>{actor}</Table.Td>
                  <Table.Td>
                    <Text size="sm" fw={600}>
                      {t(`audit.action.${action.replace(".", "_")}`, { defaultValue: action })}
                    </Text>
                    <Text size="xs" c="dimmed" ff="monospace">
                      {target}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                      {Object.keys(detail).length > 0 ? shortValue(detail, 160) : ""}
                    </Text>
                  </Table.Td>
                  <Table.Td c="dimmed">{ip}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Card>
      {audit.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: "center" }}
          loading={audit.isFetchingNextPage}
          onClick={() => audit.fetchNextPage()}
        >
          {t("audit.more")}
        </Button>
      )}
    </Stack>
  );
}
