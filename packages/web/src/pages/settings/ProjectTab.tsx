import type { Project, UpdateProjectRequest } from "@lepton/server";
import {
  Button,
  Card,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpdateProject } from "../../api/hooks/members.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EventPicker } from "../../parts/EventPicker.tsx";
import { FilterEditor } from "../../parts/filter/FilterEditor.tsx";
import { PropertyPicker } from "../../parts/PropertyPicker.tsx";
import { currencies, zones } from "./choices.ts";
import { SampleCard } from "./SampleCard.tsx";

const editable = [
  "name",
  "timezone",
  "weekStart",
  "currency",
  "coreEvent",
  "revenueEvent",
  "revenueProperty",
  "internalUsersFilter",
  "pmfThreshold",
  "storeIp",
  "dropBots",
] as const;
type Settings = Pick<Project, (typeof editable)[number]>;

/** How numbers are counted in this project. */
export function ProjectTab() {
  const { t } = useTranslation("settings");
  const project = useProject();
  const canEdit = useCanEdit();
  const update = useUpdateProject(project.id);
  const [settings, setSettings] = useState<Settings>(project);
  const set = (change: Partial<Settings>) => setSettings({ ...settings, ...change });
  const changes = Object.fromEntries(
    editable
      .filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(project[key]))
      .map((key) => [key, settings[key]]),
  ) as UpdateProjectRequest;
  const isChanged = Object.keys(changes).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(changes, { onSuccess: () => notifications.show({ message: t("saved") }) });
  };
  return (
    <Stack gap="lg" maw={760}>
      <form onSubmit={submit}>
        <fieldset disabled={!canEdit} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="lg">
            <Section title={t("project.basics")}>
              <TextInput
                label={t("project.name")}
                description={t("project.nameHint")}
                required
                maxLength={200}
                value={settings.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <Select
                  label={t("project.timezone")}
                  description={t("project.timezoneHint")}
                  searchable
                  limit={80}
                  data={zones(settings.timezone)}
                  value={settings.timezone}
                  onChange={(timezone) => timezone && set({ timezone })}
                />
                <Select
                  label={t("project.weekStart")}
                  description={t("project.weekStartHint")}
                  data={(["monday", "sunday"] as const).map((value) => ({
                    value,
                    label: t(`project.${value}`),
                  }))}
                  value={settings.weekStart}
                  onChange={(weekStart) =>
                    weekStart && set({ weekStart: weekStart === "sunday" ? "sunday" : "monday" })
                  }
                />
                <Select
                  label={t("project.currency")}
                  description={t("project.currencyHint")}
                  searchable
                  data={currencies(settings.currency)}
                  value={settings.currency}
                  onChange={(currency) => currency && set({ currency })}
                />
              </Group>
            </Section>
            <Section title={t("project.counts")}>
              <Labelled label={t("project.coreEvent")} hint={t("project.coreEventHint")}>
                <EventPicker
                  label={t("project.coreEvent")}
                  value={settings.coreEvent}
                  onChange={(coreEvent) => set({ coreEvent })}
                />
              </Labelled>
              <Group grow align="flex-start" preventGrowOverflow={false}>
                <Labelled label={t("project.revenueEvent")} hint={t("project.revenueEventHint")}>
                  <EventPicker
                    label={t("project.revenueEvent")}
                    value={settings.revenueEvent}
                    onChange={(revenueEvent) => set({ revenueEvent })}
                  />
                </Labelled>
                <Labelled label={t("project.revenueProperty")} hint={t("project.revenuePropertyHint")}>
                  <PropertyPicker
                    on={["event"]}
                    numeric
                    clearable
                    event={settings.revenueEvent}
                    placeholder={t("project.revenueProperty")}
                    value={settings.revenueProperty ? { on: "event", key: settings.revenueProperty } : null}
                    onChange={(property) => set({ revenueProperty: property?.key ?? null })}
                  />
                </Labelled>
              </Group>
              <NumberInput
                label={t("project.pmfThreshold")}
                description={t("project.pmfThresholdHint")}
                w={280}
                min={1}
                max={99}
                suffix=" %"
                allowDecimal={false}
                clampBehavior="blur"
                value={Math.round(settings.pmfThreshold * 100)}
                onChange={(value) =>
                  typeof value === "number" && value >= 1 && value <= 99 && set({ pmfThreshold: value / 100 })
                }
              />
            </Section>
            <Section title={t("project.internal")}>
              <Text size="sm" c="dimmed">
                {t("project.internalHint")}
              </Text>
              <FilterEditor
                peopleOnly
                value={settings.internalUsersFilter ?? undefined}
                onChange={(filter) => set({ internalUsersFilter: filter ?? null })}
              />
            </Section>
            <Section title={t("project.kept")}>
              {(["storeIp", "dropBots"] as const).map((key) => (
                <Switch
                  key={key}
                  label={t(`project.${key}`)}
                  description={t(`project.${key}Hint`)}
                  checked={settings[key]}
                  onChange={(event) => set({ [key]: event.currentTarget.checked })}
                />
              ))}
            </Section>
            {update.error && <ErrorState error={update.error} />}
            {canEdit && (
              <Group>
                <Button type="submit" disabled={!isChanged} loading={update.isPending}>
                  {t("save")}
                </Button>
                {isChanged && (
                  <Button variant="subtle" onClick={() => setSettings(project)}>
                    {t("undo")}
                  </Button>
                )}
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
      {canEdit && <SampleCard project={project} />}
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card component="section">
      <Title order={2} size="h3" mb="md">
        {title}
      </Title>
      <Stack gap="md">{children}</Stack>
    </Card>
  );
}

/** A label and a hint for parts that bring none. */
function Labelled({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed" mb={5}>
        {hint}
      </Text>
      {children}
    </div>
  );
}
