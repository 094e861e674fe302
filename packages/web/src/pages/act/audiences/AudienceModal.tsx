import type { FilterGroup } from "@lepton/growth";
import type { ActSchedule } from "@lepton/server";
import { Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCreateAudience } from "../../../api/hooks/act.ts";
import { usePropertyNames } from "../../../api/hooks/schema.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { FilterEditor } from "../../../parts/filter/FilterEditor.tsx";
import { emptyMetric, isComplete, metricBody } from "../experiments/form.ts";
import { MetricFields } from "../experiments/MetricFields.tsx";
import { useMetricWords } from "../experiments/useMetricWords.ts";
import { Preview } from "./Preview.tsx";
import { SecretModal } from "./Secret.tsx";

const schedules: ActSchedule[] = ["manual", "hourly", "daily"];

export function AudienceModal({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useTranslation(["act", "parts"]);
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const { id: project } = useProject();
  const navigate = useNavigate();
  const show = (audience: string) =>
    navigate({ to: "/p/$project/act/audiences/$audience", params: { project, audience } });
  return (
    <>
      <Modal
        opened={opened && made === null}
        onClose={onClose}
        size="xl"
        title={t("audience.make")}
        closeButtonProps={{ "aria-label": t("parts:close") }}
      >
        {opened && (
          <Form onMade={(id, secret) => (secret === null ? void show(id) : setMade({ id, secret }))} />
        )}
      </Modal>
      <SecretModal secret={made?.secret ?? null} onClose={() => made && show(made.id)} />
    </>
  );
}

function Form({ onMade }: { onMade(id: string, secret: string | null): void }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const words = useMetricWords();
  const create = useCreateAudience(project);
  const [name, setName] = useState("");
  const [who, setWho] = useState<FilterGroup | undefined>();
  const [holdout, setHoldout] = useState(10);
  const [metric, setMetric] = useState(() => emptyMetric("primary"));
  const [webhookUrl, setWebhookUrl] = useState("");
  const [schedule, setSchedule] = useState<ActSchedule>("manual");
  const [tried, setTried] = useState(false);
  const isBare = who === undefined;
  const lacksMetric = holdout > 0 && !isComplete(metric);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name.trim() === "" || who === undefined || lacksMetric) return;
        create.mutate(
          {
            name: name.trim(),
            who,
            holdout: holdout / 100,
            schedule,
            webhookUrl: webhookUrl.trim() || null,
            ...(holdout > 0 ? { metric: metricBody(metric, "effect", words.name(metric)) } : {}),
          },
          { onSuccess: ({ audience, secret }) => onMade(audience.id, secret) },
        );
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("audience.name")}
          placeholder={t("audience.namePlaceholder")}
          required
          data-autofocus
          maxLength={200}
          value={name}
          error={tried && name.trim() === "" ? t("problem.name") : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <div>
          <Text fw={600}>{t("audience.who")}</Text>
          <Text size="sm" c="dimmed" mb="xs">
            {t("audience.whoLead")}
          </Text>
          <Scores onChoose={setWho} />
          <FilterEditor peopleOnly value={who} onChange={setWho} />
          {tried && isBare && (
            <Text size="sm" c="red" role="alert">
              {t("problem.who")}
            </Text>
          )}
        </div>
        <Preview who={who} holdout={holdout / 100} />
        <div>
          <NumberInput
            w={260}
            label={t("audience.holdout")}
            description={t("audience.holdoutHint")}
            min={0}
            max={90}
            suffix=" %"
            value={holdout}
            onChange={(value) => typeof value === "number" && setHoldout(value)}
          />
          {holdout > 0 && (
            <Stack gap={4} mt="sm">
              <Text size="sm" c="dimmed">
                {t("audience.metricLead")}
              </Text>
              <MetricFields metric={metric} onChange={setMetric} />
              {tried && lacksMetric && (
                <Text size="sm" c="red" role="alert">
                  {t("problem.metric")}
                </Text>
              )}
            </Stack>
          )}
        </div>
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            type="url"
            label={t("audience.webhook")}
            description={t("audience.webhookHint")}
            placeholder="https://crm.example.com/hooks/lepton"
            maxLength={2000}
            value={webhookUrl}
            onChange={({ currentTarget }) => setWebhookUrl(currentTarget.value)}
          />
          <Select
            label={t("audience.schedule")}
            description={t("audience.scheduleHint")}
            data={schedules.map((value) => ({ value, label: t(`schedule.${value}`) }))}
            value={schedule}
            onChange={(value) => value && setSchedule(value as ActSchedule)}
          />
        </Group>
        {create.isError && <ErrorState error={create.error} compact />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t("audience.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Scores of published models are properties of people: one click makes a filter of one. */
function Scores({ onChoose }: { onChoose(who: FilterGroup): void }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const names = usePropertyNames(project, "person");
  const scores = (names.data?.items ?? []).filter(
    ({ key, type }) => key.startsWith("lepton_") && type === "number",
  );
  if (scores.length === 0)
    return (
      <Text size="xs" c="dimmed" mb={6}>
        {t("audience.noScores")}
      </Text>
    );
  return (
    <Group gap="xs" mb={6}>
      {scores.map(({ key }) => (
        <Button
          key={key}
          size="compact-sm"
          variant="default"
          leftSection={<IconSparkles size={14} aria-hidden />}
          onClick={() =>
            onChoose({
              type: "group",
              op: "and",
              filters: [{ type: "property", on: "person", key, operator: "gt", value: 0.6 }],
            })
          }
        >
          {t("audience.score", { key })}
        </Button>
      ))}
    </Group>
  );
}
