import { ActionIcon, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EventPicker } from "../../../parts/EventPicker.tsx";
import { PropertyPicker } from "../../../parts/PropertyPicker.tsx";
import type { MetricDraft } from "./form.ts";

interface MetricFieldsProps {
  metric: MetricDraft;
  onChange(metric: MetricDraft): void;
  onRemove?: () => void;
  /** Without: the role is given. */
  withRole?: boolean;
}

/** One metric as a row: what of which event, within how many days, up or down. */
export function MetricFields({ metric, onChange, onRemove, withRole = false }: MetricFieldsProps) {
  const { t } = useTranslation("act");
  const set = (change: Partial<MetricDraft>) => onChange({ ...metric, ...change });
  return (
    <Stack gap={6}>
      <Group gap="xs" align="flex-end" wrap="wrap">
        {withRole && (
          <Select
            w={130}
            size="sm"
            label={t("metric.role")}
            data={(["secondary", "guardrail"] as const).map((value) => ({
              value,
              label: t(`metric.roles.${value}`),
            }))}
            value={metric.role}
            onChange={(role) => role && set({ role: role as MetricDraft["role"] })}
          />
        )}
        <Select
          w={150}
          label={t("metric.kind")}
          data={(["conversion", "count", "sum"] as const).map((value) => ({
            value,
            label: t(`metric.kinds.${value}`),
          }))}
          value={metric.kind}
          onChange={(kind) => kind && set({ kind: kind as MetricDraft["kind"] })}
        />
        <Stack gap={4}>
          <Text size="sm" fw={600} aria-hidden>
            {t("metric.event")}
          </Text>
          <EventPicker
            w={180}
            withAny={false}
            label={t("metric.event")}
            value={metric.event}
            onChange={(event) => set({ event })}
          />
        </Stack>
        {metric.kind === "sum" && (
          <Stack gap={4}>
            <Text size="sm" fw={600} aria-hidden>
              {t("metric.property")}
            </Text>
            <PropertyPicker
              w={150}
              numeric
              on={["event"]}
              event={metric.event}
              value={metric.property === null ? null : { on: "event", key: metric.property }}
              onChange={(property) => set({ property: property?.key ?? null })}
            />
          </Stack>
        )}
        <NumberInput
          w={110}
          label={t("metric.window")}
          min={1}
          max={90}
          allowDecimal={false}
          suffix={t("metric.days")}
          value={metric.windowDays}
          onChange={(value) => typeof value === "number" && value >= 1 && set({ windowDays: value })}
        />
        <Select
          w={120}
          label={t("metric.goal")}
          data={(["increase", "decrease"] as const).map((value) => ({
            value,
            label: t(`metric.goals.${value}`),
          }))}
          value={metric.goal}
          onChange={(goal) => goal && set({ goal: goal as MetricDraft["goal"] })}
        />
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" mb={4} onClick={onRemove} aria-label={t("metric.remove")}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
    </Stack>
  );
}
