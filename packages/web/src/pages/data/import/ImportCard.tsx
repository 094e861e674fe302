import type { ImportState } from "@lepton/server";
import { Badge, Button, Card, Group, Progress, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useImport, useImportActions } from "../../../api/hooks/imports.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useServerText } from "../../../i18n/useServerText.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import { SkeletonCard } from "../../../parts/SkeletonCard.tsx";
import { MappingEditor } from "./MappingEditor.tsx";

const route = getRouteApi("/p/$project/data");
const colors = {
  uploaded: "honey",
  running: "pine",
  done: "pine",
  failed: "red",
  cancelled: "gray",
} as const;

/** One file on its way in: mapping, progress, receipt. */
export function ImportCard({ id }: { id: string }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const told = useServerText();
  const { id: project, timezone } = useProject();
  const file = useImport(project, id);
  const { cancel, remove } = useImportActions(project, id);
  const [isAgain, setAgain] = useState(false);
  if (file.isError) return <ErrorState error={file.error} compact />;
  if (file.isPending) return <SkeletonCard height={120} />;
  const { name, state, bytes, createdAt, error } = file.data;
  const isMapping = state === "uploaded" || isAgain;
  return (
    <Card>
      <Group justify="space-between" mb="sm">
        <div>
          <Group gap="xs">
            <Text fw={650}>{name}</Text>
            <Badge color={colors[state]}>{t(`import.state.${state}`)}</Badge>
          </Group>
          <Text size="xs" c="dimmed">
            {format.bytes(bytes)} · {format.instant(createdAt, timezone)}
          </Text>
        </div>
        <Group gap="xs">
          {(state === "cancelled" || state === "failed") && !isAgain && (
            <Button size="xs" variant="light" onClick={() => setAgain(true)}>
              {t("import.again")}
            </Button>
          )}
          {state === "running" ? (
            <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t("import.cancel")}
            </Button>
          ) : (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              {t(state === "done" ? "import.forget" : "import.discard")}
            </Button>
          )}
        </Group>
      </Group>
      {state === "running" && (
        <Stack gap={4} mb="xs">
          <Progress value={file.data.progress * 100} animated aria-label={t("import.progress")} />
          <Text size="sm" role="status">
            {t("import.rows", {
              rows: format.number(file.data.rowsDone),
              share: format.share(file.data.progress, 0),
            })}
          </Text>
        </Stack>
      )}
      {error && (
        <Text size="sm" c="red" role="alert" mb="xs">
          {told.problem(error).problem} {told.problem(error).next}
        </Text>
      )}
      {!isMapping && state !== "running" && <Receipt file={file.data} />}
      {isMapping && state !== "running" && (
        <MappingEditor file={file.data} onStarted={() => setAgain(false)} />
      )}
    </Card>
  );
}

/** What became of the rows. */
function Receipt({ file }: { file: ImportState }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const navigate = route.useNavigate();
  const { read, accepted, duplicates, rejected, firstRejects } = file.receipt;
  return (
    <Stack gap={6}>
      <Text size="sm">
        {t("import.receipt", {
          read: format.number(read),
          accepted: format.number(accepted),
          duplicates: format.number(duplicates),
          rejected: format.number(rejected),
        })}
      </Text>
      {firstRejects.slice(0, 3).map(({ row, reason }) => (
        <Text key={row} size="sm" c="dimmed">
          {t("import.row", { row: format.number(row) })}: {reason}
        </Text>
      ))}
      {rejected > 0 && (
        <Group>
          <Button
            size="compact-sm"
            variant="light"
            onClick={() => navigate({ search: { tab: "rejects", source: `import:${file.name}` } })}
          >
            {t("import.seeRejects")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
