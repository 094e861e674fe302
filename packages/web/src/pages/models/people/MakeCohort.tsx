import type { CreateCohortRequest, Model } from "@lepton/server";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cohorts } from "../../../api/hooks/saved.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { useWords } from "../useWords.ts";

interface MakeCohortProps {
  model: Model;
  threshold: number;
  count: number;
}

/** A cohort of everybody from the threshold on; it follows every new scoring. */
export function MakeCohort({ model, threshold, count }: MakeCohortProps) {
  const { t } = useTranslation(["models", "parts"]);
  const words = useWords();
  const format = useFormat();
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const create = cohorts.useCreate(project);
  const proposed = t("cohort.proposed", {
    model: words.model(model.name),
    score: words.score(threshold, model),
  });
  const [name, setName] = useState<string | null>(null);
  if (!canEdit) return null;
  return (
    <>
      <Button
        disabled={count === 0}
        leftSection={<IconUsersGroup size={16} aria-hidden />}
        onClick={() => setName(proposed)}
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
            create.mutate(requestOf(model, threshold, name ?? proposed), {
              onSuccess: (cohort) => {
                setName(null);
                notifications.show({ message: t("cohort.made", { name: cohort.name }) });
              },
            });
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
              {t("cohort.text", { count, shown: format.number(count), property: model.personProperty })}
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

const requestOf = ({ personProperty: key }: Model, threshold: number, name: string): CreateCohortRequest => ({
  name,
  definition: {
    kind: "dynamic",
    op: "and",
    criteria: [{ type: "property", on: "person", key, operator: "gte", value: threshold }],
  },
});
