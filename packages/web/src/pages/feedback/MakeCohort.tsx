import type { FeedbackTheme } from "@lepton/server";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type FeedbackSelection, useThemeCohort } from "../../api/hooks/feedback.ts";
import { useCanEdit, useProject } from "../../app/project.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { ErrorState } from "../../parts/ErrorState.tsx";

interface MakeCohortProps {
  theme: FeedbackTheme;
  selection: FeedbackSelection;
}

/** The people who said it as a cohort, for any insight, survey or list. */
export function MakeCohort({ theme, selection }: MakeCohortProps) {
  const { t } = useTranslation(["feedback", "parts"]);
  const format = useFormat();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const create = useThemeCohort(project);
  const [name, setName] = useState<string | null>(null);
  if (!canEdit) return null;
  const { from, to, filter } = selection;
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconUsersGroup size={16} aria-hidden />}
        onClick={() => setName(t("cohort.proposed", { theme: theme.name }))}
      >
        {t("cohort.make")}
      </Button>
      <Modal
        opened={name !== null}
        onClose={() => setName(null)}
        title={t("cohort.make")}
        closeButtonProps={{ "aria-label": t("parts:close") }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate(
              {
                name: name ?? theme.name,
                theme: theme.id,
                from,
                to,
                filter: filter && JSON.stringify(filter),
              },
              {
                onSuccess: (cohort) => {
                  setName(null);
                  notifications.show({ message: t("cohort.made", { name: cohort.name }) });
                },
              },
            );
          }}
        >
          <Stack>
            <TextInput
              label={t("cohort.name")}
              value={name ?? ""}
              required
              maxLength={200}
              data-autofocus
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Text size="sm" c="dimmed">
              {t("cohort.text", { count: theme.people, shown: format.number(theme.people) })}
            </Text>
            {create.isError && <ErrorState error={create.error} compact />}
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                {t("cohort.save")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
