import type { Dashboard, ForecastSpecInput, Insight } from "@lepton/server";
import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconDeviceFloppy, IconLayoutDashboard } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dashboards, insights } from "../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import type { Asked } from "../../charts/types.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";
import { placeTile } from "../dashboards/grid.ts";

interface SaveMenuProps {
  question: Asked;
  /** Remembered with the question; null: none. */
  forecast: ForecastSpecInput | null;
  /** The saved insight that is being edited, when it is one. */
  saved: Insight | undefined;
  suggestedName: string;
  isChanged: boolean;
}

/** Keeps a question: under a name, and on a dashboard. */
export function SaveMenu({ question, forecast, saved, suggestedName, isChanged }: SaveMenuProps) {
  const { t } = useTranslation("insights");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const update = insights.useUpdate(project);
  const [naming, name] = useDisclosure(false);
  const [placing, place] = useDisclosure(false);
  if (!canEdit) return null;
  return (
    <>
      {saved && isChanged && (
        <Button
          variant="light"
          loading={update.isPending}
          leftSection={<IconDeviceFloppy size={16} aria-hidden />}
          onClick={() =>
            update.mutate(
              { id: saved.id, question: question as never, forecast },
              { onSuccess: () => notifications.show({ message: t("save.updated", { name: saved.name }) }) },
            )
          }
        >
          {t("save.update")}
        </Button>
      )}
      <Button variant="default" leftSection={<IconDeviceFloppy size={16} aria-hidden />} onClick={name.open}>
        {t(saved ? "save.as" : "save.save")}
      </Button>
      <Button leftSection={<IconLayoutDashboard size={16} aria-hidden />} onClick={place.open}>
        {t("save.toDashboard")}
      </Button>
      <Modal
        opened={naming}
        onClose={name.close}
        title={t("save.save")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <NameForm question={question} forecast={forecast} suggestedName={suggestedName} onDone={name.close} />
      </Modal>
      <Modal
        opened={placing}
        onClose={place.close}
        title={t("save.toDashboard")}
        closeButtonProps={{ "aria-label": t("close") }}
      >
        <DashboardForm
          question={question}
          forecast={forecast}
          saved={isChanged ? undefined : saved}
          suggestedName={suggestedName}
          onDone={place.close}
        />
      </Modal>
    </>
  );
}

interface FormProps {
  question: Asked;
  forecast: ForecastSpecInput | null;
  suggestedName: string;
  onDone: () => void;
}

function NameForm({ question, forecast, suggestedName, onDone }: FormProps) {
  const { t } = useTranslation("insights");
  const { id: project } = useProject();
  const navigate = useNavigate();
  const create = insights.useCreate(project);
  const [name, setName] = useState(suggestedName);
  const [description, setDescription] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { name, description, question: question as never, forecast },
          {
            onSuccess: (insight) => {
              onDone();
              notifications.show({ message: t("save.saved", { name: insight.name }) });
              void navigate({
                to: "/p/$project/insights/$insight",
                params: { project, insight: insight.id },
              });
            },
          },
        );
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t("save.name")}
          required
          maxLength={200}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Textarea
          label={t("save.description")}
          maxLength={2000}
          autosize
          minRows={2}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        {create.isError && <ErrorState error={create.error} compact />}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t("save.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const fresh = "";

function DashboardForm({
  question,
  forecast,
  saved,
  suggestedName,
  onDone,
}: FormProps & { saved: Insight | undefined }) {
  const { t } = useTranslation("insights");
  const { id: project } = useProject();
  const navigate = useNavigate();
  const list = dashboards.useList(project).data?.items ?? [];
  const createInsight = insights.useCreate(project);
  const createDashboard = dashboards.useCreate(project);
  const updateDashboard = dashboards.useUpdate(project);
  const [name, setName] = useState(saved?.name ?? suggestedName);
  const [target, setTarget] = useState<string | null>(null);
  const [newName, setNewName] = useState(t("save.firstDashboard"));
  const chosen = target ?? list[0]?.id ?? fresh;
  const failed = [createInsight, createDashboard, updateDashboard].find(({ isError }) => isError);
  const submit = async () => {
    const insight =
      saved ?? (await createInsight.mutateAsync({ name, question: question as never, forecast }));
    const dashboard: Dashboard =
      list.find(({ id }) => id === chosen) ?? (await createDashboard.mutateAsync({ name: newName }));
    const tiles = [...dashboard.tiles, placeTile(dashboard.tiles, insight.id)];
    await updateDashboard.mutateAsync({ id: dashboard.id, tiles });
    onDone();
    notifications.show({ message: t("save.placed", { name: dashboard.name }) });
    void navigate({ to: "/p/$project/dashboards/$dashboard", params: { project, dashboard: dashboard.id } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // A refusal stands in the mutation that failed and is shown below.
        submit().catch(() => undefined);
      }}
    >
      <Stack>
        {!saved && (
          <TextInput
            data-autofocus
            label={t("save.name")}
            required
            maxLength={200}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
        )}
        <Select
          label={t("save.dashboard")}
          data={[
            ...list.map((one) => ({ value: one.id, label: one.name })),
            { value: fresh, label: t("save.newDashboard") },
          ]}
          value={chosen}
          onChange={setTarget}
        />
        {chosen === fresh && (
          <TextInput
            label={t("save.dashboardName")}
            required
            maxLength={200}
            value={newName}
            onChange={({ currentTarget }) => setNewName(currentTarget.value)}
          />
        )}
        {failed && <ErrorState error={failed.error} compact />}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={createInsight.isPending || createDashboard.isPending || updateDashboard.isPending}
          >
            {t("save.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
