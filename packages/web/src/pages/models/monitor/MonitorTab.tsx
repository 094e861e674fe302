import type { Model, ModelMonitor } from "@lepton/server";
import { Alert, Group, List, Stack, Text } from "@mantine/core";
import { IconHeartbeat } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useModelMonitor } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { EmptyState } from "../../../parts/EmptyState.tsx";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { Section } from "../quality/Section.tsx";
import { useWords } from "../useWords.ts";
import { Checks } from "./Checks.tsx";
import { HealthBadge } from "./HealthBadge.tsx";
import { Shifts } from "./Shifts.tsx";

/** Whether the model still fits: what it is fed, what it says, and what happened. */
export function MonitorTab({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const { id: project } = useProject();
  const monitor = useModelMonitor(project, model.id);
  if (monitor.isError) return <ErrorState error={monitor.error} onRetry={monitor.refetch} />;
  if (monitor.isPending) return <SkeletonCard height={420} lines={8} />;
  if (monitor.data.checks.length === 0)
    return (
      <EmptyState icon={IconHeartbeat} title={t("monitor.emptyTitle")}>
        {t("monitor.emptyText")}
      </EmptyState>
    );
  return (
    <Stack gap="lg">
      <Health model={model} monitor={monitor.data} />
      <Checks model={model} monitor={monitor.data} />
      {monitor.data.latest.length > 0 && <Shifts model={model} monitor={monitor.data} />}
    </Stack>
  );
}

function Health({ model, monitor: { health, thresholds } }: { model: Model; monitor: ModelMonitor }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  if (health === null) return null;
  return (
    <Section
      title={t("monitor.title")}
      text={t("monitor.text", {
        watch: format.number(thresholds.watch),
        alert: format.number(thresholds.alert),
        people: format.number(thresholds.leastPeople),
      })}
    >
      <Group mb={health.reasons.length > 0 ? "sm" : 0}>
        <HealthBadge state={health.state} />
        <Text size="sm">{t(`monitor.state.${health.state}`)}</Text>
      </Group>
      {health.reasons.length > 0 && (
        <Alert color={health.state === "alert" ? "red" : "honey"}>
          <List size="sm">
            {health.reasons.map(({ code, feature, value }) => (
              <List.Item key={`${code} ${feature ?? ""}`}>
                {t(`monitor.reason.${code}`, {
                  feature: feature ? words.feature(feature, model.inputs) : "",
                  value: format.number(value, 2),
                  metric: words.metric(model.headline.metric),
                })}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Section>
  );
}
