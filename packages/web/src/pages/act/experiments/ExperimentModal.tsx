import type { FilterGroup } from "@lepton/growth";
import { Button, Divider, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { experiments } from "../../../api/hooks/act.ts";
import { useProject } from "../../../app/project.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { FilterEditor } from "../../../parts/filter/FilterEditor.tsx";
import { createBody, emptyDraft, emptyMetric, keyOf, problemsOf } from "./form.ts";
import { MetricFields } from "./MetricFields.tsx";
import { PlanCard } from "./PlanCard.tsx";
import { useMetricWords } from "./useMetricWords.ts";
import { VariantFields } from "./VariantFields.tsx";

interface ExperimentModalProps {
  opened: boolean;
  onClose(): void;
  /** People it is for, and what to call it. */
  who?: FilterGroup | undefined;
  name?: string | undefined;
}

export function ExperimentModal({ opened, onClose, who, name }: ExperimentModalProps) {
  const { t } = useTranslation(["act", "parts"]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t("experiment.make")}
      closeButtonProps={{ "aria-label": t("parts:close") }}
    >
      {opened && <Form key={name ?? ""} who={who} name={name} />}
    </Modal>
  );
}

const mostMetrics = 12;

function Form({ who, name }: { who: FilterGroup | undefined; name: string | undefined }) {
  const { t } = useTranslation("act");
  const { id: project } = useProject();
  const navigate = useNavigate();
  const words = useMetricWords();
  const create = experiments.useCreate(project);
  const [draft, setDraft] = useState(() => emptyDraft(name, who));
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const error = (key: string) => (tried && problems.includes(key) ? t(key) : undefined);
  const [primary, ...others] = draft.metrics;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (problems.length > 0) return;
        create.mutate(createBody(draft, words.name), {
          onSuccess: ({ id }) =>
            navigate({ to: "/p/$project/act/experiments/$experiment", params: { project, experiment: id } }),
        });
      }}
    >
      <Stack gap="md">
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <TextInput
            label={t("experiment.name")}
            placeholder={t("experiment.namePlaceholder")}
            required
            data-autofocus
            maxLength={200}
            value={draft.name}
            error={error("problem.name")}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          />
          <TextInput
            label={t("experiment.key")}
            description={t("experiment.keyHint")}
            required
            maxLength={64}
            value={keyOf(draft)}
            error={error("problem.key")}
            onChange={({ currentTarget }) => set({ key: currentTarget.value })}
          />
        </Group>
        <Textarea
          label={t("experiment.hypothesis")}
          placeholder={t("experiment.hypothesisPlaceholder")}
          autosize
          minRows={2}
          maxLength={2000}
          value={draft.hypothesis}
          onChange={({ currentTarget }) => set({ hypothesis: currentTarget.value })}
        />
        <Section title={t("experiment.variants")} text={t("experiment.variantsLead")}>
          <VariantFields variants={draft.variants} onChange={(variants) => set({ variants })} />
          {error("problem.variants") && (
            <Text size="sm" c="red" role="alert">
              {error("problem.variants")}
            </Text>
          )}
        </Section>
        <Section title={t("experiment.who")} text={t("experiment.whoLead")}>
          <FilterEditor peopleOnly value={draft.who} onChange={(next) => set({ who: next })} />
        </Section>
        <Section title={t("experiment.metrics")} text={t("experiment.metricsLead")}>
          {primary && (
            <MetricFields metric={primary} onChange={(metric) => set({ metrics: [metric, ...others] })} />
          )}
          {others.map((metric, i) => (
            <MetricFields
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are alike, the place is what stays.
              key={i}
              withRole
              metric={metric}
              onChange={(next) =>
                set({ metrics: draft.metrics.map((old, at) => (at === i + 1 ? next : old)) })
              }
              onRemove={() => set({ metrics: draft.metrics.filter((_, at) => at !== i + 1) })}
            />
          ))}
          {draft.metrics.length < mostMetrics && (
            <Group>
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => set({ metrics: [...draft.metrics, emptyMetric("guardrail")] })}
              >
                {t("metric.add")}
              </Button>
            </Group>
          )}
          {error("problem.metric") && (
            <Text size="sm" c="red" role="alert">
              {error("problem.metric")}
            </Text>
          )}
        </Section>
        <PlanCard draft={draft} onPlanned={(plannedPeople) => set({ plannedPeople })} />
        <NumberInput
          w={220}
          label={t("experiment.planned")}
          description={t("experiment.plannedHint")}
          min={100}
          max={100_000_000}
          allowDecimal={false}
          thousandSeparator
          value={draft.plannedPeople}
          onChange={(value) => typeof value === "number" && value >= 100 && set({ plannedPeople: value })}
        />
        {create.isError && <ErrorState error={create.error} compact />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t("experiment.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Section({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <div>
      <Divider mb="sm" />
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {text}
      </Text>
      <Stack gap="sm">{children}</Stack>
    </div>
  );
}
