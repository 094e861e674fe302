import type { Project } from "@lepton/server";
import { ActionIcon, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpdateProject } from "../../api/hooks/members.ts";
import { useProject } from "../../app/project.tsx";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { EventPicker } from "../../parts/EventPicker.tsx";
import { PropertyPicker } from "../../parts/PropertyPicker.tsx";
import classes from "./feedback.module.css";

type Source = Project["feedbackEvents"][number];
const blank: Source = { event: "", property: "", scoreProperty: null, scale: null };
/** `key` tells rows apart while they are edited. */
type Row = Source & { key: number };
let lastKey = 0;
const rowOf = (source: Source): Row => {
  lastKey += 1;
  return { ...source, key: lastKey };
};
const scales = ["csat", "nps", "ces"] as const;

/** Events whose texts are feedback, beside the answers of surveys. */
export function Sources({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useTranslation(["feedback", "parts"]);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("sources.title")}
      closeButtonProps={{ "aria-label": t("parts:close") }}
    >
      {opened && <SourcesForm onClose={onClose} />}
    </Modal>
  );
}

function SourcesForm({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("feedback");
  const project = useProject();
  const update = useUpdateProject(project.id);
  const [rows, setRows] = useState<Row[]>(() =>
    (project.feedbackEvents.length > 0 ? project.feedbackEvents : [blank]).map(rowOf),
  );
  const set = (at: number, change: Partial<Source>) =>
    setRows(rows.map((row) => (row.key === at ? { ...row, ...change } : row)));
  const named = rows
    .filter(({ event, property }) => event !== "" && property !== "")
    .map(({ key: _, ...source }) => source);
  const isHalf = named.some(({ scoreProperty, scale }) => (scoreProperty === null) !== (scale === null));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate(
          { feedbackEvents: named },
          {
            onSuccess: () => {
              notifications.show({ message: t("sources.saved") });
              onClose();
            },
          },
        );
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t("sources.lead")}
        </Text>
        {rows.map((row, i) => (
          <fieldset key={row.key} className={classes.source} aria-label={t("sources.row", { n: i + 1 })}>
            <EventPicker
              withAny={false}
              label={t("sources.event")}
              value={row.event || null}
              onChange={(event) => set(row.key, { ...blank, event: event ?? "" })}
            />
            <PropertyPicker
              on={["event"]}
              event={row.event || null}
              placeholder={t("sources.property")}
              value={row.property ? { on: "event", key: row.property } : null}
              onChange={(property) => set(row.key, { property: property?.key ?? "" })}
            />
            <PropertyPicker
              on={["event"]}
              numeric
              clearable
              event={row.event || null}
              placeholder={t("sources.score")}
              value={row.scoreProperty ? { on: "event", key: row.scoreProperty } : null}
              onChange={(property) =>
                set(row.key, {
                  scoreProperty: property?.key ?? null,
                  scale: property ? (row.scale ?? "csat") : null,
                })
              }
            />
            <Group gap="xs" wrap="nowrap">
              <Select
                flex={1}
                aria-label={t("sources.scale")}
                placeholder={t("sources.scale")}
                disabled={row.scoreProperty === null}
                data={scales.map((value) => ({ value, label: t(`sources.scale_${value}`) }))}
                value={row.scale}
                onChange={(value) => set(row.key, { scale: scales.find((scale) => scale === value) ?? null })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("sources.remove")}
                onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          </fieldset>
        ))}
        {update.isError && <ErrorState error={update.error} compact />}
        <Group justify="space-between">
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} aria-hidden />}
            disabled={rows.length >= 20}
            onClick={() => setRows([...rows, rowOf(blank)])}
          >
            {t("sources.add")}
          </Button>
          <Button type="submit" loading={update.isPending} disabled={isHalf}>
            {t("sources.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
