import type { ImportMapping, ImportState } from "@lepton/server";
import { Alert, Button, Group, Loader, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useImportActions, useImportPreview } from "../../../api/hooks/imports.ts";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { ErrorState } from "../../../parts/ErrorState.tsx";
import {
  columnOf,
  constantEvent,
  constantOf,
  parts,
  settledTime,
  timeFormats,
  withColumn,
} from "./mapping.ts";
import { PreviewEvents } from "./PreviewEvents.tsx";

interface MappingEditorProps {
  file: ImportState;
  onStarted(): void;
}

/** How the columns become events: guessed, shown with the events it makes, corrected by choosing. */
export function MappingEditor({ file, onStarted }: MappingEditorProps) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { id: project, timezone } = useProject();
  const [corrected, setCorrected] = useState<ImportMapping | null>(file.mapping);
  const preview = useImportPreview(project, file.id, corrected);
  const { start } = useImportActions(project, file.id);
  const { data } = preview;
  const mapping = corrected ?? data?.mapping ?? null;
  useEffect(() => {
    if (!data || !mapping || preview.isPlaceholderData) return;
    const settled = settledTime(mapping, data);
    if (settled !== mapping) setCorrected(settled);
  }, [data, mapping, preview.isPlaceholderData]);

  if (preview.isError && !data) return <ErrorState error={preview.error} onRetry={preview.refetch} />;
  if (!data || !mapping) return <Loader type="dots" aria-label={t("import.reading")} />;
  const columns = data.columns.map(({ name, samples }) => ({
    value: name,
    label: samples[0] === undefined ? name : `${name}  (${samples[0]})`,
  }));
  const isOpen = data.questions.length > 0;
  return (
    <Stack gap="md">
      {mapping.vendor ? (
        <Text size="sm">{t("import.vendor", { vendor: t(`import.vendors.${mapping.vendor}`) })}</Text>
      ) : (
        <Table withRowBorders={false} verticalSpacing={5} maw={760}>
          <Table.Tbody>
            {parts.map((part) => (
              <Table.Tr key={part}>
                <Table.Th w={170} scope="row">
                  <Text size="sm" fw={600}>
                    {t(`import.part.${part}`)}
                  </Text>
                  <Text size="xs" c="dimmed" fw={400}>
                    {t(`import.hint.${part}`)}
                  </Text>
                </Table.Th>
                <Table.Td>
                  <Group gap="xs" align="flex-start">
                    <Select
                      w={280}
                      size="xs"
                      searchable
                      clearable={part === "uuid" || part === "revenue"}
                      placeholder={t(part === "uuid" || part === "revenue" ? "import.none" : "import.column")}
                      aria-label={t(`import.part.${part}`)}
                      data={
                        part === "event"
                          ? [{ value: constantEvent, label: t("import.constant") }, ...columns]
                          : columns
                      }
                      value={columnOf(mapping, part)}
                      error={data.questions.some((it) => it.field === part) ? t("import.needed") : undefined}
                      onChange={(column) => setCorrected(withColumn(mapping, part, column, timezone))}
                    />
                    {part === "event" && mapping.event && "constant" in mapping.event && (
                      <TextInput
                        size="xs"
                        aria-label={t("import.constantName")}
                        maxLength={200}
                        defaultValue={constantOf(mapping)}
                        onBlur={({ currentTarget: { value } }) =>
                          value.trim() && setCorrected({ ...mapping, event: { constant: value.trim() } })
                        }
                      />
                    )}
                    {part === "time" && mapping.time && (
                      <>
                        <Select
                          size="xs"
                          w={200}
                          aria-label={t("import.timeFormat")}
                          placeholder={t("import.timeFormat")}
                          data={timeFormats.map((value) => ({ value, label: t(`import.time.${value}`) }))}
                          value={mapping.time.format}
                          error={mapping.time.format === null ? t("import.needed") : undefined}
                          onChange={(value) =>
                            mapping.time &&
                            setCorrected({
                              ...mapping,
                              time: {
                                ...mapping.time,
                                format: timeFormats.find((it) => it === value) ?? null,
                              },
                            })
                          }
                        />
                        <Text size="xs" c="dimmed" pt={6}>
                          {mapping.time.timezone}
                        </Text>
                      </>
                    )}
                    {part in data.confidence &&
                      (data.confidence[part] ?? 1) < sure &&
                      columnOf(mapping, part) && (
                        <Text size="xs" c="honey.8" pt={6}>
                          {t("import.unsure")}
                        </Text>
                      )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {data.questions.map(({ field, question, options }) => (
        <Alert key={field} color="honey" icon={<IconHelpCircle size={18} />} py="xs">
          <Group gap="xs">
            <Text size="sm">
              {t(`import.question.${field.replace(".", "_")}`, { defaultValue: question })}
            </Text>
            {field === "time.format" &&
              mapping.time &&
              options.map((option) => (
                <Button
                  key={option}
                  size="compact-sm"
                  variant="default"
                  onClick={() =>
                    mapping.time &&
                    setCorrected({
                      ...mapping,
                      time: { ...mapping.time, format: timeFormats.find((it) => it === option) ?? null },
                    })
                  }
                >
                  {t(`import.time.${option}`)}
                </Button>
              ))}
            {field === "format.encoding" &&
              mapping.format.kind !== "parquet" &&
              options.map((option) => (
                <Button
                  key={option}
                  size="compact-sm"
                  variant="default"
                  onClick={() =>
                    setCorrected({
                      ...mapping,
                      format: { ...mapping.format, encoding: option } as ImportMapping["format"],
                    })
                  }
                >
                  {option}
                </Button>
              ))}
          </Group>
        </Alert>
      ))}
      <PreviewEvents events={data.events} isStale={preview.isPlaceholderData} />
      {(start.error ?? preview.error) && <ErrorState error={start.error ?? preview.error} compact />}
      <Group>
        <Button
          disabled={isOpen || preview.isFetching}
          loading={start.isPending}
          onClick={() => start.mutate(mapping, { onSuccess: onStarted })}
        >
          {t("import.start")}
        </Button>
        <Text size="sm" c="dimmed">
          {t(isOpen ? "import.openQuestions" : "import.twice", { size: format.bytes(file.bytes) })}
        </Text>
      </Group>
    </Stack>
  );
}

/** Certainty below which a guess says that it is one. */
const sure = 0.6;
