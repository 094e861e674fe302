import { Button, Card, Group, Progress, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile, useImports } from "../../../api/hooks/imports.ts";
import { useCanEdit, useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import classes from "../data.module.css";
import { ImportCard } from "./ImportCard.tsx";

/** Drop a file, correct how it is read, watch it come in. */
export function ImportTab() {
  const { t } = useTranslation("data");
  const { id: project } = useProject();
  const canEdit = useCanEdit();
  const imports = useImports(project, canEdit);
  if (!canEdit) return <Text c="dimmed">{t("import.viewer")}</Text>;
  return (
    <Stack gap="lg">
      <DropZone />
      {imports.isError && <ErrorState error={imports.error} onRetry={imports.refetch} />}
      {imports.data?.items.map((item) => (
        <ImportCard key={item.id} id={item.id} />
      ))}
    </Stack>
  );
}

const accepted = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet,.gz";

function DropZone() {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { id: project } = useProject();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [upload, setUpload] = useState<{ name: string; share: number; stop: AbortController } | null>(null);
  const [error, setError] = useState<unknown>(null);

  const send = async (files: FileList | null) => {
    const file = files?.[0];
    if (!file || upload) return;
    const stop = new AbortController();
    setError(null);
    setUpload({ name: file.name, share: 0, stop });
    try {
      await uploadFile(project, file, {
        signal: stop.signal,
        onProgress: (share) => setUpload({ name: file.name, share, stop }),
      });
      await client.invalidateQueries({ queryKey: ["project", project, "imports"] });
    } catch (failure) {
      if (!stop.signal.aborted) setError(failure);
    }
    setUpload(null);
    if (input.current) input.current.value = "";
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files);
  };
  return (
    <Card
      component="section"
      aria-label={t("import.drop")}
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {upload ? (
        <Stack w="100%" maw={420} gap="xs" align="center">
          <Text>{t("import.uploading", { name: upload.name, share: format.share(upload.share, 0) })}</Text>
          <Progress w="100%" value={upload.share * 100} animated aria-label={t("import.progress")} />
          <Button variant="default" size="xs" onClick={() => upload.stop.abort()}>
            {t("import.cancel")}
          </Button>
        </Stack>
      ) : (
        <Stack align="center" gap={6}>
          <IconFileImport size={34} stroke={1.5} aria-hidden />
          <Title order={2} size="h3">
            {t("import.drop")}
          </Title>
          <Text size="sm" c="dimmed" ta="center" maw={520}>
            {t("import.formats")}
          </Text>
          <Group mt="xs">
            <Button onClick={() => input.current?.click()}>{t("import.choose")}</Button>
          </Group>
        </Stack>
      )}
      <VisuallyHidden>
        <input
          ref={input}
          type="file"
          tabIndex={-1}
          accept={accepted}
          aria-label={t("import.choose")}
          data-testid="import-file"
          onChange={(event) => send(event.currentTarget.files)}
        />
      </VisuallyHidden>
      {error !== null && <ErrorState error={error} compact />}
    </Card>
  );
}
