import type { Delivery } from "@lepton/server";
import { Badge, Button, Card, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeliveries, useSendAgain } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";

const looks = {
  waiting: { color: "gray", icon: IconClock },
  delivered: { color: "pine", icon: IconCircleCheck },
  failed: { color: "red", icon: IconAlertTriangle },
} as const;

const page = 12;

/** What was sent to a webhook, with what it answered. */
export function DeliveryLog({ subject }: { subject: string }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const log = useDeliveries(project, subject);
  const [shown, setShown] = useState(page);
  if (log.isError) return <ErrorState error={log.error} onRetry={log.refetch} />;
  if (log.isPending) return <SkeletonCard height={140} lines={3} />;
  const { items } = log.data;
  return (
    <Card component="section" aria-labelledby="log">
      <Title order={3} id="log" mb="xs">
        {t("log.title")}
      </Title>
      {items.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("log.empty")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={460}>
          <Table verticalSpacing="xs" fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("log.when")}</Table.Th>
                <Table.Th>{t("log.what")}</Table.Th>
                <Table.Th>{t("log.status")}</Table.Th>
                <Table.Th>{t("log.answer")}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, shown).map((one) => (
                <Row key={one.id} delivery={one} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {items.length > shown && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setShown(shown + 50)}>
          {t("log.more", { count: items.length - shown })}
        </Button>
      )}
    </Card>
  );
}

const told = ["redirect", "status", "WEBHOOK_UNREACHABLE", "WEBHOOK_ADDRESS_PRIVATE", "WEBHOOK_SECRET_LOST"];

function Row({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const canEdit = useCanEdit();
  const again = useSendAgain(project, delivery.subject);
  const { status, added, removed, attempts, lastStatus, lastProblem, nextAt, type } = delivery;
  const { color, icon: Icon } = looks[status];
  const why = lastProblem && told.includes(lastProblem) ? t(`log.why.${lastProblem}`) : lastProblem;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{format.instant(delivery.createdAt, timezone)}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        {type === "audience.changed"
          ? t("log.changed", { added: format.number(added), removed: format.number(removed) })
          : t(`log.type.${type.replace(".", "_")}`, { defaultValue: type })}
      </Table.Td>
      <Table.Td>
        <Badge component="span" color={color} leftSection={<Icon size={12} aria-hidden />}>
          {t(`log.is.${status}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {lastStatus ?? (attempts > 0 ? t("log.none") : "–")}
          {attempts > 1 && ` · ${t("log.attempts", { count: attempts })}`}
        </Text>
        {why && (
          <Text size="xs" c="dimmed">
            {why}
            {status === "waiting" && nextAt && ` ${t("log.next", { at: format.instant(nextAt, timezone) })}`}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {status === "failed" && canEdit && (
          <Button
            size="compact-xs"
            variant="default"
            loading={again.isPending}
            onClick={() => again.mutate(delivery.id)}
          >
            {t("log.again")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
