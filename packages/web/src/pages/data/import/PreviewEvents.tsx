import type { ImportPreview } from "@lepton/server";
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useProject } from "../../../app/project.tsx";
import { useFormat } from "../../../i18n/useFormat.ts";
import { shortValue } from "../../people/timeline.ts";

const shown = 5;

/** The first rows as the events they would become, or why not. */
export function PreviewEvents({ events, isStale }: { events: ImportPreview["events"]; isStale: boolean }) {
  const { t } = useTranslation("data");
  const format = useFormat();
  const { timezone } = useProject();
  if (events.length === 0) return null;
  return (
    <div style={{ opacity: isStale ? 0.6 : 1 }}>
      <Text size="sm" fw={600} mb={4}>
        {t("import.becomes")}
      </Text>
      <Table.ScrollContainer minWidth={560}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("import.part.event")}</Table.Th>
              <Table.Th>{t("import.part.distinctId")}</Table.Th>
              <Table.Th>
                {t("import.part.time")} ({timezone})
              </Table.Th>
              <Table.Th>{t("import.properties")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {events.slice(0, shown).map(({ row, event, distinctId, time, properties, problem }) => (
              <Table.Tr key={row}>
                {problem === null ? (
                  <>
                    <Table.Td>{event}</Table.Td>
                    <Table.Td>{distinctId}</Table.Td>
                    <Table.Td>{format.instant(time, timezone)}</Table.Td>
                    <Table.Td>
                      <Text size="xs" c="dimmed" truncate maw={340}>
                        {shortValue(properties, 90)}
                      </Text>
                    </Table.Td>
                  </>
                ) : (
                  <Table.Td colSpan={4} c="red">
                    {t("import.row", { row: format.number(row) })}: {problem}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
