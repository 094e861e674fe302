import type { ActSchedule, Audience } from "@lepton/server";
import { Button, Card, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpdateAudience } from "../../../api/hooks/act.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SecretModal } from "./Secret.tsx";

/** Where and when an audience is sent. */
export function WebhookCard({ audience }: { audience: Audience }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const update = useUpdateAudience(project);
  const [url, setUrl] = useState(audience.webhookUrl ?? "");
  const [schedule, setSchedule] = useState(audience.schedule);
  const [secret, setSecret] = useState<string | null>(null);
  const isChanged = url !== (audience.webhookUrl ?? "") || schedule !== audience.schedule;
  return (
    <Card component="section" aria-labelledby="webhook">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate(
            { id: audience.id, webhookUrl: url.trim() || null, schedule },
            { onSuccess: (made) => setSecret(made.secret) },
          );
        }}
      >
        <Stack gap="sm">
          <Title order={3} id="webhook">
            {t("audience.delivery")}
          </Title>
          <TextInput
            type="url"
            label={t("audience.webhook")}
            placeholder="https://crm.example.com/hooks/lepton"
            maxLength={2000}
            disabled={!canEdit}
            value={url}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
          />
          <Select
            label={t("audience.schedule")}
            data={(["manual", "hourly", "daily"] as const).map((value) => ({
              value,
              label: t(`schedule.${value}`),
            }))}
            disabled={!canEdit}
            value={schedule}
            onChange={(value) => value && setSchedule(value as ActSchedule)}
          />
          <Text size="xs" c="dimmed">
            {t("audience.signed")}
          </Text>
          {update.isError && <ErrorState error={update.error} compact />}
          {canEdit && (
            <Group>
              <Button type="submit" variant="default" disabled={!isChanged} loading={update.isPending}>
                {t("audience.saveWebhook")}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      <SecretModal secret={secret} onClose={() => setSecret(null)} />
    </Card>
  );
}
