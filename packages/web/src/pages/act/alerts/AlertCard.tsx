import type { Alert } from "@lepton/server";
import { ActionIcon, Badge, Button, Card, Group, Stack, Switch, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconBell, IconCircleCheck, IconHourglass, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCheckAlert, useRemoveAlert, useUpdateAlert } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { Sparkline } from "../../../charts/mini/Sparkline.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ConfirmModal } from "../../../parts/ConfirmModal.tsx";
import { useNow } from "../../people/PeopleTable.tsx";

const looks = {
  unchecked: { color: "gray", icon: IconHourglass },
  ok: { color: "pine", icon: IconCircleCheck },
  firing: { color: "red", icon: IconBell },
  notEnough: { color: "gray", icon: IconHourglass },
  failed: { color: "honey", icon: IconAlertTriangle },
} as const;

/** One alert: what it watches, what it saw last, and whether it fires. */
export function AlertCard({ alert, insight }: { alert: Alert; insight: string | undefined }) {
  const { t } = useTranslation("act");
  const format = useFormat();
  const now = useNow();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const update = useUpdateAlert(project);
  const check = useCheckAlert(project);
  const remove = useRemoveAlert(project);
  const [isLeaving, setLeaving] = useState(false);
  const { name, rule, state, last, have, need, problem, isOn, schedule, lastCheckedAt, webhookUrl } = alert;
  const { color, icon: Icon } = looks[state];
  const ruleText =
    rule.kind === "unusual"
      ? t(`alert.watch.${rule.direction}`)
      : t(`alert.watch.${rule.op}`, { value: format.number(rule.value, 2) });
  return (
    <Card component="article" aria-label={name} style={{ opacity: isOn ? 1 : 0.75 }}>
      <Stack gap="xs" h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Title order={3} size="h4" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            <Text size="xs" c="dimmed">
              {insight ?? t("alert.gone")} · {ruleText}
            </Text>
          </div>
          <Badge
            component="span"
            color={color}
            leftSection={<Icon size={12} aria-hidden />}
            miw="max-content"
          >
            {t(`alert.state.${state}`)}
          </Badge>
        </Group>
        {last && (
          <>
            <Sparkline values={last.values} height={48} label={t("alert.line", { name })} />
            <Text size="sm">
              {t("alert.saw", { value: format.number(last.value, 2), bucket: last.bucket })}
              {last.z !== null && ` ${t("alert.away", { z: format.number(Math.abs(last.z), 1) })}`}
            </Text>
          </>
        )}
        {state === "notEnough" && (
          <Text size="sm">
            {t("alert.notEnough", { have: format.number(have), need: format.number(need) })}
          </Text>
        )}
        {state === "failed" && (
          <Text size="sm" c="red">
            {problem}
          </Text>
        )}
        <Group justify="space-between" mt="auto" gap="xs">
          <Text size="xs" c="dimmed">
            {t(`schedule.${schedule}`)}
            {webhookUrl && ` · ${new URL(webhookUrl).host}`}
            {lastCheckedAt && ` · ${t("alert.checked", { ago: format.ago(lastCheckedAt, now) })}`}
          </Text>
          {canEdit && (
            <Group gap={4} wrap="nowrap">
              <Switch
                size="xs"
                aria-label={t("alert.on", { name })}
                checked={isOn}
                disabled={update.isPending}
                onChange={({ currentTarget }) => update.mutate({ id: alert.id, isOn: currentTarget.checked })}
              />
              <Button
                size="compact-xs"
                variant="default"
                loading={check.isPending}
                onClick={() => check.mutate(alert.id)}
              >
                {t("alert.check")}
              </Button>
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t("alert.removeNamed", { name })}
                onClick={() => setLeaving(true)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          )}
        </Group>
      </Stack>
      <ConfirmModal
        opened={isLeaving}
        title={t("alert.removeTitle", { name })}
        confirm={t("alert.remove")}
        pending={remove.isPending}
        error={remove.error}
        onClose={() => setLeaving(false)}
        onConfirm={() => remove.mutate(alert.id, { onSuccess: () => setLeaving(false) })}
      >
        {t("alert.removeText")}
      </ConfirmModal>
    </Card>
  );
}
